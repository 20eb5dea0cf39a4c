package cli

import (
	"bytes"
	"testing"
	"time"
)

// The line of a long run grows in its place, goes when others write and does not come
// back when the run is over.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	p := startProgress(&out, 12)
	p.timer.Stop()
	wrote := func(want, reason string) {
		t.Helper()
		if got := out.String(); got != want {
			t.Errorf("%s: wrote %q, want %q", reason, got, want)
		}
		out.Reset()
	}
	others := func(s string) func() { return func() { out.WriteString(s) } }
	p.step()
	p.above(others("x\n"))
	wrote("x\n", "a short run shows nothing")
	p.show()
	wrote("\rread 1 of 12 (8 %)", "patience is over")
	p.step()
	wrote("", "the line stands for a while")
	p.since = time.Time{}
	p.step()
	wrote("\rread 3 of 12 (25 %)", "and is written over")
	p.above(others("x\n"))
	p.above(others("y\n"))
	wrote("\r                   \rx\ny\n", "others write, and it is wiped once")
	p.since = time.Time{}
	p.step()
	p.finish()
	wrote("\rread 4 of 12 (33 %)\r                   \r", "the run is over")
	p.show()
	wrote("", "a timer that was on its way comes too late")
}

func TestProgressOfNothing(t *testing.T) {
	var p *progress
	p.step()
	p.finish()
	told := false
	if p.above(func() { told = true }); !told {
		t.Error("nothing may be written above no line")
	}
}
