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

// The first collection ends the room, and what a command asked for is in force from
// then on.
func TestRoom(t *testing.T) {
	before := percent()
	restore := giveRoom()
	collectAt(10)
	if p := percent(); p <= 100 {
		t.Errorf("%d per cent before the room is used up", p)
	}
	for wait := time.Now().Add(time.Minute); percent() != 10; time.Sleep(time.Millisecond) {
		if runtime.GC(); time.Now().After(wait) {
			t.Fatalf("%d per cent after a collection, want 10", percent())
		}
	}
	if collectAt(20); percent() != 20 {
		t.Errorf("%d per cent, asked for 20", percent())
	}
	if restore(); percent() != before {
		t.Errorf("%d per cent after the command, %d before", percent(), before)
	}
}
