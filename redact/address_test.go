package redact

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tmgaudit/schema"
)

const head = `<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="1">
`

func export(body string) string { return head + body + "\n</fpc4:Root>\n" }

// ranges is an export with address ranges and subnets.
func ranges(intervals []interval) string {
	var b strings.Builder
	for i, x := range intervals {
		if x.host >= 0 {
			fmt.Fprintf(&b, `<fpc4:Subnet StorageName="{%d}" StorageType="1"><fpc4:IPAddress dt:dt="string">%s</fpc4:IPAddress>`+
				`<fpc4:IPMask dt:dt="string">%s</fpc4:IPMask></fpc4:Subnet>`, i, address4(x.from), address4(^uint32(0)<<x.host))
			continue
		}
		fmt.Fprintf(&b, `<fpc4:AddressRange StorageName="{%d}" StorageType="1"><fpc4:IPFrom dt:dt="string">%s</fpc4:IPFrom>`+
			`<fpc4:IPTo dt:dt="string">%s</fpc4:IPTo></fpc4:AddressRange>`, i, address4(x.from), address4(x.to))
	}
	return export(b.String())
}

// images are the intervals of a document made by ranges.
func images(t interface{ Fatalf(string, ...any) }, d *schema.Document) []interval {
	var all []interval
	for _, o := range d.Root.Children() {
		from, ok := parse4(o.Text("IPFrom"))
		to, _ := parse4(o.Text("IPTo"))
		x := interval{from, to, -1}
		if o.Element == "Subnet" {
			from, ok = parse4(o.Text("IPAddress"))
			x.host, _ = maskBits(o.Text("IPMask"))
			x.from, x.to = from, from+(uint32(1)<<x.host-1)
		}
		if !ok {
			t.Fatalf("no address in %s", o.Path())
		}
		all = append(all, x)
	}
	return all
}

func classOf(a uint32) class { return segmentOf(a).class }

// genInterval draws ranges, hosts and subnets that lie close together, so that
// they meet, touch and nest.
func genInterval() *rapid.Generator[interval] {
	base := rapid.SampledFrom([]uint32{ip(10, 0), ip(10, 1<<16), ip(10, 1<<24-1024), ip(172, 16<<16), ip(192, 168<<16), ip(192, 168<<16+4096),
		ip(203, 113<<8), ip(198, 18<<16), ip(80, 1<<16), ip(8, 8<<16), ip(9, 1<<24-512), ip(0, 0), ip(169, 254<<16)})
	return rapid.Custom(func(t *rapid.T) interval {
		from := base.Draw(t, "base") + uint32(rapid.IntRange(0, 1200).Draw(t, "offset"))
		switch rapid.IntRange(0, 4).Draw(t, "shape") {
		case 0:
			return interval{from, from, -1}
		case 1, 2:
			host := rapid.SampledFrom([]int{0, 1, 4, 8, 8, 8, 10, 16}).Draw(t, "host")
			from = from >> host << host
			return interval{from, from + (1<<host - 1), host}
		case 3:
			whole := rapid.SampledFrom([][2]uint32{{ip(10, 0), ip(10, 1<<24-1)}, {0, ip(255, 1<<24-1)}, {ip(1, 0), ip(9, 1<<24-1)},
				{ip(192, 168<<16), ip(192, 169<<16-1)}, {ip(10, 0), ip(10, 0xFF)}}).Draw(t, "whole")
			return interval{whole[0], whole[1], -1}
		}
		return interval{from, from + uint32(rapid.SampledFrom([]int{1, 7, 255, 256, 511, 1000}).Draw(t, "length")), -1}
	})
}

// covered reports whether others cover x together.
func covered(x interval, others []interval) bool {
	slices.SortFunc(others, func(a, b interval) int { return int(int64(a.from) - int64(b.from)) })
	at := uint64(x.from)
	for _, o := range others {
		if uint64(o.from) <= at {
			at = max(at, uint64(o.to)+1)
		}
	}
	return at > uint64(x.to)
}

