package checks

// LeftOut is a condition that one would look for and that no file shows, or that
// nobody has documented well enough to be looked for.
type LeftOut struct {
	Slug   string
	Reason string
}

// LeftOuts are the conditions of the com family that have no check, in the order
// of the list that the family was made from.
func LeftOuts() []LeftOut { return leftOut }

var leftOut = []LeftOut{
	{"com-authz-null-cache", "the fault is a switch that is missing, which is every server's state; whether the trust that needs it exists stands in no export"},
	{"com-fba-nocache-exceptions", "the article does not name the value that holds the exceptions"},
	{"com-smtp-fin-vs-reset", "the article does not name the switch"},
	{"com-https-inspection-client-cert", "the article does not name the switch"},
	{"com-put-delete-cache", "only a difference between two servers says something; a comparison shows it, and lint --defaults lists the value"},
}
