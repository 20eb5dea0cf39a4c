package inventory

import (
	"slices"
	"strings"
	"testing"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

func tableOf(t *testing.T, doc *schema.Document, name string) Table {
	t.Helper()
	for _, s := range New(doc, nil).Sections {
		for _, table := range s.Tables {
			if table.Name == name {
				return table
			}
		}
	}
	t.Fatalf("there is no table %q", name)
	return Table{}
}

// column is the cells of one column.
func column(t *testing.T, table Table, name string) []string {
	t.Helper()
	i := slices.IndexFunc(table.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("table %s has no column %q", table.Name, name)
	}
	var list []string
	for _, row := range cells(table) {
		list = append(list, row[i])
	}
	return list
}

// What the small export of the report tests says, column by column.
func TestSmall(t *testing.T) {
	doc := read(t, "../report/testdata/configuration/small.xml")
	for _, tt := range []struct{ table, column, want, reason string }{
		{"networks", "addresses", "10.0.0.0/8|0.0.0.0-9.255.255.255, 11.0.0.0-126.255.255.255, 128.0.0.0/1|Local Host", "External is the rest"},
		{"policy", "name", "Mail in|Web for admins|Portal|Default rule", "by Order, the default rule last"},
		{"policy", "from", "|Servers [10.0.0.30, 10.1.0.0/16]||", "with members"},
		{"policy", "to", "10.0.0.30 [published server]|not Partners [http://partner.example/*, http://portal.example/*]|portal.contoso.example [published server]|", "an exception is said to be one"},
		{"policy", "protocols", "SMTP Server [TCP 25 inbound]|{0A1B2C3D-0000-4000-8000-0000000000FF} [unresolved: missing in the file]|HTTPS [web listener]|", "a reference that leads nowhere is said to"},
		{"policy", "schedule", "always|Work hours [Mon-Fri 09:00-18:00]|always|always", "hours of a schedule"},
		{"policy-elements", "criterion", "listens on|published protocol|protocols|to|users|schedule|from|web listener", "what each reference is for"},
		{"policy-elements", "use", "included|included|included|excepted|included|included|included|included", "IncludeStatus"},
		{"policy-elements", "state", "resolved|resolved|unresolved|resolved|resolved|resolved|resolved|resolved", ""},
		{"server-publishing", "listens_on", "External [all addresses]", ""},
		{"web-publishing", "paths", "/news/* [inside /intern/*]", "another path inside"},
		{"listeners", "http_port", "8080 [not set: the default]|unknown [not set]", "the default of a network's listener is no port of a publishing one"},
		{"authentication", "integrated_for_one_request", "yes|no [not set: the default]", "the founding case"},
		{"certificates", "hash", "1f6b0d5e2a9c48b7d3e10f72a4c5968b7e0d1c2f", ""},
		{"element-members", "member", "10.0.0.30|10.1.0.0/16|http://partner.example/*|http://portal.example/*|Mon-Fri 09:00-18:00", "one row an entry"},
		{"accounts", "well_known", "Domain Admins of its domain|Authenticated Users", ""},
		{"credentials", "password", schema.Masked, "never shown"},
		{"vpn-addresses", "from", "172.16.9.1", ""},
		{"web-chaining", "upstream_server", "proxy.contoso.example", ""},
		{"cache-drives", "size_mb", "500", ""},
		{"add-ins", "name", "Scanner <3rd party>", ""},
		{"vendor-parameters", "value", schema.ErrEncrypted.Error(), "encrypted values are said to be"},
		{"relations", "relation", "maybe|none|none", "VPN clients may be in External"},
	} {
		if got := strings.Join(column(t, tableOf(t, doc, tt.table), tt.column), "|"); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s, %s: %q, expected %q: %s", tt.table, tt.column, got, tt.want, tt.reason)
		}
	}
}

