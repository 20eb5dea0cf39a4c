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
	framed   framing = iota // as the fields of the message say
	bodyless                // there is none
	opaque                  // what follows is no HTTP any more
)

// stream reads the messages of one direction of a connection, piece by piece. It
// keeps one line and one head at most; bodies pass through.
type stream struct {
	requests bool
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
	s.state, s.line, s.head, s.size, s.left = to, nil, nil, 0, 0
}

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
	if s.size += len(piece); s.size > maxHead {
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
		s.state, s.size = atSize, 0
	case inTail:
		if line == "" {
			s.reset(atStart)
			s.done()
		}
	}
}

func (s *stream) startLine(line string, at time.Time) {
	if line == "" {
		s.size = 0
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
	switch s.begin(h, s.started) {
	case bodyless:
		s.reset(atStart)
		s.done()
	case opaque:
		s.reset(isOpaque)
		s.done()
	default:
		s.frame(h)
	}
}

// frame finds how the body ends (RFC 9112, 6.3).
func (s *stream) frame(h *head) {
	s.size = 0
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
		s.state, s.size = inTail, 0
	default:
		s.state, s.left, s.size = inChunk, n, 0
	}
}
