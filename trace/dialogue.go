package trace

import (
	"bytes"
	"strings"
	"time"
)

// dialogue pairs the requests of one connection with their answers, which come in
// the order of the requests (RFC 9112, 9.3.2).
type dialogue struct {
	capture  *Capture
	conn     *Connection
	sides    [2]*stream // requests, answers
	waiting  []pending  // requests without an answer yet
	answered *Exchange  // whose answer is being read
	page     []byte     // start of the body of an error page
	tunnel   string     // target of the CONNECT that was granted
	http     bool
}

// pending is a request that has no answer yet; exchange is nil when it is not kept.
type pending struct {
	method   string
	exchange *Exchange
}

// maxPipeline bounds the requests that wait for an answer on one connection.
const maxPipeline = 128

func newDialogue(c *Capture, conn *Connection, h *heads) *dialogue {
	d := &dialogue{capture: c, conn: conn}
	foreign := func(b []byte) { d.foreign(b) }
	d.sides[0] = &stream{requests: true, heads: h, begin: d.request, body: func([]byte) {}, done: func() {}, foreign: foreign}
	d.sides[1] = &stream{heads: h, begin: d.answer, body: d.keepPage, done: d.finish, foreign: foreign}
	return d
}

// add starts an exchange, nil beyond the bounds of the capture.
func (d *dialogue) add(at time.Time) *Exchange {
	d.http = true
	if !d.capture.room() {
		return nil
	}
	e := &Exchange{Connection: d.conn, Start: at}
	d.conn.Exchanges = append(d.conn.Exchanges, e)
	return e
}

func (d *dialogue) request(h *head, at time.Time) framing {
	method, target, proto, _ := parseRequestLine(h.start)
	if method == "PRI" { // RFC 9113, 3.4
		d.conn.Opaque = "HTTP/2"
		d.sides[1].reset(isOpaque)
		return opaque
	}
	e := d.add(at)
	if e != nil {
		e.setRequest(method, target, proto, h.fields)
		d.capture.weigh(e.Request, e.RequestAuth)
	}
	if len(d.waiting) < maxPipeline {
		d.waiting = append(d.waiting, pending{strings.Clone(method), e})
	}
	switch {
	case method == "CONNECT":
		return bodyless
	case strings.EqualFold(h.get("Expect"), "100-continue"):
		return expecting
	}
	return framed
}

func (d *dialogue) answer(h *head, at time.Time) framing {
	proto, status, reason, _ := parseStatusLine(h.start)
	if status < 200 && status != 101 {
		return bodyless
	}
	var p pending
	if len(d.waiting) > 0 {
		p, d.waiting = d.waiting[0], d.waiting[1:]
	} else {
		p.exchange = d.add(at)
	}
	e := p.exchange
	if e != nil {
		e.setResponse(proto, status, reason, h.fields)
		d.capture.weigh(e.Response, e.ResponseAuth)
	}
	d.sides[0].refuse()
	d.answered, d.page = e, nil
	switch {
	case p.method == "CONNECT" && status < 300:
		d.tunnel = "a site"
		if e != nil {
			d.tunnel = e.URL
		}
		d.sides[0].reset(isOpaque)
		return opaque
	case status == 101:
		d.conn.Opaque = "after the switch to " + cut(h.get("Upgrade"), 40)
		d.sides[0].reset(isOpaque)
		return opaque
	case p.method == "HEAD", status == 204, status == 304:
		return bodyless
	}
	return framed
}

// keepPage keeps the start of an error page. It is never decompressed.
func (d *dialogue) keepPage(b []byte) {
	if d.answered != nil && d.answered.Status >= 400 && len(d.page) < maxPage {
		d.page = append(d.page, b[:min(len(b), maxPage-len(d.page))]...)
	}
}

func (d *dialogue) finish() {
	if d.answered != nil && len(d.page) > 0 {
		d.answered.setPage(d.page)
	}
	d.answered, d.page = nil, nil
}

// end says that nothing follows on this connection.
func (d *dialogue) end() {
	d.finish()
	for _, s := range d.sides {
		s.close()
	}
}

// foreign takes bytes that are no HTTP and says what they are.
func (d *dialogue) foreign(b []byte) {
	if d.conn.Opaque != "" && d.conn.Opaque != tunnelled {
		return
	}
	switch {
	case isTLS(b) && d.tunnel != "":
		d.conn.Opaque = "TLS inside the tunnel to " + d.tunnel
	case isTLS(b):
		d.conn.Opaque = "TLS"
	case d.tunnel != "":
		d.conn.Opaque = tunnelled
	}
}

const tunnelled = "a tunnel with something other than TLS"

// isTLS reports whether b starts with a record of TLS 1.0 to 1.3 or SSL 3 (RFC
// 8446, 5.1).
func isTLS(b []byte) bool {
	return len(b) >= 3 && b[0] >= 20 && b[0] <= 23 && b[1] == 3 && b[2] <= 4
}

// looksLikeRequests reports whether b could be the start of a client's stream.
func looksLikeRequests(b []byte) bool {
	s := stream{requests: true}
	return len(b) > 0 && !bytes.HasPrefix(b, []byte("HTTP/")) && s.starts(b)
}

func looksLikeAnswers(b []byte) bool { return strings.HasPrefix(string(b[:min(len(b), 5)]), "HTTP/") }
