package compare

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"tmgaudit/schema"
)

const (
	head = `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0"><fpc4:Arrays StorageName="Arrays" StorageType="1">`
	tail = `</fpc4:Arrays></fpc4:Root>`

	guid1 = "{11111111-1111-4111-8111-111111111111}"
	guid2 = "{22222222-2222-4222-8222-222222222222}"
	guid3 = "{33333333-3333-4333-8333-33333333333A}"
	guid4 = "{44444444-4444-4444-8444-444444444444}"
	local = "{4E32B556-0FAF-4A27-9111-085F679EDC9B}" // the Internal network
)

func object(element, storageName, body string) string {
	return fmt.Sprintf(`<fpc4:%[1]s StorageName="%[2]s" StorageType="1">%[3]s</fpc4:%[1]s>`, element, storageName, body)
}

func single(element, body string) string { return object(element, element, body) }

func prop(name, dt, value string) string {
	return fmt.Sprintf(`<fpc4:%[1]s dt:dt="%[2]s">%[3]s</fpc4:%[1]s>`, name, dt, value)
}

func named(s string) string { return prop("Name", "string", s) }

func list(name string, entries ...string) string {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(prop("Str", "string", e))
	}
	return "<fpc4:" + name + ">" + b.String() + "</fpc4:" + name + ">"
}

func ref(storageName, class, target string) string {
	return object("Ref", storageName, prop("Name", "string", target)+prop("RefClass", "string", "msFPC"+class))
}

func rule(guid, name string, order int, more string) string {
	return object("PolicyRule", guid, named(name)+prop("Order", "bin.hex", fmt.Sprintf("%02x00000000000000", order))+more)
}

func listener(props string) string { return single("WebListenerProperties", props) }

// blob is a BlobData with string values.
func blob(namesAndValues ...string) string {
	wide := func(s string) []byte {
		var b []byte
		for _, u := range append(utf16.Encode([]rune(s)), 0) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return append(binary.LittleEndian.AppendUint32(nil, uint32(len(b))), b...)
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(namesAndValues)/2))
	for i := 0; i < len(namesAndValues); i += 2 {
		out = append(out, wide(namesAndValues[i])...)
		out = binary.LittleEndian.AppendUint16(out, 8)
		out = append(out, wide(namesAndValues[i+1])...)
	}
	return prop("BlobData", "bin.hex", hex.EncodeToString(out))
}

