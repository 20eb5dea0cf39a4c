package usercheck

import (
	"strings"
	"testing"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// What a condition may read and make has a bound, in bytes; what keeps to it means
// what it meant.
func TestGuards(t *testing.T) {
	chain := func(piece string, n int) string { return strings.TrimSuffix(strings.Repeat(piece, n), "+") }
	splits := `len([` + strings.TrimSuffix(strings.Repeat(`split(Size, ""),`, 80), ",") + `]) > 0`
	for _, tt := range []struct {
		reason, when string
		size         int // of the value
		want         string
		found        int
	}{
		{"a value at the bound", `Size != ""`, mostRead, "", 1},
		{"a value beyond it", `Size != ""`, mostRead + 1, "Size has a value of 65537 bytes; conditions read at most 65536", 0},
		{"a value beyond it, of an object below", `child("Below").Size != ""`, mostRead + 1, "Size has a value of 65537 bytes", 0},
		{"texts of texts", `len(` + chain("Size+", 190) + `) > 0`, mostRead, "makes more than 67108864 bytes", 0},
		{"few texts", `len(` + chain("Size+", 9) + `) == 90`, 10, "", 1},
		{"parts of a text", splits, mostRead, "makes more than 67108864 bytes", 0},
		{"few parts", `len(split(Size + ",b", ",")) == 2`, 10, "", 1},
		{"capitals of a sum", `upper("a" + Size) startsWith "AX" && string(Size) == Size`, 10, "", 1},
		{"numbers are added", `len(Size) + 1 == 11 && 1 + 2 > 2`, 10, "", 1},
		{"a pattern", `Size matches "^x+$" && Size matches ("x" + "x")`, 10, "", 1},
		{"a pattern in a long text", `(Size + Size) matches "y"`, mostRead, "matches looks at a text of 131072 bytes", 0},
		{"a long pattern", `"a" matches Size`, mostSet + 1, "looks for a text of 1001 bytes; at most 1000", 0},
		{"what is trimmed", `trim(Size, "x") == "" && trim(Size) == Size`, 10, "", 1},
		{"too much to trim", `trim(Size, Size) == ""`, mostSet + 1, "looks for a text of 1001 bytes; at most 1000", 0},
		{"a loop", `count(split(Size, ""), # == "x") == 10 && len(filter(["a", "b"], # + "c" == "bc")) == 1`, 10, "", 1},
	} {
		value := `<fpc4:Size dt:dt="string">` + strings.Repeat("x", tt.size) + `</fpc4:Size>`
		source, _ := checks.Document(`<fpc4:Surprise StorageName="Surprise" StorageType="1">` + value +
			`<fpc4:Below StorageName="Below" StorageType="1">` + value + `</fpc4:Below></fpc4:Surprise>`)
		file, err := text.Decode([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := schema.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		c := made(t, definition("Surprise", tt.when, ""))
		found := checks.Run(doc, []*checks.Check{c.Check})
		said := ""
		if f := c.Stopped(); f != nil {
			said = f.Msg
		}
		if len(found) != tt.found || !strings.Contains(said, tt.want) || (said == "") != (tt.want == "") {
			t.Errorf("%s: %d findings, %q; want %d, %q", tt.reason, len(found), said, tt.found, tt.want)
		}
	}
}

// A check of a user keeps and states no more findings than any other.
func TestMostFindings(t *testing.T) {
	d := definition("Surprise", "true", "")
	path := definition("", "", "")
	path.Path = "//Surprise"
	for _, d := range []Definition{d, path} {
		c := made(t, d)
		source, _ := checks.Document(strings.Repeat(`<fpc4:Surprise StorageName="S" StorageType="1"/>`, c.Most()+2))
		file, err := text.Decode([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := schema.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		found := checks.Run(doc, []*checks.Check{c.Check})
		if len(found) != c.Most() || found[len(found)-1].More != 2 {
			t.Errorf("%s%s: %d findings, %d left out; want %d and 2", d.When, d.Path, len(found), found[len(found)-1].More, c.Most())
		}
	}
}
