package cli

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// percent is the one in force.
func percent() int {
	p := debug.SetGCPercent(100)
	debug.SetGCPercent(p)
	return p
}

// collected waits until what follows a collection is in force.
func collected(t *testing.T, want func(percent int) bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !want(percent()); time.Sleep(time.Millisecond) {
		if runtime.GC(); time.Now().After(end) {
			t.Fatalf("%d per cent after a collection", percent())
		}
	}
}

// What a command asked for is in force after the first collection, when it is more
// than the room, and nothing of it is after the command.
func TestRoom(t *testing.T) {
	before := percent()
	restore := giveRoom()
	collectAt(70)
	if p := percent(); p <= 100 {
		t.Errorf("%d per cent before the first collection", p)
	}
	inUse := make([]byte, 4*room)
	inUse[0] = 1
	collected(t, func(p int) bool { return p == 70 })
	collectAt(10)
	collected(t, func(p int) bool { return p > 10 && p <= 25 }) // the room is a quarter of what is in use
	runtime.KeepAlive(inUse)
	collected(t, func(p int) bool { return p > 70 })
	if restore(); percent() != before {
		t.Errorf("%d per cent after the command, %d before", percent(), before)
	}
	for range 3 {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	if percent() != before {
		t.Errorf("%d per cent after collections after the command, %d before", percent(), before)
	}
}

// GOGC=off means what it says.
func TestRoomOff(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	restore := giveRoom()
	collectAt(10)
	runtime.GC()
	if p := percent(); p != -1 {
		t.Errorf("%d per cent where collections are off", p)
	}
	if restore(); percent() != -1 {
		t.Errorf("%d per cent after the command", percent())
	}
}
