package compare

// Uncarried says why the value of B cannot be brought into A by setting one
// property, "" when it can be tried. What a file allows is another question.
func (c *Change) Uncarried() string {
	switch {
	case c.Kind == Moved:
		return "the object stands elsewhere in its order, which other objects share; move it in the console"
	case c.A.Object == nil:
		return "the object is only in the file that the values come from; export it there and import it"
	case c.B.Object == nil:
		return "the object is only in the file that gets the values; delete it in the console"
	case c.A.Secret || c.B.Secret:
		return "it is a secret, which the product stores encrypted for one server; enter it in the console"
	case c.IsEntry:
		return "it is one entry of a list, and only single values are carried; change the list in the console"
	case c.Object().Element == "Ref":
		return "it is a reference, and what it points to has another identity in each export; choose it in the console"
	}
	return ""
}
