package text

// Span is a half-open range [Start, End) of byte offsets. Whether it counts
// bytes of the decoded text or of the file on disk is said where it is used;
// File maps one to the other.
type Span struct {
	Start, End int
}

// Len is the number of bytes the span covers.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether t lies within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Position is a place in a file as people and editors count it.
type Position struct {
	Line   int // from 1
	Column int // from 1, in characters (Unicode code points)
	Offset int // from 0, in bytes of the file as it is on disk
}
