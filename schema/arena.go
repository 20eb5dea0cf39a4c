package schema

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
