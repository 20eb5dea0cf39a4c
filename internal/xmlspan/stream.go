package xmlspan

import (
	"fmt"
	"runtime/debug"
)

// Tokens is a document as the tokens it is made of: a Scanner, or a Stream.
type Tokens interface {
	// Next stores the next token in t, as Scanner.Next does.
	Next(t *Token) error
	// Depth is the number of elements that are open after the last token.
	Depth() int
}

// batchSize is the number of tokens that one goroutine hands to the other at a
// time: enough that handing over costs nothing, few enough to stay in the cache.
const batchSize = 512

// Stream is a Scanner that runs ahead of its reader in a goroutine of its own. Its
// tokens and errors are those of the Scanner. It is worth its while for large
// documents when a core is free. It must be closed.
type Stream struct {
	full, free chan *batch
	quit       chan struct{}
	current    *batch
	next       int // index in current
	depth      int
}

// batch is some tokens, and what ended the document after them.
type batch struct {
	tokens []Token
	attrs  []Attr // of all tokens
	err    error
	fault  string // a panic of the scanner, with its stack
}

// NewStream returns a Stream over src, for which the same holds as for New.
func NewStream(src []byte) *Stream { return newStream(src, batchSize) }

func newStream(src []byte, size int) *Stream {
	const batches = 4
	s := &Stream{full: make(chan *batch, batches), free: make(chan *batch, batches), quit: make(chan struct{}), current: &batch{}}
	for range batches {
		s.free <- &batch{tokens: make([]Token, 0, size)}
	}
	go s.scan(New(src))
	return s
}

// Close ends the scanning. It may be called at any time, once.
func (s *Stream) Close() { close(s.quit) }

// Depth is the number of elements that are open after the last token.
func (s *Stream) Depth() int { return s.depth }

// Next stores the next token in t, as Scanner.Next does. A panic of the scanner is
// raised here.
func (s *Stream) Next(t *Token) error {
	for s.next == len(s.current.tokens) {
		if s.current.fault != "" {
			panic(s.current.fault)
		}
		if s.current.err != nil {
			return s.current.err
		}
		if cap(s.current.tokens) > 0 { // the first one is none
			s.free <- s.current
		}
		s.current, s.next = <-s.full, 0
	}
	*t = s.current.tokens[s.next]
	s.next++
	switch t.Kind {
	case StartTag:
		s.depth++
	case EndTag:
		s.depth--
	}
	return nil
}

// scan fills batches until the document ends or nobody wants it any more.
func (s *Stream) scan(scanner *Scanner) {
	for {
		select {
		case b := <-s.free:
			b.fill(scanner)
			s.full <- b // has room for all batches
			if b.err != nil || b.fault != "" {
				return
			}
		case <-s.quit:
			return
		}
	}
}

func (b *batch) fill(s *Scanner) {
	defer func() {
		if r := recover(); r != nil {
			b.fault = fmt.Sprintf("%v\n%s", r, debug.Stack())
		}
	}()
	b.tokens, b.attrs = b.tokens[:0], b.attrs[:0]
	for len(b.tokens) < cap(b.tokens) {
		b.tokens = b.tokens[:len(b.tokens)+1]
		t := &b.tokens[len(b.tokens)-1]
		if b.err = s.Next(t); b.err != nil {
			b.tokens = b.tokens[:len(b.tokens)-1]
			return
		}
		if n := len(b.attrs); len(t.Attrs) > 0 {
			b.attrs = append(b.attrs, t.Attrs...) // the scanner's own are overwritten
			t.Attrs = b.attrs[n:]
		}
	}
}
