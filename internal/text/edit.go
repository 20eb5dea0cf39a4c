package text

import (
	"cmp"
	"fmt"
	"slices"

	"tmgaudit/internal/pages"
)

// Edit replaces the bytes of Span by New. An empty span inserts.
type Edit struct {
	Span
	New string
}

// String shows the edit in errors: its span and how much it writes.
func (e Edit) String() string {
	return fmt.Sprintf("[%d,%d) by %d bytes", e.Start, e.End, len(e.New))
}

// Apply is src with the edits carried out; their offsets are those of src and
// their order does not matter. An edit outside src, edits that overlap and two
// insertions at one point are an error: a bug of whoever made them. Edits may
// touch: an insertion at either end of a replaced span goes beside it.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	sorted, err := arrange(edits, len(src))
	if err != nil {
		return nil, err
	}
	size := len(src)
	for _, e := range sorted {
		size += len(e.New) - e.Len()
	}
	out, at, to := pages.Make(size), 0, 0
	for _, e := range sorted {
		pages.Copy(out[to:], src[at:e.Start])
		to += e.Start - at
		to += copy(out[to:], e.New)
		at = e.End
	}
	pages.Copy(out[to:], src[at:])
	return out, nil
}

// Apply is the file on disk with the edits carried out, whose spans and new text
// are those of Text. Every byte outside the edits stays as it is on disk, the
// byte order mark included. Errors are those of the function Apply and Encode,
// and an edit that cuts a character.
func (f *File) Apply(edits []Edit) ([]byte, error) {
	onDisk, err := f.diskEdits(edits)
	if err != nil {
		return nil, err
	}
	return Apply(f.disk, onDisk)
}

// diskEdits are edits of the text as edits of the disk bytes, sorted.
func (f *File) diskEdits(edits []Edit) ([]Edit, error) {
	sorted, err := arrange(edits, len(f.text))
	if err != nil {
		return nil, err
	}
	for i, e := range sorted {
		if f.snap(e.Start) != e.Start || f.snap(e.End) != e.End {
			return nil, fmt.Errorf("apply edits: edit %v cuts a character (a bug in the edits)", e)
		}
		b, err := f.Encode(e.New)
		if err != nil {
			return nil, fmt.Errorf("apply edits: edit %v: %w", e, err)
		}
		sorted[i] = Edit{f.DiskSpan(e.Span), string(b)}
	}
	return sorted, nil
}

// Merge joins two sets of edits of one text, all or nothing. Edits that both
// have count once; where edits overlap, or two insert different text at one
// point, they conflict and the result is nil and false. The merged edits are
// sorted; Merge(x, y) is Merge(y, x).
func Merge(x, y []Edit) ([]Edit, bool) {
	merged := slices.Concat(x, y)
	slices.SortFunc(merged, compareEdits)
	merged = slices.Compact(merged)
	for i, e := range merged {
		if e.Start < 0 || e.End < e.Start || i > 0 && collide(merged[i-1], e) {
			return nil, false
		}
	}
	return merged, true
}

// arrange is a sorted copy of the edits of size bytes, or what is wrong in them.
func arrange(edits []Edit, size int) ([]Edit, error) {
	sorted := slices.SortedFunc(slices.Values(edits), compareEdits)
	for i, e := range sorted {
		if e.Start < 0 || e.End < e.Start || e.End > size {
			return nil, fmt.Errorf("apply edits: edit %v is outside the %d bytes of text (a bug in the edits)", e, size)
		}
		if i > 0 && collide(sorted[i-1], e) {
			return nil, fmt.Errorf("apply edits: edits %v and %v overlap (a bug in the edits)", sorted[i-1], e)
		}
	}
	return sorted, nil
}

func compareEdits(a, b Edit) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.New, b.New))
}

// collide reports whether b, which sorts after a, cannot be applied with it.
func collide(a, b Edit) bool {
	return b.Start < a.End || a.Span == b.Span
}
