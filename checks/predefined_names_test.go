package checks

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"tmgaudit/schema/catalog"
)

// Every GUID in a constant with a symbol beside it is the one that the catalogue has
// for the symbol.
func TestPredefinedNamesAreTheCatalogues(t *testing.T) {
	symbols := map[string]string{}
	for _, list := range [][]*catalog.Predefined{catalog.PredefinedObjects(), catalog.PredefinedProtocols()} {
		for _, p := range list {
			symbols[p.Symbol] = p.GUID
		}
	}
	constant := regexp.MustCompile(`= "(\{[0-9A-Fa-f-]{36}\})" +// ([A-Z0-9_]+)\n`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range constant.FindAllStringSubmatch(string(source), -1) {
			found++
			if guid, ok := symbols[m[2]]; !ok || !catalog.SameGUID(guid, m[1]) {
				t.Errorf("%s: %s is %s, the catalogue has %q", file, m[2], m[1], guid)
			}
		}
	}
	if found < 30 {
		t.Errorf("%d constants with a symbol; expected more", found)
	}
}
