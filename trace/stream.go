package trace

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// framing is how the body of a message ends (RFC 9112, 6).
type framing int

const (
	framed    framing = iota // as the fields of the message say
	bodyless                 // there is none
	expecting                // as framed, but the sender waits before the body
	opaque                   // what follows is no HTTP any more
)

// heads counts what all streams hold of heads that are not complete yet.
type heads struct {
	bytes int
	over  int // heads that were given up
}

// maxHeads bounds these bytes; maxHead bounds those of one head.
const maxHeads = 32 << 20

// stream reads the messages of one direction of a connection, piece by piece. It
// keeps one line and one head at most; bodies pass through.
type stream struct {
	requests bool
	heads    *heads
	begin    func(h *head, at time.Time) framing // a head is complete
	body     func(b []byte)                      // some of a body; the first maxPage bytes at least
	done     func()                              // a message is complete
	foreign  func(b []byte)                      // bytes that are no HTTP

	state   streamState
	line    []byte
	head    *head
	size    int   // of the head so far
	left    int64 // bytes of the body or chunk that are to come
	started time.Time
	seen    bool // an HTTP message was recognised
	waits   bool // the body comes only when the other side wants it (RFC 9110, 10.1.1)
	unasked bool // the other side answered without wanting it: it may never come
}

type streamState int

const (
	atStart  streamState = iota // before a start line
	inHead                      // in the fields
	inBody                      // left bytes to come
	inChunk                     // left bytes of a chunk to come
	atSize                      // before the size of a chunk
	atBreak                     // before the end of the line behind a chunk
	inTail                      // in the fields behind the last chunk
	toClose                     // the body lasts as long as the connection
	isOpaque                    // not HTTP
	isLost                      // bytes are missing; until the next start line
)

// write takes the next bytes of the direction.
func (s *stream) write(b []byte, at time.Time) {
	if len(b) > 0 && (s.state == isLost || s.state == atStart && len(s.line) == 0 && !s.seen) {
		s.find(b)
	}
	if s.waits && len(b) > 0 {
		s.waits = false
		if s.unasked && s.starts(b) {
			s.reset(atStart)
			s.done()
		}
	}
	for len(b) > 0 {
		switch s.state {
		case inBody, inChunk:
			b = s.pass(b)
		case toClose:
			s.body(b)
			return
		case isOpaque:
			s.foreign(b)
			return
		case isLost:
			return
		default:
			b = s.lines(b, at)
		}
	}
}

// find decides whether b, which stands at the start of a segment, starts a message.
func (s *stream) find(b []byte) {
	switch {
	case s.starts(b):
		s.reset(atStart)
	case s.state == isLost && s.seen:
	default:
		s.reset(isLost)
		s.foreign(b)
	}
}