// Rules stand in the order in which they are read: the system policy first,
// enterprise rules around those of the array, the default rule last; then the
// policies that no array has.
func TestPolicyOrder(t *testing.T) {
	table := tableOf(t, read(t, "../samples/tmg2010-enterprise.xml"), "policy")
	of := column(t, table, "policy_of")
	var levels []string
	for i, level := range column(t, table, "level") {
		levels = append(levels, of[i]+": "+level)
	}
	want := []string{
		"array ARRAY1: system policy", "array ARRAY1: enterprise policy before the array", "array ARRAY1: array policy",
		"array ARRAY1: enterprise policy after the array", "array ARRAY1: default rule", "policy Default Policy: enterprise policy",
	}
	if got := slices.Compact(levels); !slices.Equal(got, want) {
		t.Errorf("levels %q, expected %q", got, want)
	}
}

// That nothing uses an object is a fact in an array only; what other arrays use of
// an enterprise is not in the file.
func TestUnused(t *testing.T) {
	table := tableOf(t, read(t, "../samples/tmg2010-enterprise.xml"), "unused")
	owners, used := column(t, table, "owner"), column(t, table, "used")
	seen := map[string]string{}
	for i, owner := range owners {
		if before, ok := seen[owner]; ok && before != used[i] {
			t.Errorf("objects of %s are %s and %s", owner, before, used[i])
		}
		seen[owner] = used[i]
	}
	if seen["ARRAY1"] != "no" || seen["Enterprise"] != unknown {
		t.Errorf("unused objects: %v", seen)
	}
}

// Every setting that the console cannot set is listed, whether it is in the file or
// not.
func TestScriptOnly(t *testing.T) {
	table := tableOf(t, read(t, "../report/testdata/configuration/small.xml"), "script-only")
	rows := map[string]string{}
	is := column(t, table, "is_default")
	for i, property := range column(t, table, "property") {
		rows[property] = column(t, table, "value")[i] + " " + is[i]
	}
	for property, want := range map[string]string{"CacheBITSContent": "yes no", "DropConnectionOnLogError": "yes [not set: the default] yes"} {
		if rows[property] != want {
			t.Errorf("%s is %q, expected %q", property, rows[property], want)
		}
	}
}

// What a network set holds: FpcNetworkSetType says whether the references are its
// members or the exceptions.
func TestNetworkSetMembers(t *testing.T) {
	ref := func(name string) string {
		return `<fpc4:Ref StorageName="` + name + `" StorageType="1"><fpc4:Name dt:dt="string">` + name + `</fpc4:Name></fpc4:Ref>`
	}
	for _, tt := range []struct{ kind, refs, want, reason string }{
		{"1", "", "all networks", "all except, with no exception"},
		{"1", ref("A"), "all networks but A", "one exception"},
		{"1", ref("A") + ref("B"), "all networks but A|not B", "a network is outside when any exception names it"},
		{"0", "", "", "a set of nothing"},
		{"0", ref("A") + ref("B"), "A|B", "members"},
	} {
		o := document(t, []byte(`<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0"><fpc4:NetworkSet StorageName="S" StorageType="1"><fpc4:NetworkSetType dt:dt="int">`+
			tt.kind+`</fpc4:NetworkSetType><fpc4:Refs StorageName="Networks" StorageType="1">`+tt.refs+`</fpc4:Refs></fpc4:NetworkSet></fpc4:Root>`)).Objects("NetworkSet")[0]
		var got []string
		for m := range members(o) {
			got = append(got, m.Text)
		}
		if s := strings.Join(got, "|"); s != tt.want || memberCount(o) != len(got) {
			t.Errorf("type %s: %q, count %d, expected %q: %s", tt.kind, s, memberCount(o), tt.want, tt.reason)
		}
	}
}

// The file is in no array, whatever it holds.
func TestFileHasNoOwner(t *testing.T) {
	for _, file := range []string{"messy-array.xml", "tmg2010-enterprise.xml", "tmg2010-urlsets.xml"} {
		for i, owner := range column(t, tableOf(t, read(t, "../samples/"+file), "file"), "owner") {
			if owner != "" {
				t.Errorf("%s: row %d belongs to %q", file, i+1, owner)
			}
		}
	}
}

