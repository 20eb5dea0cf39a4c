package text

// Compose joins two sets of edits made one after the other into one set with the
// same effect: first are edits of a text of size bytes, second are edits of what
// first makes of it. Edits that meet become one. Errors are those of Apply.
func Compose(size int, first, second []Edit) ([]Edit, error) {
	first, err := arrange(first, size)
	if err != nil {
		return nil, err
	}
	middle := &pieces{list: piecesOf(size, first)}
	second, err = arrange(second, middle.size())
	if err != nil {
		return nil, err
	}
	var out []piece
	for _, e := range second {
		out = middle.take(out, e.Start)
		out = append(out, piece{text: e.New})
		middle.take(nil, e.End)
	}
	return editsOf(size, append(out, middle.list...)), nil
}

// piece is a part of an edited text: a part of the original that was kept, or,
// with an empty span, new text.
type piece struct {
	Span
	text string
}

func (p piece) size() int { return p.Len() + len(p.text) }

// cut splits p after n bytes.
func (p piece) cut(n int) (head, tail piece) {
	if p.text != "" {
		return piece{text: p.text[:n]}, piece{text: p.text[n:]}
	}
	return piece{Span: Span{p.Start, p.Start + n}}, piece{Span: Span{p.Start + n, p.End}}
}

// piecesOf is the text that sorted edits make of size bytes.
func piecesOf(size int, edits []Edit) []piece {
	list, at := make([]piece, 0, 2*len(edits)+1), 0
	for _, e := range edits {
		list = append(list, piece{Span: Span{at, e.Start}}, piece{text: e.New})
		at = e.End
	}
	return append(list, piece{Span: Span{at, size}})
}

// pieces is a text in pieces that is taken from its start.
type pieces struct {
	list  []piece
	taken int
}

// size is the size of the whole text, the part taken included.
func (p *pieces) size() int {
	n := p.taken
	for _, part := range p.list {
		n += part.size()
	}
	return n
}

// take moves what is before offset end to the end of out.
func (p *pieces) take(out []piece, end int) []piece {
	for p.taken < end || len(p.list) > 0 && p.list[0].size() == 0 {
		head := p.list[0]
		if n := end - p.taken; head.size() > n {
			head, p.list[0] = head.cut(n)
		} else {
			p.list = p.list[1:]
		}
		p.taken += head.size()
		out = append(out, head)
	}
	return out
}

// editsOf are the edits that make the pieces out of size bytes.
func editsOf(size int, list []piece) []Edit {
	var edits []Edit
	at, text := 0, ""
	flush := func(next int) {
		if next > at || text != "" {
			edits = append(edits, Edit{Span{at, next}, text})
		}
	}
	for _, p := range list {
		if p.Len() == 0 {
			text += p.text
			continue
		}
		flush(p.Start)
		at, text = p.End, ""
	}
	flush(size)
	return edits
}
