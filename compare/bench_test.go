package compare

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"tmgaudit/internal/synth"
	"tmgaudit/schema"
)

// BenchmarkDocuments compares two exports of 20 MB with 500 differences, checks
// left out. The 200 MB runs of the whole program are told in docs/performance.md.
func BenchmarkDocuments(b *testing.B) {
	source := big(b, 20_000_000)
	changed := bytes.Clone(source)
	step, at := len(source)/500, 0
	for range 500 {
		i := bytes.Index(changed[at:], []byte(`dt:dt="string">`))
		if i < 0 {
			break
		}
		at += i + len(`dt:dt="string">`)
		if c := changed[at]; c >= 'a' && c < 'z' || c >= '0' && c < '9' {
			changed[at]++
		}
		at = min(at+step-1000, len(changed))
	}
	for name, other := range map[string][]byte{
		"same server":  changed,
		"other GUIDs":  otherGUIDs(changed),
		"other layout": bytes.ReplaceAll(changed, []byte("\n"), []byte("\r\n")),
	} {
		x, y := parse(b, source), parse(b, other)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(source) + len(other)))
			b.ReportAllocs()
			for b.Loop() {
				Documents(x, y, Options{Checks: noChecks})
			}
		})
	}
}

func big(t testing.TB, size int64) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := synth.Write(&b, synth.Options{Seed: 42, Story: synth.WebAccess, Size: size}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// otherGUIDs gives every object that is not predefined a GUID of its own.
func otherGUIDs(source []byte) []byte {
	return guids.ReplaceAllFunc(source, func(g []byte) []byte {
		if g[15] != '4' || strings.ToUpper(string(g)) != string(g) {
			return g // not made by the generator
		}
		out := bytes.Clone(g)
		for i := 1; i < 9; i++ {
			out[i] = "FEDCBA9876543210"[strings.IndexByte("0123456789ABCDEF", g[i])]
		}
		return out
	})
}

// Two lists of a million entries, in other orders and with few differences.
func TestMillionEntries(t *testing.T) {
	if testing.Short() {
		t.Skip("two lists of a million entries")
	}
	list := func(from, to, step int) *schema.Document {
		var b strings.Builder
		b.WriteString(head + `<fpc4:URLSet StorageName="{1}" StorageType="1"><fpc4:Name dt:dt="string">n</fpc4:Name><fpc4:URLStrings>`)
		for i := from; i != to; i += step {
			fmt.Fprintf(&b, `<fpc4:Str dt:dt="string">http://host%d.example/*</fpc4:Str>`, i)
		}
		b.WriteString(`</fpc4:URLStrings></fpc4:URLSet>` + tail)
		return parse(t, []byte(b.String()))
	}
	r := Documents(list(0, 1_000_000, 1), list(1_000_001, 1, -1), Options{Checks: noChecks})
	want := []string{
		"removed Arrays/n URLStrings [http://host0.example/*]", "removed Arrays/n URLStrings [http://host1.example/*]",
		"added Arrays/n URLStrings [http://host1000001.example/*]", "added Arrays/n URLStrings [http://host1000000.example/*]",
	}
	if got := lines(r.Changes); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", got)
	}
}
