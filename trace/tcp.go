package trace

import (
	"cmp"
	"net/netip"
	"slices"
	"time"
)

// segment is a TCP segment (RFC 9293) that was captured.
type segment struct {
	from, to  netip.AddrPort
	seq, ack  uint32
	syn, fin  bool
	rst, acks bool
	data      []byte // as far as captured
	missing   int    // bytes behind data that the capture cut off
	at        time.Time
}

// Bounds of what waits for bytes that come later or never.
const (
	maxHeldSegments = 512       // of one connection
	maxHeldBytes    = 256 << 10 // of one connection
	maxHeldTotal    = 32 << 20  // of all
	maxLive         = 20_000    // connections that are followed at a time
	maxWindow       = 64 << 20  // what is further away belongs to no connection that we follow
)

// tcp puts the segments of a capture together to connections.
type tcp struct {
	capture *Capture
	flows   map[[2]netip.AddrPort]*flow
	order   []*flow // live ones by age, with some that are not live any more
	bytes   int
	heads   heads
	other   int // connections without HTTP
	dropped int // connections beyond the bound
	strange int // segments far outside of their connection
}

func newTCP(c *Capture) *tcp {
	return &tcp{capture: c, flows: map[[2]netip.AddrPort]*flow{}}
}

// add takes the next segment.
func (t *tcp) add(s segment) {
	key, side := [2]netip.AddrPort{s.from, s.to}, 0
	if c := cmp.Or(s.from.Addr().Compare(s.to.Addr()), cmp.Compare(s.from.Port(), s.to.Port())); c > 0 {
		key, side = [2]netip.AddrPort{s.to, s.from}, 1
	}
	f := t.flows[key]
	if f != nil && s.syn && f.reopened(side, s) {
		t.finish(f)
		f = nil
	}
	if f == nil {
		if len(s.data) == 0 && !s.syn {
			return // the tail of something that was over, or never began here
		}
		f = t.open(key, s.at)
	}
	t.take(f, side, s)
}

func (t *tcp) open(key [2]netip.AddrPort, at time.Time) *flow {
	if len(t.flows) >= maxLive {
		t.evict()
	}
	f := &flow{key: key, client: -1, started: at, conn: &Connection{Known: true, Start: at}}
	f.talk = newDialogue(t.capture, f.conn, &t.heads)
	t.flows[key] = f
	if len(t.order) > 2*maxLive {
		t.order = slices.DeleteFunc(t.order, func(f *flow) bool { return t.flows[f.key] != f })
	}
	t.order = append(t.order, f)
	return f
}

// evict finishes the oldest tenth of the live connections.
func (t *tcp) evict() {
	n := 0
	for i, f := range t.order {
		if t.flows[f.key] == f {
			t.finish(f)
			if n++; n == maxLive/10 {
				t.order = slices.Clone(t.order[i+1:])
				return
			}
		}
	}
	t.order = nil
}

// take delivers a segment and what waited for it, or lets it wait.
func (t *tcp) take(f *flow, side int, s segment) {
	if s.rst {
		t.flush(f)
		f.ended([...]End{ClientReset, ServerReset}, side)
		return
	}
	f.acknowledge(side, s)
	if len(s.data) == 0 && s.missing == 0 && !s.syn && !s.fin {
		return
	}
	if !f.near(side, s) {
		t.strange++
		return
	}
	if !f.ready(side, s) {
		t.hold(f, side, s)
		return
	}
	f.deliver(side, s)
	t.release(f)
}

func (t *tcp) hold(f *flow, side int, s segment) {
	s.data = slices.Clone(s.data)
	f.held = append(f.held, heldSegment{side, s})
	f.bytes += len(s.data)
	t.bytes += len(s.data)
	for len(f.held) > maxHeldSegments || f.bytes > maxHeldBytes || t.bytes > maxHeldTotal && len(f.held) > 0 {
		t.force(f)
		t.release(f)
	}
}

// release delivers what waits and is ready now.
func (t *tcp) release(f *flow) {
	for i := 0; i < len(f.held); {
		h := f.held[i]
		if !f.ready(h.side, h.segment) {
			i++
			continue
		}
		t.remove(f, i)
		f.deliver(h.side, h.segment)
		i = 0
	}
}

func (t *tcp) remove(f *flow, i int) {
	n := len(f.held[i].data)
	f.bytes -= n
	t.bytes -= n
	f.held = slices.Delete(f.held, i, i+1)
}

// force gives up on what is missing before the segment that waits longest, and
// delivers the first one of its side.
func (t *tcp) force(f *flow) {
	first := 0
	for i, h := range f.held {
		if h.side == f.held[first].side && int32(h.seq-f.held[first].seq) < 0 {
			first = i
		}
	}
	h := f.held[first]
	t.remove(f, first)
	f.deliver(h.side, h.segment)
}

// flush delivers everything that waits.
func (t *tcp) flush(f *flow) {
	t.release(f)
	for len(f.held) > 0 {
		t.force(f)
		t.release(f)
	}
}

// finish ends a connection and keeps it when it says something about HTTP.
func (t *tcp) finish(f *flow) {
	t.flush(f)
	f.conn.Lost += f.halves[0].unseen() + f.halves[1].unseen()
	f.talk.end()
	if t.flows[f.key] == f {
		delete(t.flows, f.key)
	}
	f.settleSides(nil, 0)
	client := max(f.client, 0)
	f.conn.Client, f.conn.Server = f.key[client].String(), f.key[1-client].String()
	switch {
	case !f.talk.http && f.conn.Opaque == "":
		t.other++
	case len(t.capture.Connections) >= maxConnections:
		t.dropped++
	default:
		t.capture.Connections = append(t.capture.Connections, f.conn)
	}
}

// close finishes what is still live, by age.
func (t *tcp) close() {
	for _, f := range t.order {
		if t.flows[f.key] == f {
			t.finish(f)
		}
	}
}
