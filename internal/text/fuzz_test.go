package text_test

import (
	"bytes"
	"testing"

	"tmgaudit/internal/text"
)

func FuzzDecode(f *testing.F) {
	for seed, m := range forms {
		disk, _ := m.write(f, m.prose(dice(seed)))
		f.Add(disk[:min(len(disk), 500)])
	}
	for _, s := range []string{"", "<", "\xFF\xFE", "\xFE\xFF\xD8\x3D", "<\x00\x00", "\x00\x00\xFE\xFF", "<?xml encoding='x", "\xEF\xBB\xBF<?xml encoding='latin1'?>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, disk []byte) {
		f, err := text.Decode(disk)
		if err != nil {
			if e := err.(*text.Error); e.Offset < 0 || e.Offset > len(disk) || e.Line < 1 || e.Column < 1 || e.Msg == "" {
				t.Fatalf("%+v", e)
			}
			return
		}
		start, end := f.Range(text.Span{Start: 0, End: len(f.Text())})
		back, err := f.Encode(string(f.Text()))
		if err != nil || !bytes.Equal(back, disk[start.Offset:]) || end.Offset != len(disk) {
			t.Fatalf("%s: %q encodes to %q (%v)", f.Encoding(), f.Text(), back, err)
		}
		if end.Line != f.Lines() {
			t.Fatalf("ends on line %d of %d", end.Line, f.Lines())
		}
		for at := -1; at < min(len(disk), 100); at++ {
			p := f.Position(at)
			if s, ok := f.Line(p.Line); !ok || s.Start > max(at, 0) {
				t.Fatalf("offset %d is at %+v, that line is %v", at, p, s)
			}
		}
	})
}

func FuzzUnified(f *testing.F) {
	f.Add("a\nb\nc\n", uint64(1), 3)
	f.Add("a\r\nb", uint64(2), 0)
	f.Add("", uint64(3), 1)
	f.Fuzz(func(t *testing.T, src string, seed uint64, context int) {
		edits := someEdits(dice(int(seed)), src, lineNews)
		diff, err := text.Unified("a", "b", []byte(src), edits, context)
		if err != nil {
			t.Fatal(err)
		}
		got, err := replay(src, string(diff))
		if want := splice(src, edits); err != nil || got != want {
			t.Fatalf("%v: %v\n%s\ngives %q\nwant  %q", edits, err, diff, got, want)
		}
	})
}