// starts reports whether b may start a message; a few bytes are enough.
func (s *stream) starts(b []byte) bool {
	b = bytes.TrimLeft(b, "\r\n")
	if !s.requests {
		n := min(len(b), 5)
		return n > 0 && string(b[:n]) == "HTTP/"[:n]
	}
	word, rest, complete := bytes.Cut(b[:min(len(b), 32)], []byte(" "))
	if !complete {
		return len(b) < 16 && len(word) > 0 && len(bytes.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-")) == 0
	}
	return isMethod(string(word)) && (len(rest) == 0 || rest[0] > ' ' && rest[0] < 0x7F)
}

func (s *stream) reset(to streamState) {
	s.shrink()
	s.state, s.line, s.head, s.left, s.waits, s.unasked = to, nil, nil, 0, false, false
}

// shrink says that nothing is held of a head any more.
func (s *stream) shrink() {
	s.heads.bytes -= s.size
	s.size = 0
}

// refuse says that the other side gave its final answer. A body that it did not
// ask for, and that was to wait for that, may not come.
func (s *stream) refuse() { s.unasked = s.waits }

// skip says that the capture lacks n bytes. Inside a body they can be counted;
// elsewhere the next message must be found.
func (s *stream) skip(n int64) {
	if (s.state == inBody || s.state == inChunk) && n <= s.left {
		s.left -= n
		if s.left == 0 {
			s.bodyEnd()
		}
		return
	}
	if s.state != isOpaque && s.state != toClose {
		s.reset(isLost)
	}
}

// close says that the direction ended.
func (s *stream) close() {
	if s.state == toClose {
		s.done()
	}
	if s.state != isOpaque {
		s.reset(isLost)
	}
}

// pass takes bytes of a body.
func (s *stream) pass(b []byte) []byte {
	n := min(int64(len(b)), s.left)
	s.body(b[:n])
	s.waits = false
	s.left -= n
	if s.left == 0 {
		s.bodyEnd()
	}
	return b[n:]
}

func (s *stream) bodyEnd() {
	if s.state == inChunk {
		s.state = atBreak
		return
	}
	s.reset(atStart)
	s.done()
}

// lines takes bytes up to the end of a line, and acts on the line.
func (s *stream) lines(b []byte, at time.Time) []byte {
	i := bytes.IndexByte(b, '\n')
	piece := b[:i+1]
	if i < 0 {
		piece = b
	}
	s.size += len(piece)
	s.heads.bytes += len(piece)
	if s.size > maxHead || s.heads.bytes > maxHeads {
		s.heads.over++
		s.reset(isLost)
		return nil
	}
	s.line = append(s.line, piece...)
	if i < 0 {
		return nil
	}
	line := strings.TrimRight(string(s.line), "\r\n")
	s.line = s.line[:0]
	s.take(line, at)
	return b[i+1:]
}

func (s *stream) take(line string, at time.Time) {
	switch s.state {
	case atStart:
		s.startLine(line, at)
	case inHead:
		s.fieldLine(line)
	case atSize:
		s.chunkSize(line)
	case atBreak:
		s.shrink()
		s.state = atSize
	case inTail:
		if line == "" {
			s.reset(atStart)
			s.done()
		}
	}
}

func (s *stream) startLine(line string, at time.Time) {
	if line == "" {
		s.shrink()
		return
	}
	ok := false
	if s.requests {
		_, _, _, ok = parseRequestLine(line)
	} else {
		_, _, _, ok = parseStatusLine(line)
	}
	if !ok {
		s.reset(isLost)
		if !s.seen {
			s.foreign([]byte(line))
		}
		return
	}
	s.seen, s.state, s.started, s.head = true, inHead, at, &head{start: line}
}

func (s *stream) fieldLine(line string) {
	if line != "" {
		s.head.addLine(line)
		return
	}
	h := s.head
	s.head = nil
	switch how := s.begin(h, s.started); how {
	case bodyless:
		s.reset(atStart)
		s.done()
	case opaque:
		s.reset(isOpaque)
		s.done()
	default:
		s.frame(h)
		s.waits = how == expecting && (s.state == inBody || s.state == atSize)
	}
}

// frame finds how the body ends (RFC 9112, 6.3).
func (s *stream) frame(h *head) {
	s.shrink()
	if strings.Contains(strings.ToLower(h.get("Transfer-Encoding")), "chunked") {
		s.state = atSize
		return
	}
	length := h.get("Content-Length")
	n, err := strconv.ParseInt(strings.TrimSpace(length), 10, 64)
	switch {
	case err == nil && n > 0:
		s.state, s.left = inBody, n
	case err == nil && n == 0, s.requests:
		s.reset(atStart)
		s.done()
	default:
		s.state = toClose
	}
}

func (s *stream) chunkSize(line string) {
	digits, _, _ := strings.Cut(line, ";")
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 16, 64)
	switch {
	case err != nil || n < 0:
		s.reset(isLost)
	case n == 0:
		s.shrink()
		s.state = inTail
	default:
		s.shrink()
		s.state, s.left = inChunk, n
	}
}
