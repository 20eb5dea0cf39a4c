package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

const (
	patience = time.Second            // how long a run may take before it shows how far it is
	pace     = 100 * time.Millisecond // how long what it shows stands at least
)

// progress shows in a line of a terminal how many inputs of a long run are done. The
// nil progress shows nothing.
type progress struct {
	w     io.Writer
	total int
	timer *time.Timer

	mu    sync.Mutex
	done  int
	late  bool      // patience is over
	over  bool      // so is the run
	shown int       // length of the line that stands, 0 for none
	since time.Time // when it was written
}

func startProgress(w io.Writer, total int) *progress {
	p := &progress{w: w, total: total}
	p.timer = time.AfterFunc(patience, p.show)
	return p
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.late = !p.over; p.late {
		p.draw()
	}
}

// draw writes the line over the one that stands. No line is shorter than the one
// before it.
func (p *progress) draw() {
	line := fmt.Sprintf("read %d of %d (%d %%)", p.done, p.total, 100*p.done/p.total)
	fmt.Fprint(p.w, "\r", line)
	p.shown, p.since = len(line), time.Now()
}

// wipe takes the line away, for others to write.
func (p *progress) wipe() {
	if p.shown > 0 {
		fmt.Fprint(p.w, "\r", strings.Repeat(" ", p.shown), "\r")
	}
	p.shown = 0
}

// step says that one more input is done.
func (p *progress) step() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if p.late && time.Since(p.since) >= pace {
		p.draw()
	}
}

// above lets others write where the line stands, which is away until the next step.
func (p *progress) above(write func()) {
	if p != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.wipe()
	}
	write()
}

// finish removes the line for good.
func (p *progress) finish() {
	if p == nil {
		return
	}
	p.timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late, p.over = false, true
	p.wipe()
}
