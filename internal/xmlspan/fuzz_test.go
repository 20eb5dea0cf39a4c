package xmlspan

import (
	"testing"
	"unicode/utf8"
)

// FuzzScanner holds on any bytes: no panic, progress with every token, tokens laid
// end to end are the input, spans in bounds; on valid UTF-8 also that encoding/xml
// accepts and reads alike what the scanner accepts. NewFragment reads the same
// bytes, and everything that New accepts without a declaration. Run it with
// -fuzzminimizetime 10x: otherwise most of the time goes into shrinking new inputs.
func FuzzScanner(f *testing.F) {
	for _, src := range corpus(f) {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		src := string(b)
		tokens, err := scanChecked(t, src)
		if err == nil && utf8.ValidString(src) {
			compareWithGo(t, src, tokens)
		}
		parts, fragmentErr := scan(NewFragment(b))
		if err == nil && tokens[0].Kind != Declaration {
			if fragmentErr != nil || len(parts) != len(tokens) {
				t.Errorf("%q is a document of %d tokens; as a fragment it has %d: %v", src, len(tokens), len(parts), fragmentErr)
			}
		}
	})
}
