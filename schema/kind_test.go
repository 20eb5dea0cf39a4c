package schema

import (
	"strings"
	"testing"
)

func TestKindAndProductOfDocuments(t *testing.T) {
	type want struct {
		kind    Kind
		product string
		major   int
		item    string // element of the exported item
	}
	table := map[string]want{
		"tmg2010-sp2-default.xml":      {KindArray, "TMG 2010 SP2", 7, "Array"},
		"founding-case.xml":            {KindArray, "TMG 2010 SP2", 7, "Array"},
		"compare-broken.xml":           {KindArray, "TMG 2010 SP2", 7, "Array"},
		"compare-works.xml":            {KindArray, "TMG 2010 SP2", 7, "Array"},
		"messy-array.xml":              {KindArray, "TMG 2010 SP2", 7, "Array"},
		"tmg2010-enterprise.xml":       {KindEnterprise, "TMG 2010 SP2", 7, "Root"},
		"isa2006-array.xml":            {KindArray, "ISA Server 2006", 5, "Array"},
		"isa2004-array.xml":            {KindArray, "ISA Server 2004", 4, "Array"},
		"tmg2010-network-internal.xml": {KindObject, "TMG 2010 SP2", 7, "Network"},
		"tmg2010-urlsets.xml":          {KindCollection, "TMG 2010 SP2", 7, "URLSets"},
		"isainfo-tmg1.xml":             {KindISAInfo, "TMG 2010 SP2", 7, "Array"},
		"tmg2010-rtm-domainnameset-single-import-template.xml":       {KindObject, "TMG 2010 RTM", 7, "DomainNameSet"},
		"tmg2010-sp2-urlset-single-export-empty-set.xml":             {KindObject, "TMG 2010 SP2", 7, "URLSet"},
		"tmg2010-sp2-urlset-single-export-https.xml":                 {KindObject, "TMG 2010 SP2", 7, "URLSet"},
		"tmg2010-sp2-urlset-single-export-with-empty-urlstrings.xml": {KindObject, "TMG 2010 SP2", 7, "URLSet"},
		"tmg2010-sp2-urlsets-collection-export-emptied.xml":          {KindCollection, "TMG 2010 SP2", 7, "URLSets"},
		"tmg2010-sp2-urlsets-collection-export.xml":                  {KindCollection, "TMG 2010 SP2", 7, "URLSets"},
	}
	for name, source := range everyDocument(t) {
		d := parse(t, source)
		got := want{d.Kind, d.Product.Name, d.Product.Major, d.Item().Element}
		if w, known := table[name]; !known || got != w {
			t.Errorf("%s: %+v, want %+v", name, got, w)
		}
		if d.Product.Build == "" || d.Product.Build != d.Header().Build() {
			t.Errorf("%s: build %q", name, d.Product.Build)
		}
	}
}

