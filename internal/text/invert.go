package text

// Invert returns the edits that turn the result of edits of src back into src.
// Edits that touch are taken back as one. Errors are those of Apply.
func Invert(src []byte, edits []Edit) ([]Edit, error) {
	sorted, err := arrange(edits, len(src))
	if err != nil {
		return nil, err
	}
	back, shift := make([]Edit, 0, len(sorted)), 0
	for _, e := range sorted {
		start, old := e.Start+shift, string(src[e.Start:e.End])
		if n := len(back); n > 0 && back[n-1].End == start {
			back[n-1].End, back[n-1].New = start+len(e.New), back[n-1].New+old
		} else {
			back = append(back, Edit{Span{start, start + len(e.New)}, old})
		}
		shift += len(e.New) - e.Len()
	}
	return back, nil
}
