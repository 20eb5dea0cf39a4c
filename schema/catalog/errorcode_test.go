package catalog

import "testing"

func TestErrorCodes(t *testing.T) {
	for _, c := range []struct {
		code            uint32
		symbol, meaning string
	}{
		{0xC0040357, "E_FPC_BAD_ITEM_NAME", "dangling reference: the item referenced by an object does not exist"},
		{0xC0040323, "E_FPC_IDENTICAL_STORAGE_NAME", "two items of one collection have the same StorageName; must be unique"},
		{0xC0040339, "E_FPC_XML_SCHEMA_VALIDATION_FAILED", "document failed schema validation; detail is in XMLParseError"},
		{0x00040200, "S_FPCLOG_BAD_COLUMN_SELECTION", ""},
	} {
		e, ok := ErrorByCode(c.code)
		if !ok || e.Symbol != c.symbol || e.Meaning != c.meaning || e.Code != c.code {
			t.Errorf("ErrorByCode(%#x) = %+v, %v", c.code, e, ok)
		}
		if s, ok := ErrorBySymbol(c.symbol); !ok || s != e {
			t.Errorf("ErrorBySymbol(%q) = %+v, %v", c.symbol, s, ok)
		}
	}
	if _, ok := ErrorByCode(0x80004005); ok {
		t.Error("E_FAIL is not a code of the product")
	}
	if _, ok := ErrorBySymbol("E_FAIL"); ok {
		t.Error("E_FAIL is not a symbol of the product")
	}
}

func TestImportErrorsHaveMeanings(t *testing.T) {
	n := 0
	symbols := map[string]bool{}
	for _, e := range ErrorCodes() {
		if e.Meaning != "" {
			n++
		}
		if symbols[e.Symbol] {
			t.Errorf("%s stands twice", e.Symbol)
		}
		symbols[e.Symbol] = true
	}
	if n != 41 {
		t.Errorf("%d meanings, want 41: those of export and import", n)
	}
}