func TestKindOfHandMadeForms(t *testing.T) {
	set := object("URLSet", guidSet, "")
	sets := func(body string) string {
		return skeleton("Arrays", "Arrays", skeleton("Array", guidArray, skeleton("RuleElements", "RuleElements", body)))
	}
	for _, c := range []struct {
		reason, body string
		kind         Kind
		item         string
	}{
		{"an empty root is taken for an array's", "", KindArray, "Root"},
		{"one array", skeleton("Arrays", "Arrays", array(guidArray, "A", "")), KindArray, "Array"},
		{"two arrays", skeleton("Arrays", "Arrays", array(guidArray, "A", "")+array(guidArray2, "B", "")), KindArray, "Arrays"},
		{"all arrays", single("Arrays", array(guidArray, "A", "")), KindArray, "Arrays"},
		{"an enterprise", object("Enterprise", "E", ""), KindEnterprise, "Enterprise"},
		{"an enterprise and arrays", object("Enterprise", "E", "") + single("Arrays", ""), KindEnterprise, "Root"},
		{"a skeleton enterprise and an array", skeleton("Enterprise", "E", "") + skeleton("Arrays", "Arrays", array(guidArray, "A", "")), KindArray, "Array"},
		{"the policies of an enterprise", skeleton("Enterprise", "E", single("Policies", "")), KindCollection, "Policies"},
		{"one policy of an enterprise", skeleton("Enterprise", "E", skeleton("Policies", "Policies", object("Policy", guidSet, ""))), KindObject, "Policy"},
		{"one set", sets(skeleton("URLSets", "URLSets", set)), KindObject, "URLSet"},
		{"two sets by hand", sets(skeleton("URLSets", "URLSets", set+object("URLSet", guidSet2, ""))), KindCollection, "URLSets"},
		{"a collection", sets(single("URLSets", set)), KindCollection, "URLSets"},
		{"an empty collection", sets(single("URLSets", "")), KindCollection, "URLSets"},
		{"two collections by hand", sets(single("URLSets", set) + single("Computers", "")), KindObject, "RuleElements"},
		{"a set, with a category by reference", sets(skeleton("URLSets", "URLSets", set) + skeleton("UrlCategories", "UrlCategories",
			strings.Replace(object("UrlCategory", guidSet2, ""), `"1"`, `"2"`, 1))), KindObject, "URLSet"},
		{"what is by reference is not the item, nor what is below it", sets(skeleton("URLSets", "URLSets", set) + skeleton("ComputerSets", "ComputerSets",
			strings.Replace(object("ComputerSet", guidSet2, single("Computers", "")), `"1"`, `"2"`, 1))), KindObject, "URLSet"},
		{"an object without StorageType counts as exported", `<fpc4:Arrays StorageName="Arrays" StorageType="0"><fpc4:Array StorageName="A"/></fpc4:Arrays>`, KindArray, "Array"},
		{"an unknown class with a GUID", sets(skeleton("News", "News", object("New", guidSet, property("Name", "x")))), KindObject, "New"},
		{"an unknown collection", sets(single("News", object("New", guidSet, ""))), KindCollection, "News"},
		{"ISAInfo data", skeleton("Arrays", "Arrays", array(guidArray, "A", "<ISAInfoData/>")), KindISAInfo, "Array"},
		{"ISAInfo's comment", property("Comment", `exported by X using ISAINFO.js`) + single("Arrays", ""), KindISAInfo, "Arrays"},
		{"another foreign element", skeleton("Arrays", "Arrays", array(guidArray, "A", "<note/>")), KindArray, "Array"},
	} {
		d := parse(t, export(c.body))
		if d.Kind != c.kind || d.Item().Element != c.item {
			t.Errorf("%s: %s of %s, want %s of %s", c.reason, d.Kind, d.Item().Element, c.kind, c.item)
		}
	}
}

func TestProduct(t *testing.T) {
	for _, c := range []struct {
		reason, build, version string
		want                   Product
	}{
		{"ISA 2004", "4.0.2161.50", "", Product{"ISA Server 2004", 4, "4.0.2161.50"}},
		{"ISA 2006", "5.0.5720.100", "5.30", Product{"ISA Server 2006", 5, "5.0.5720.100"}},
		{"TMG MBE", "6.0.6417.153", "", Product{"TMG MBE", 6, "6.0.6417.153"}},
		{"RTM", "7.0.7734.100", "7.3", Product{"TMG 2010 RTM", 7, "7.0.7734.100"}},
		{"SP2 with a rollup", "7.0.9193.601", "9.0", Product{"TMG 2010 SP2", 7, "7.0.9193.601"}},
		{"a release of TMG that was not seen", "7.0.8108.200", "", Product{"TMG 2010", 7, "7.0.8108.200"}},
		{"no build, a format of TMG", "", "9.0", Product{"TMG 2010", 7, ""}},
		{"no build, a format that does not tell", "", "5.30", Product{"", 0, ""}},
		{"nothing", "", "", Product{}},
		{"a later product", "8.0.1.1", "", Product{"", 8, "8.0.1.1"}},
		{"no number", "seven", "", Product{"", 0, "seven"}},
		{"a negative number", "-7.0", "", Product{"", 0, "-7.0"}},
	} {
		body := ""
		if c.build != "" {
			body += property("Build", c.build)
		}
		if c.version != "" {
			body += property("IsaXmlVersion", c.version)
		}
		if got := parse(t, export(body)).Product; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.reason, got, c.want)
		}
	}
}

func TestHeader(t *testing.T) {
	h := parse(t, export(typed("Edition", "int", "32")+typed("OptionalData", "int", "12")+typed("ExportItemScope", "int", "1")+
		property("ExportItemClassCLSID", "{C}")+property("ExportItemStorageName", "{S}")+property("IsaXmlVersion", "9.0")+property("Comment", "c"))).Header()
	if e, ok := h.Edition(); e != 32 || !ok {
		t.Errorf("edition %d", e)
	}
	if o, ok := h.OptionalData(); o != ServerSpecific|EnterpriseSpecific || !ok {
		t.Errorf("optional data %d", o)
	}
	if s, ok := h.ItemScope(); s != EnterpriseScope || !ok {
		t.Errorf("scope %d", s)
	}
	if got := h.ItemCLSID() + h.ItemStorageName() + h.IsaXMLVersion() + h.Comment() + h.Build(); got != "{C}{S}9.0c" {
		t.Errorf("strings %q", got)
	}
	if _, ok := parse(t, export("")).Header().OptionalData(); ok {
		t.Error("a missing OptionalData has a value")
	}
}