// What two bodies below Arrays have for differences.
func TestMeaning(t *testing.T) {
	network := func(guid, name, body string) string { return object("Network", guid, named(name)+body) }
	vendor := func(body string) string {
		return single("VendorParametersSets", object("VendorParametersSet", guid1, body))
	}
	entry := func(guid, from, to string) string {
		return object("IpRangeEntry", guid, prop("IPFrom", "string", from)+prop("IPTo", "string", to))
	}
	ranges := func(entries ...string) string { return single("IpRangeSet", strings.Join(entries, "")) }
	for _, tt := range []struct {
		reason, a, b string
		want         []string
	}{
		{"absent is the documented default", listener(""), listener(prop("IntegratedAuthPersistSingleRequest", "boolean", "0")), nil},
		{"absent is not another value", listener(""), listener(prop("IntegratedAuthPersistSingleRequest", "boolean", "1")),
			[]string{"changed Arrays/WebListenerProperties IntegratedAuthPersistSingleRequest: 0 -> 1"}},
		{"Basic's default is the other one", listener(""), listener(prop("BasicAuthPersistSingleRequest", "boolean", "1")), nil},
		{"no default is documented", listener(""), listener(prop("Unheard", "int", "0")), []string{"changed Arrays/WebListenerProperties Unheard:  -> 0"}},
		{"an empty string is none", listener(""), listener(`<fpc4:Unheard dt:dt="string"/>`), nil},
		{"booleans by meaning", listener(prop("X", "boolean", "1")), listener(prop("X", "boolean", " true ")), nil},
		{"numbers by meaning", listener(prop("X", "int", "-1")), listener(prop("X", "int", "4294967295")), nil},
		{"numbers with zeros", listener(prop("X", "int", "007")), listener(prop("X", "int", "7")), nil},
		{"a number that is none", listener(prop("X", "int", "seven")), listener(prop("X", "int", "7")), []string{"changed Arrays/WebListenerProperties X: seven -> 7"}},
		{"strings as they are", listener(prop("X", "string", "007")), listener(prop("X", "string", "7")), []string{"changed Arrays/WebListenerProperties X: 007 -> 7"}},
		{"bytes in any case", listener(prop("X", "bin.hex", "AB CD")), listener(prop("X", "bin.hex", "abcd")), nil},
		{"references resolved", listener(prop("X", "string", "a&#98;c")), listener(prop("X", "string", "<![CDATA[abc]]>")), nil},
		{"a property twice: the first counts", listener(prop("X", "int", "1") + prop("X", "int", "2")), listener(prop("X", "int", "1")), nil},
		{"the order of properties", listener(prop("B", "int", "2") + prop("A", "int", "1")), listener(prop("A", "int", "1") + prop("B", "int", "2")), nil},

		{"a list as a set", object("URLSet", guid1, named("s")+list("URLStrings", "a", "b", "a")), object("URLSet", guid1, named("s")+list("URLStrings", "b", "a")), nil},
		{"an empty list is none", object("URLSet", guid1, named("s")+list("URLStrings")), object("URLSet", guid1, named("s")), nil},
		{"entries", object("URLSet", guid1, named("s")+list("URLStrings", "a", "b")), object("URLSet", guid1, named("s")+list("URLStrings", "b", "c", "c")),
			[]string{"removed Arrays/s URLStrings [a]", "added Arrays/s URLStrings [c]"}},

		{"GUIDs in any case", network(strings.ToUpper(guid3), "n", ""), network(strings.ToLower(guid3), "n", ""), nil},
		{"predefined in any language", network(local, "Internal", ""), network(strings.ToLower(local), "Intern", ""), []string{"changed Arrays/Internal Name: Internal -> Intern"}},
		{"renamed, same StorageName", network(guid1, "a", prop("X", "int", "1")), network(guid1, "b", prop("X", "int", "2")),
			[]string{"changed Arrays/a Name: a -> b", "changed Arrays/a X: 1 -> 2"}},
		{"by name", network(guid1, "a", prop("X", "int", "1")), network(guid2, "a", prop("X", "int", "2")), []string{"changed Arrays/a X: 1 -> 2"}},
		{"by name in any case", network(guid1, "Lan", ""), network(guid2, "LAN", ""), []string{"changed Arrays/Lan Name: Lan -> LAN"}},
		{"renamed, same content", network(guid1, "a", prop("X", "int", "1")+ranges(entry(guid3, "1", "2"))), network(guid2, "b", prop("X", "int", "1")+ranges(entry(guid4, "1", "2"))),
			[]string{"changed Arrays/a Name: a -> b"}},
		{"other name, other content", network(guid1, "a", prop("X", "int", "1")), network(guid2, "b", prop("X", "int", "2")),
			[]string{"removed Arrays/a", "added Arrays/b"}},
		{"no content says nothing", network(guid1, "a", ""), network(guid2, "b", ""), []string{"removed Arrays/a", "added Arrays/b"}},
		{"names stand before content", network(guid1, "a", prop("X", "int", "1")) + network(guid2, "b", prop("X", "int", "2")),
			network(guid3, "b", prop("X", "int", "1")) + network(guid4, "a", prop("X", "int", "2")),
			[]string{"changed Arrays/a X: 1 -> 2", "changed Arrays/b X: 2 -> 1"}},
		{"another element is another thing", object("Computer", guid1, named("a")), object("Subnet", guid1, named("a")), []string{"removed Arrays/a", "added Arrays/a"}},
		{"the only array", object("Array", guid1, named("a")+listener("")), object("Array", guid2, named("b")+listener(prop("X", "int", "1"))),
			[]string{"changed Arrays/a/WebListenerProperties X:  -> 1", "changed Arrays/a Name: a -> b"}},
		{"arrays by name", object("Array", guid1, named("a")) + object("Array", guid2, named("b")), object("Array", guid3, named("b")) + object("Array", guid4, named("a")), nil},

		{"entries under GUIDs of their own", ranges(entry(guid1, "1", "2"), entry(guid2, "3", "4")), ranges(entry(guid4, "3", "4"), entry(guid3, "1", "2")), nil},
		{"equal entries", ranges(entry(guid1, "1", "2"), entry(guid2, "1", "2")), ranges(entry(guid4, "1", "2")), []string{"removed Arrays/IpRangeSet/" + guid2}},
		{"the only entry left", ranges(entry(guid1, "1", "2"), entry(guid2, "3", "4")), ranges(entry(guid4, "3", "5"), entry(guid3, "1", "2")),
			[]string{"changed Arrays/IpRangeSet/" + guid2 + " IPTo: 4 -> 5"}},

		{"references by target", network(guid1, "n", "") + object("Refs", "Networks", ref(guid3, "Network", guid1)),
			network(guid2, "n", "") + object("Refs", "Networks", ref(guid4, "Network", guid2)), nil},
		{"another target", network(guid1, "n", "") + network(guid2, "m", "") + single("Holder", ref("Role", "Network", guid1)),
			network(guid1, "n", "") + network(guid2, "m", "") + single("Holder", ref("Role", "Network", guid2)),
			[]string{"changed Arrays/Holder/n Name: n -> m"}},
		{"the same GUID means another thing", network(guid1, "n", "") + network(guid2, "m", "") + object("Refs", "Networks", ref(guid3, "Network", guid1)),
			network(guid2, "m", "") + network(guid1, "n", "") + object("Refs", "Networks", ref(guid3, "Network", guid2)),
			[]string{"changed Arrays/Networks/n Name: n -> m"}},
		{"a reference more", network(guid1, "n", "") + object("Refs", "Networks", ""), network(guid1, "n", "") + object("Refs", "Networks", ref(guid3, "Network", guid1)),
			[]string{"added Arrays/Networks/n"}},
		{"an empty group is none", single("Holder", object("Refs", "Networks", "")), single("Holder", ""), nil},
		{"a reference to nothing", object("Refs", "Networks", ref(guid3, "Network", guid1)), object("Refs", "Networks", ref(guid4, "Network", strings.ToLower(guid1))), nil},
		{"a reference that leads to itself", object("Refs", "R", ref(guid1, "Ref", guid1)), object("Refs", "R", ref(guid1, "Ref", guid1)+" "), nil},

		{"vendor values by name", vendor(blob("a", "1", "b", "2")), vendor(blob("b", "2", "a", "1")), nil},
		{"vendor values", vendor(blob("a", "1", "b", "2")), vendor(blob("b", "3", "c", "4")),
			[]string{"removed Arrays/VendorParametersSets/" + guid1 + " BlobData [a]", "changed Arrays/VendorParametersSets/" + guid1 + " BlobData [b]: 2 -> 3", "added Arrays/VendorParametersSets/" + guid1 + " BlobData [c]"}},
		{"no vendor values", vendor(""), vendor(blob("a", "1")), []string{"added Arrays/VendorParametersSets/" + guid1 + " BlobData [a]"}},
		{"bytes that hold no values", vendor(prop("BlobData", "bin.hex", "01")), vendor(prop("BlobData", "bin.hex", "02")),
			[]string{"changed Arrays/VendorParametersSets/" + guid1 + " BlobData: 01 -> 02"}},
		{"secrets", listener(prop("Password", "string", "a")), listener(prop("Password", "string", "b")),
			[]string{"changed Arrays/WebListenerProperties Password: " + schema.Masked + " -> " + schema.Masked}},
		{"a secret that is not set", listener(""), listener(prop("Password", "string", "b")), []string{"changed Arrays/WebListenerProperties Password:  -> " + schema.Masked}},
		{"secret vendor values", vendor(blob("AdminPassword", "1")), vendor(blob("AdminPassword", "2")),
			[]string{"changed Arrays/VendorParametersSets/" + guid1 + " BlobData [AdminPassword]: " + schema.Masked + " -> " + schema.Masked}},
		{"secret lists", single("O", list("PasswordStrings", "a")), single("O", list("PasswordStrings", "b")),
			[]string{"removed Arrays/O PasswordStrings [" + schema.Masked + "]", "added Arrays/O PasswordStrings [" + schema.Masked + "]"}},

		{"Order is no value", single("PolicyRules", rule(guid1, "a", 1, "")+rule(guid2, "b", 2, "")), single("PolicyRules", rule(guid1, "a", 5, "")+rule(guid2, "b", 9, "")), nil},
		{"the place in the file is no order", single("PolicyRules", rule(guid1, "a", 1, "")+rule(guid2, "b", 2, "")), single("PolicyRules", rule(guid2, "b", 2, "")+rule(guid1, "a", 1, "")), nil},
		{"one rule to the top", single("PolicyRules", rule(guid1, "a", 1, "")+rule(guid2, "b", 2, "")+rule(guid3, "c", 3, "")), single("PolicyRules", rule(guid1, "a", 2, "")+rule(guid2, "b", 3, "")+rule(guid3, "c", 1, "")),
			[]string{"moved Arrays/PolicyRules/c: 3 -> 1"}},
		{"a new rule moves none", single("PolicyRules", rule(guid1, "a", 1, "")+rule(guid2, "b", 2, "")), single("PolicyRules", rule(guid1, "a", 2, "")+rule(guid2, "b", 3, "")+rule(guid3, "c", 1, "")),
			[]string{"added Arrays/PolicyRules/c"}},
		{"the system policy is an order of its own", single("PolicyRules", rule(guid1, "a", 1, prop("System", "boolean", "1"))+rule(guid2, "b", 2, "")), single("PolicyRules", rule(guid1, "a", 2, prop("System", "boolean", "1"))+rule(guid2, "b", 1, "")), nil},
	} {
		a, b := parse(t, []byte(head+tt.a+tail)), parse(t, []byte(head+tt.b+tail))
		r := Documents(a, b, Options{Checks: noChecks, Profile: Strict})
		got := lines(r.Changes)
		slices.Sort(got)
		slices.Sort(tt.want)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.reason, diff)
		}
		checkMirror(t, tt.reason, a, b, Options{Checks: noChecks})
	}
}