// The map is strictly increasing, keeps classes, masks and borders of subnets,
// every relation of two intervals, and what several cover together.
func TestAddressLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.SliceOfN(genInterval(), 1, 24).Draw(t, "intervals")
		key := rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "key")
		r, err := Make(parseRapid(t, []byte(ranges(before))), Options{Key: key})
		if err != nil {
			t.Fatal(err)
		}
		after := images(t, parseRapid(t, r.Disk))
		for i, x := range before {
			y := after[i]
			if classOf(x.from) != classOf(y.from) || classOf(x.to) != classOf(y.to) || x.host != y.host || y.to < y.from {
				t.Fatalf("%s-%s/%d becomes %s-%s/%d", address4(x.from), address4(x.to), x.host, address4(y.from), address4(y.to), y.host)
			}
			if y.host > 0 && y.from<<(32-y.host) != 0 {
				t.Fatalf("subnet %s becomes %s", address4(x.from), address4(y.from))
			}
			for k, other := range before {
				if relation(x, other) != relation(y, after[k]) {
					t.Fatalf("%v and %v become %v and %v", x, other, y, after[k])
				}
			}
		}
		sameCover(t, before, after)
	})
}

func parseRapid(t *rapid.T, disk []byte) *schema.Document {
	d, err := read(disk)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// relation says how two intervals meet.
func relation(a, b interval) string {
	overlap, inside, around := a.from <= b.to && b.from <= a.to, b.from <= a.from && a.to <= b.to, a.from <= b.from && b.to <= a.to
	return fmt.Sprint(overlap, inside, around, a.from == b.from, a.to == b.to)
}

// sameCover compares which intervals some subsets of the others cover.
func sameCover(t *rapid.T, before, after []interval) {
	subset := rapid.SliceOfN(rapid.Bool(), len(before), len(before)).Draw(t, "subset")
	for i := range before {
		var a, b []interval
		for k := range before {
			if k != i && subset[k] {
				a, b = append(a, before[k]), append(b, after[k])
			}
		}
		if covered(before[i], a) != covered(after[i], b) {
			t.Fatalf("%v is covered: %t; %v: %t", before[i], covered(before[i], a), after[i], covered(after[i], b))
		}
	}
}

func TestAddressText(t *testing.T) {
	source := "10.1.2.3 10.1.2.9 8.8.8.8 2001:db8:1::5 2a00:1450::1 2a00:1450::2 fe80::1 fd12::1 ff02::1"
	m := newAddressMap(testKey, surveyOf([]*schema.Document{parse(t, []byte(export(`<fpc4:Comment dt:dt="string">`+source+`</fpc4:Comment>`)))}))
	for _, c := range []struct {
		value, prefix string
		ok            bool
		reason        string
	}{
		{"10.1.2.3", "10.", true, "private stays private"},
		{"10.1.2.3/24", "10.", true, "a block"},
		{"10.1.2.3-10.1.2.9", "10.", true, "a range"},
		{"8.8.8.8", "198.1", true, "public goes to the benchmark range"},
		{"2a00:1450::1", "2001:db8:", true, "global goes to the documentation range"},
		{"fe80::1", "fe80::", true, "link local"},
		{"fd12::1", "fd00:", true, "unique local"},
		{"ff02::1", "ff02::1", true, "multicast"},
		{"127.0.0.1", "127.0.0.1", true, "loopback"},
		{"255.255.255.0", "255.255.255.0", true, "a mask"},
		{"dead.beef", "", false, "no address"},
		{"10.1.2", "", false, "too short"},
		{"10.1.2.3/99", "", false, "no block"},
	} {
		got, ok := m.text(c.value)
		if ok != c.ok || ok && !strings.HasPrefix(got, c.prefix) {
			t.Errorf("%s becomes %q, %t: %s", c.value, got, ok, c.reason)
		}
		if strings.HasPrefix(source, c.value) && got == c.value {
			t.Errorf("%s stays", c.value)
		}
	}
	if a, b := m.six[netip.MustParseAddr("2a00:1450::1")], m.six[netip.MustParseAddr("2a00:1450::2")]; !a.Less(b) {
		t.Errorf("%v, %v: out of order", a, b)
	}
}

// Two files that are redacted with each other have the same addresses, whatever
// else they hold.
func TestAddressesAcrossFiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.SliceOfN(genInterval(), 1, 10).Draw(t, "one")
		two := rapid.SliceOfN(genInterval(), 1, 10).Draw(t, "two")
		a, b := parseRapid(t, []byte(ranges(one))), parseRapid(t, []byte(ranges(two)))
		first := newAddressMap(testKey, surveyOf([]*schema.Document{a, b}))
		second := newAddressMap(testKey, surveyOf([]*schema.Document{b, a}))
		for x, y := range first.images {
			if second.images[x] != y {
				t.Fatalf("%s becomes %s and %s", address4(x), address4(y), address4(second.images[x]))
			}
		}
	})
}
