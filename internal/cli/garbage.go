package cli

import (
	"runtime"
	"runtime/debug"
	"sync"
)

// room is how many bytes a command may allocate before garbage is collected at all.
// Most commands end before; each collection would cost them more than their garbage
// does, since it has to look at all tables that the libraries bring along.
const room = 32 << 20

// garbage is how garbage is collected, which is one thing for the whole process.
var garbage struct {
	sync.Mutex
	percent int  // by which the heap may grow between collections once the room is used up
	tight   bool // the room is used up
}

// giveRoom puts off the first collection until the room is used up, for as long as
// the program runs or until restore is called.
func giveRoom() (restore func()) {
	const heapMinimum = 4 << 20 // where the runtime first collects at 100 per cent
	garbage.Lock()
	defer garbage.Unlock()
	before := debug.SetGCPercent(100 * room / heapMinimum)
	garbage.percent, garbage.tight = before, false
	first := &struct{ self any }{}
	runtime.AddCleanup(first, func(int) { tighten() }, 0) // nobody holds first: it goes with the first collection
	return func() {
		collectAt(before)
		tighten()
	}
}

// tighten ends the room.
func tighten() {
	garbage.Lock()
	defer garbage.Unlock()
	garbage.tight = true
	debug.SetGCPercent(garbage.percent)
}

// collectAt lets the heap grow by so many per cent between collections, once the
// room is used up.
func collectAt(percent int) {
	garbage.Lock()
	defer garbage.Unlock()
	garbage.percent = percent
	if garbage.tight {
		debug.SetGCPercent(percent)
	}
}