// Skeletons are paths: neither their dummies count, nor what is not there.
func TestSkeletons(t *testing.T) {
	whole := head + object("Array", guid1, named("ARRAY1")+single("Networks", object("Network", guid2, named("n"))+object("Network", guid3, named("m")))) + tail
	path := strings.NewReplacer(`Arrays" StorageType="1"`, `Arrays" StorageType="0"`, guid1+`" StorageType="1"`, guid4+`" StorageType="0"`,
		`Networks" StorageType="1"`, `Networks" StorageType="0"`, named("ARRAY1"), named("")).Replace(whole)
	path = strings.Replace(path, object("Network", guid3, named("m")), "", 1)
	a, b := parse(t, []byte(path)), parse(t, []byte(whole))
	for _, pair := range [][2]*schema.Document{{a, b}, {b, a}} {
		if got := lines(everything(Documents(pair[0], pair[1], Options{Checks: noChecks}))); len(got) > 0 {
			t.Errorf("%q", got)
		}
	}
	c := parse(t, []byte(strings.ReplaceAll(strings.Replace(path, guid2, guid3, 1), named("n"), named("other"))))
	if got := lines(everything(Documents(a, c, Options{Checks: noChecks}))); len(got) != 1 || !strings.Contains(got[0], "Name: n -> other") {
		t.Errorf("two exports of one object each: %q", got)
	}
}

