package cli

import (
	"runtime"
	"runtime/debug"
	"sync"
)

// room is how many bytes are allocated at least before garbage is collected for the
// first time, and again. Most commands end before; each collection would cost them
// more than their garbage does, since it looks at all tables that libraries bring
// along.
const room = 32 << 20

// garbage says when garbage is collected, which is one thing for the whole process.
var garbage struct {
	sync.Mutex
	percent int // of what is in use, that is allocated before the next collection where it is more than the room
	set     int // the percentage in force
	runs    int // number of giveRoom: a notice of a run that is over does nothing
}

// giveRoom puts collections off until the room is used up, for as long as the program
// runs or until restore is called. Where GOGC says "off" it does nothing.
func giveRoom() (restore func()) {
	garbage.Lock()
	defer garbage.Unlock()
	before := debug.SetGCPercent(-1)
	garbage.runs++
	if before >= 0 {
		garbage.percent = before
		planCollection(garbage.runs, 0)
	}
	return func() {
		garbage.Lock()
		defer garbage.Unlock()
		garbage.runs++
		debug.SetGCPercent(before)
	}
}

// collectAt lets the heap grow by so many per cent between collections, from the next
// one on, or by the room.
func collectAt(percent int) {
	garbage.Lock()
	defer garbage.Unlock()
	garbage.percent = percent
}

// planCollection says when the next collection comes, with so many bytes in use, and
// does so again after it.
func planCollection(run int, inUse uint64) {
	const heapMinimum = 4 << 20 // where the runtime first collects at 100 per cent
	garbage.set = max(garbage.percent, int(100*room/max(heapMinimum, inUse)))
	debug.SetGCPercent(garbage.set)
	next := &struct{ self any }{} // nobody holds it: the collection finds it
	runtime.AddCleanup(next, func(run int) {
		garbage.Lock()
		defer garbage.Unlock()
		if run == garbage.runs {
			var m runtime.MemStats
			runtime.ReadMemStats(&m) // HeapAlloc has garbage in it that is not swept yet
			planCollection(run, m.NextGC*100/uint64(100+garbage.set))
		}
	}, run)
}