func TestScheduleText(t *testing.T) {
	const hour = 24
	for _, tt := range []struct {
		hours  policy.Points
		want   string
		reason string
	}{
		{policy.Span(0, 7*hour-1), "Mon-Sun all day", "always"},
		{policy.Span(hour+9, hour+16), "Mon 09:00-17:00", "one day"},
		{policy.PointsOf(policy.Range{First: 0, Last: 23}, policy.Range{First: 6 * hour, Last: 6*hour + 23}), "Sat-Sun all day", "a week ends with Sunday"},
		{policy.PointsOf(policy.Range{First: hour, Last: hour + 1}, policy.Range{First: hour + 22, Last: hour + 23}), "Mon 00:00-02:00, 22:00-24:00", "twice a day"},
		{policy.Span(2*hour-1, 2*hour), "Mon 23:00-24:00; Tue 00:00-01:00", "over midnight"},
	} {
		if got := hoursText(tt.hours); got != tt.want {
			t.Errorf("%q, expected %q: %s", got, tt.want, tt.reason)
		}
	}
}

func TestSubnetText(t *testing.T) {
	for _, tt := range []struct{ address, mask, want, reason string }{
		{"10.1.0.0", "255.255.0.0", "10.1.0.0/16", ""},
		{"0.0.0.0", "0.0.0.0", "0.0.0.0/0", "no bits"},
		{"10.0.0.1", "255.255.255.255", "10.0.0.1/32", "all bits"},
		{"10.0.0.0", "255.0.255.0", "10.0.0.0/255.0.255.0", "a mask with a hole"},
		{"10.0.0.0", "x", "10.0.0.0/x", "no mask"},
		{"", "", "/", "nothing"},
	} {
		o := document(t, []byte(`<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0"><fpc4:Subnet StorageName="S" StorageType="1"><fpc4:IPAddress dt:dt="string">`+
			tt.address+`</fpc4:IPAddress><fpc4:IPMask dt:dt="string">`+tt.mask+`</fpc4:IPMask></fpc4:Subnet></fpc4:Root>`)).Objects("Subnet")[0]
		if got := subnetText(schema.Subnet{Object: o}); got != tt.want {
			t.Errorf("%s %s: %q, expected %q: %s", tt.address, tt.mask, got, tt.want, tt.reason)
		}
	}
}

func TestWellKnown(t *testing.T) {
	for sid, want := range map[string]string{
		"S-1-5-18": "Local System", "S-1-5-21-1-2-3-512": "Domain Admins of its domain", "S-1-5-21-1-2-3-1104": "", "S-1-5-512": "", "": "",
	} {
		if got := wellKnown(sid); got != want {
			t.Errorf("%q: %q, expected %q", sid, got, want)
		}
	}
}

// A drawing has the networks with their relations, and what is published to them.
func TestTopology(t *testing.T) {
	inv := New(read(t, "../samples/founding-case.xml"), []string{"topology"})
	g := inv.Sections[0].Graphs[0]
	var got []string
	for _, e := range g.Edges {
		got = append(got, string(e.Kind)+" "+g.Nodes[e.From].Label+" > "+g.Nodes[e.To].Label)
	}
	want := []string{
		"nat Internal > External", "route Internal > VPN Clients", "route Internal > Quarantined VPN Clients",
		"nat VPN Clients > External", "nat Quarantined VPN Clients > External", "publish External > Intranet from outside",
	}
	if !slices.Equal(got, want) {
		t.Errorf("edges %q, expected %q", got, want)
	}
	if note := `the firewall itself (Local Host) to every network: route`; !slices.Contains(g.Notes, note) {
		t.Errorf("notes %q, expected %q", g.Notes, note)
	}
}

// An access rule goes to addresses and to names.
func TestDestinations(t *testing.T) {
	to := column(t, tableOf(t, read(t, "../samples/founding-case.xml"), "policy"), "to")
	for i, want := range map[int]string{0: "Internal [10.0.0.0-10.255.255.255]", 13: "Microsoft Error Reporting sites [watson.microsoft.com, watson.telemetry.microsoft.com]"} {
		if to[i] != want {
			t.Errorf("rule %d goes to %q, expected %q", i+1, to[i], want)
		}
	}
}
