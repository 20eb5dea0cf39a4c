package redact

import (
	"slices"
	"strings"
	"testing"
)

// A StorageName is kept when the product is known to write it.
func TestRoles(t *testing.T) {
	for _, c := range []struct {
		element, storage string
		stays            bool
		reason           string
	}{
		{"Ref", "ScheduleUsed", true, "a role"},
		{"Ref", "Network", true, "a role that is called like an element"},
		{"Refs", "SpecialComputerSets", true, "seen in exports"},
		{"Refs", "ProtocolsUsed", true, "read by Microsoft's viewer"},
		{"Accounts", "Access", true, "what the accounts are for"},
		{"Networks", "Networks", true, "a singleton"},
		{"JohnSmith", "JohnSmith", true, "it says no more than the element"},
		{"Ref", "JohnSmithRole", false, "a role that nobody knows"},
		{"Accounts", "JohnSmithAcc", false, "the same of accounts"},
		{"Log", "JohnSmithLog", false, "the same of logs"},
	} {
		_, after := redacted(t, parse(t, []byte(export(`<fpc4:`+c.element+` StorageName="`+c.storage+`" StorageType="1"/>`))))
		if got := after.Root.Children()[0].StorageName; (got == c.storage) != c.stays {
			t.Errorf("%s %q becomes %q: %s", c.element, c.storage, got, c.reason)
		}
	}
}

// The names that stay and that no table knows are told, each once.
func TestUnknownNames(t *testing.T) {
	for _, c := range []struct {
		reason, body string
		want         []string
	}{
		{"nothing unknown", `<fpc4:Networks StorageName="Networks" StorageType="1" xml:space="preserve"><fpc4:Name dt:dt="string">x</fpc4:Name></fpc4:Networks>`, nil},
		{"elements, each once", `<fpc4:Smith StorageName="a" StorageType="1"/><fpc4:Smith StorageName="b" StorageType="1"/>`, []string{"<fpc4:Smith>"}},
		{"a property", `<fpc4:X.Smith dt:dt="string">a</fpc4:X.Smith>`, []string{"<fpc4:X.Smith>"}},
		{"an attribute", `<fpc4:Networks StorageName="Networks" StorageType="1" smith="x"/>`, []string{"@smith"}},
		{"a prefix", `<smith:Name xmlns:smith="http://smith.com/ns"/>`, []string{"<smith:Name>", "@xmlns:smith"}},
		{"the target of an instruction", `<?smithtool a?><?smithtool?><?xml-stylesheet href="a"?>`, []string{"<?smithtool?>"}},
	} {
		r, _ := redacted(t, parse(t, []byte(export(c.body))))
		if !slices.Equal(r.Unknown, c.want) {
			t.Errorf("%s: %q, want %q", c.reason, r.Unknown, c.want)
		}
	}
}

// No sample has a name that no table knows: nobody is bothered without a reason.
func TestNamesOfSamplesAreKnown(t *testing.T) {
	for name, doc := range samples(t) {
		if r, _ := redacted(t, doc); len(r.Unknown) > 0 {
			t.Errorf("%s: %s", name, strings.Join(r.Unknown, ", "))
		}
	}
}