// What is taken along so that references resolve is compared as their target only.
func TestByReference(t *testing.T) {
	taken := func(guid, x string) string {
		return strings.Replace(object("UrlCategory", guid, named("c")+prop("X", "int", x)), `StorageType="1"`, `StorageType="2"`, 1)
	}
	doc := func(guid, x string) *schema.Document {
		return parse(t, []byte(head+taken(guid, x)+object("Refs", "R", ref(guid4, "UrlCategory", guid))+tail))
	}
	if got := lines(everything(Documents(doc(guid1, "1"), doc(guid2, "2"), Options{Checks: noChecks}))); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

func TestDefaults(t *testing.T) {
	a := parse(t, []byte(head+listener("")+tail))
	b := parse(t, []byte(head+listener(prop("IntegratedAuthPersistSingleRequest", "boolean", "0"))+tail))
	r := Documents(a, b, Options{Checks: noChecks, Defaults: true})
	if len(r.Changes) > 0 || len(r.Defaults) != 1 {
		t.Fatalf("%q, defaults %q", lines(r.Changes), lines(r.Defaults))
	}
	c := r.Defaults[0]
	if c.A.Value != "0" || c.A.Present || !c.A.Default || !c.B.Present || !c.B.Default || c.COM == nil {
		t.Errorf("%+v", c)
	}
}
