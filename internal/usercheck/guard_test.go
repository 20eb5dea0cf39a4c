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
