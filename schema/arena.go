package schema

import "strings"

// chunk is the number of values that an arena allocates at a time, once a
// document has shown that it is not small. Growing by chunks instead of doubling
// leaves no garbage behind, which is what keeps the model of a 200 MB export
// small.
const (
	firstChunk = 64
	chunk      = 4096
)

// arena hands out values that live as long as the document.
type arena[T any] struct {
	room []T
	size int // of the chunk that room is what is left of
}

// grow allocates the next chunk.
func (a *arena[T]) grow() {
	a.size = min(max(2*a.size, firstChunk), chunk)
	a.room = make([]T, a.size)
}

// one returns a new value.
func (a *arena[T]) one() *T {
	if len(a.room) == 0 {
		a.grow()
	}
	v := &a.room[0]
	a.room = a.room[1:]
	return v
}

// copy returns a copy of s; nil for an empty one.
func (a *arena[T]) copy(s []T) []T {
	if len(s) == 0 {
		return nil
	}
	if len(s) > len(a.room) {
		if len(s) > max(a.size, firstChunk)/4 {
			return append(make([]T, 0, len(s)), s...)
		}
		a.grow()
	}
	c := a.room[:len(s):len(s)]
	a.room = a.room[len(s):]
	copy(c, s)
	return c
}

// stringArena keeps many small strings in few allocations.
type stringArena struct {
	b    strings.Builder
	size int // capacity of b
}

const (
	firstStrings = 1 << 10
	stringChunk  = 64 << 10
)

// add returns raw as a string. Strings handed out earlier share the builder's
// memory; it is never grown, so they stay valid.
func (a *stringArena) add(raw []byte) string {
	if len(raw) > stringChunk {
		return string(raw)
	}
	if a.b.Cap()-a.b.Len() < len(raw) {
		a.size = max(min(max(2*a.size, firstStrings), stringChunk), len(raw))
		a.b = strings.Builder{}
		a.b.Grow(a.size)
	}
	start := a.b.Len()
	a.b.Write(raw)
	return a.b.String()[start:]
}
