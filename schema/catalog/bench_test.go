package catalog

import "testing"

// loadAll parses every table afresh, as the first use of each does.
func loadAll() {
	for _, c := range loadClasses().list {
		c.Properties()
	}
	loadEnums()
	loadElements(elementTable)
	loadStorage()
	loadPredefined()
	loadErrorCodes()
}

// BenchmarkColdLoad is the start-up cost of a run that needs every table. The budget is 5 ms.
func BenchmarkColdLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		loadAll()
	}
}

var lookups = []struct {
	name string
	run  func() bool
}{
	{"CanonicalGUID", func() bool { _, ok := CanonicalGUID("{4E32B556-0FAF-4A27-9111-085F679EDC9B}"); return ok }},
	{"SameGUID", func() bool {
		return SameGUID("{4E32B556-0FAF-4A27-9111-085F679EDC9B}", "4e32b556-0faf-4a27-9111-085f679edc9b")
	}},
	{"ElementClass/row", func() bool { _, ok := ElementClass("WebListenerProperties", "Network"); return ok }},
	{"ElementClass/same name", func() bool { _, ok := ElementClass("MalwareInspectionSettings", "Array"); return ok }},
	{"Class.Property", func() bool {
		c, _ := ClassByName("FPCWebListenerProperties")
		_, ok := c.Property("IntegratedAuthPersistSingleRequest")
		return ok
	}},
	{"StorageProperty/row", func() bool {
		_, ok := StorageProperty("WebListenerProperties", "Network", "IntegratedAuthPersistSingleRequest")
		return ok
	}},
	{"StorageProperty/same name", func() bool {
		_, ok := StorageProperty("WebListenerProperties", "Network", "SSLAcceleratorPort")
		return ok
	}},
	{"PredefinedByGUID", func() bool { _, ok := PredefinedByGUID("{4e32b556-0faf-4a27-9111-085f679edc9b}"); return ok }},
	{"ClassByCLSID", func() bool { _, ok := ClassByCLSID("{AA2E238A-0B11-4EF8-9257-DA4864F87A5A}"); return ok }},
	{"ErrorByCode", func() bool { _, ok := ErrorByCode(0xC0040357); return ok }},
	{"EnumByValue", func() bool {
		e, _ := EnumByName("FpcPolicyRuleActions")
		return e.Has(1)
	}},
}

func BenchmarkLookup(b *testing.B) {
	for _, l := range lookups {
		b.Run(l.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.run()
			}
		})
	}
}

// TestLookupsDoNotAllocate holds what large files rely on: they ask hundreds of thousands of times.
func TestLookupsDoNotAllocate(t *testing.T) {
	for _, l := range lookups {
		if !l.run() {
			t.Errorf("%s finds nothing", l.name)
		}
		if n := testing.AllocsPerRun(100, func() { l.run() }); n != 0 {
			t.Errorf("%s allocates %v times", l.name, n)
		}
	}
}
