package trace

import (
	"net/netip"
	"time"
)

// half is one direction of a connection.
type half struct {
	started bool
	isn     uint32
	next    uint32 // number of the byte that comes next
	acked   uint32 // what the other side said it has, as far as it makes sense
	fin     bool
}

// flow is one TCP connection while it is being put together. Sides count from 0
// as in key.
type flow struct {
	key     [2]netip.AddrPort
	halves  [2]half
	client  int // side of the client, -1 until known
	conn    *Connection
	talk    *dialogue
	held    []heldSegment // what came before its time, in the order of arrival
	bytes   int
	started time.Time
	closing bool
}

type heldSegment struct {
	side int
	segment
}

// reopened reports whether a SYN starts a new connection between the same ports.
func (f *flow) reopened(side int, s segment) bool {
	h := f.halves[side]
	return f.closing || h.started && h.isn != s.seq
}

// acknowledge notes what a segment says of the other side.
func (f *flow) acknowledge(side int, s segment) {
	h := &f.halves[1-side]
	if d := int32(s.ack - h.next); s.acks && h.started && d > 0 && d < maxWindow && int32(s.ack-h.acked) > 0 {
		h.acked = s.ack
	}
}

// unseen is what a side sent, for it was acknowledged, and the capture lacks at
// the end.
func (h *half) unseen() int64 {
	if d := int32(h.acked - h.next); h.started && !h.fin && d > 0 && d < maxWindow {
		return int64(d)
	}
	return 0
}

// near reports whether a segment can belong to what was seen of its side.
func (f *flow) near(side int, s segment) bool {
	h := &f.halves[side]
	d := int32(s.seq - h.next)
	return !h.started || d > -maxWindow && d < maxWindow
}

// ready reports whether nothing is missing before a segment: neither of its own
// side, nor of what the other side had said when it was sent.
func (f *flow) ready(side int, s segment) bool {
	own, other := &f.halves[side], &f.halves[1-side]
	if own.started && int32(s.seq-own.next) > 0 {
		return false
	}
	return !s.acks || !other.started || int32(s.ack-other.next) <= 0 || int32(s.ack-other.next) > maxWindow
}

// deliver takes a segment as the next of its side. What is missing before it is
// given up.
func (f *flow) deliver(side int, s segment) {
	h := &f.halves[side]
	if s.syn {
		f.synchronise(side, s)
	}
	seq := s.seq
	if s.syn {
		seq++
	}
	if !h.started {
		h.started, h.isn, h.next, h.acked = true, s.seq, seq, seq
		f.settleSides(s.data, side)
		f.stream(side).reset(isLost)
	}
	if gap := int32(seq - h.next); gap > 0 {
		f.conn.Lost += int64(gap)
		f.stream(side).skip(int64(gap))
		h.next = seq
	}
	old := int(h.next - seq) // bytes that came before
	if old < len(s.data) {
		f.settleSides(s.data, side)
		f.stream(side).write(s.data[old:], s.at)
		h.next += uint32(len(s.data) - old)
	}
	if rest := len(s.data) + s.missing - max(old, len(s.data)); s.missing > 0 && rest > 0 {
		f.conn.Lost += int64(rest)
		f.stream(side).skip(int64(rest))
		h.next += uint32(rest)
	}
	if s.fin && !h.fin && int32(h.next-seq) <= int32(len(s.data)+s.missing) {
		h.fin = true
		h.next++
		f.stream(side).close()
		f.ended([...]End{ClientClose, ServerClose}, side)
	}
}

// synchronise starts a side with its SYN. The one that acknowledges comes from
// the server.
func (f *flow) synchronise(side int, s segment) {
	h := &f.halves[side]
	if h.started {
		return
	}
	h.started, h.isn, h.next, h.acked = true, s.seq, s.seq+1, s.seq+1
	if f.client < 0 {
		f.client = side
		if s.acks {
			f.client = 1 - side
		}
	}
	f.conn.Whole = f.conn.Whole || !s.acks
}

// settleSides decides who is the client when no SYN told it: who speaks like
// one, else who has the higher port.
func (f *flow) settleSides(data []byte, side int) {
	switch {
	case f.client >= 0:
	case looksLikeRequests(data):
		f.client = side
	case len(data) > 0 && looksLikeAnswers(data):
		f.client = 1 - side
	case f.key[0].Port() >= f.key[1].Port():
		f.client = 0
	default:
		f.client = 1
	}
}

// stream is the reader of a side: requests come from the client.
func (f *flow) stream(side int) *stream {
	if side == f.client {
		return f.talk.sides[0]
	}
	return f.talk.sides[1]
}

// ended notes how the connection ended; the first word counts, but a reset after
// a close from the other side is how some clients close.
func (f *flow) ended(ends [2]End, side int) {
	f.closing = true
	f.settleSides(nil, 0)
	if f.conn.End == EndUnknown {
		f.conn.End = ends[0]
		if side != f.client {
			f.conn.End = ends[1]
		}
	}
}
