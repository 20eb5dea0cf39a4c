package fixer

import (
	"fmt"
	"strings"
	"testing"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// planOf is a plan of edits, as if fixes had asked for them.
func planOf(t *testing.T, doc *schema.Document, edits ...text.Edit) *Plan {
	t.Helper()
	after, err := edited(doc, edits)
	if err != nil {
		t.Fatal(err)
	}
	return &Plan{Before: doc, After: after, Edits: edits, Left: checks.Run(after, checks.All())}
}

func TestChanges(t *testing.T) {
	doc := sample(t, "founding-case.xml")
	network := doc.Named("Network", "Internal")[0]
	listener, _ := network.Child("WebListenerProperties")
	ranges, _ := network.Find("IpRangeSet", "IpRangeEntry")
	set := doc.Objects("URLSet")[0]
	empty, _ := listener.Child("AppliedSSLCertificates")
	port := listener.Property("TCPPort")
	for _, tt := range []struct {
		reason string
		edits  []text.Edit
		want   string
	}{
		{"a value", []text.Edit{port.Set("80")}, "value WebListenerProperties TCPPort 8080>80"},
		{"an empty value", []text.Edit{network.Property("Description").Set("")}, "value Internal Description Network representing the internal network>"},
		{"a new property between others", []text.Edit{listener.Insert("SSLPort", "int", "8443")}, "added WebListenerProperties SSLPort >8443"},
		{"a new property at the end", []text.Edit{listener.Insert("ZZ", "string", "x")}, "added WebListenerProperties ZZ >x"},
		{"a new property of an empty object", []text.Edit{empty.Insert("A", "int", "1")}, "added AppliedSSLCertificates A >1"},
		{"a data type", []text.Edit{port.SetType("string")}, "type WebListenerProperties TCPPort int>string"},
		{"an object removed", []text.Edit{ranges.Remove()}, "removed " + ranges.StorageName + "  " + ranges.StorageName + ">"},
		{"a StorageName", []text.Edit{{Span: set.StorageNameSpan(), New: "{11111111-2222-4333-8444-555555555555}"}}, "source " + set.Name() + "  " + set.StorageName + ">{11111111-2222-4333-8444-555555555555}"},
		{"two in one object", []text.Edit{listener.Property("IntegratedAuthPersistSingleRequest").Set("0"), port.Set("80")},
			"value WebListenerProperties IntegratedAuthPersistSingleRequest 1>0; value WebListenerProperties TCPPort 8080>80"},
	} {
		var got []string
		for _, c := range planOf(t, doc, tt.edits...).Changes() {
			got = append(got, fmt.Sprintf("%s %s %s %s>%s", c.Kind, c.Object.Label(), c.Field(), c.Before, c.After))
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%s: %s; expected %s", tt.reason, s, tt.want)
		}
	}
}

// What an import does not do is said, not left to be found out.
func TestNotImportable(t *testing.T) {
	doc := sample(t, "founding-case.xml")
	network := doc.Named("Network", "Internal")[0]
	ranges, _ := network.Find("IpRangeSet", "IpRangeEntry")
	set := doc.Objects("URLSet")[0]
	array := doc.Objects("Array")[0]
	for _, tt := range []struct {
		reason string
		edit   text.Edit
		want   string
	}{
		{"an object removed", ranges.Remove(), removed},
		{"a StorageName", text.Edit{Span: set.StorageNameSpan(), New: "{11111111-2222-4333-8444-555555555555}"}, renamed},
		{"a property of the array", array.Property("Name").Set("ARRAY2"), wholeOnly},
		{"a fault that the corrected file has too", network.Property("NetworkType").Set("x"), ""},
	} {
		docs, not := planOf(t, doc, tt.edit).Imports(checks.All())
		if tt.want == "" && len(docs) == 1 && len(not) == 0 {
			continue
		}
		if len(docs) != 0 || len(not) != 1 || not[0].Reason != tt.want {
			t.Errorf("%s: %d documents, %+v", tt.reason, len(docs), not)
		}
	}
}

// A document that fails its proof is not handed out.
func TestProofOfDocuments(t *testing.T) {
	doc := sample(t, "founding-case.xml")
	p := importPlanner{checks.All(), count(checks.Run(doc, checks.All())), len(doc.Problems)}
	network := doc.Named("Network", "Internal")[0]
	good, err := objectDocument(network)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ reason, from, to, want string }{
		{"as it is", "", "", ""},
		{"another value", ">8080<", ">8081<", "does not hold the object"},
		{"a property less", `<fpc4:NetworkType dt:dt="int">4</fpc4:NetworkType>`, "", "does not hold the object"},
		{"another StorageName", `Network StorageName="{4E32B556`, `Network StorageName="{4E32B557`, "does not hold the object"},
		{"no XML", "</fpc4:Root>", "", "cut off"},
		{"ancestors that are exported", `StorageType="0"`, `StorageType="1"`, "kind"},
	} {
		d := ImportDocument{Object: network, Data: []byte(strings.ReplaceAll(string(good), tt.from, tt.to))}
		if tt.from == "" {
			d.Data = good
		}
		err := p.prove(&d)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v; expected %q", tt.reason, err, tt.want)
		}
	}
}
