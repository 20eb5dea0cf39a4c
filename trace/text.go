package trace

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// maxLine bounds the bytes of one line of text; what is longer is cut.
const maxLine = 256 << 10

// textReader finds HTTP messages in text: as tools save them, and as protocol
// documents and articles print them, between other words, indented, between
// "Message START" and "Message END" rulers, and with header fields in any case.
type textReader struct {
	capture *Capture
	conn    *Connection
	head    *head
	size    int
	waiting []*Exchange
	count   int
}

// readMessages reads HTTP messages as text. The text does not tell connections
// apart: a new one begins after an answer that closes the last.
func readMessages(r io.Reader) (*Capture, error) {
	t := &textReader{capture: &Capture{Format: FormatText}}
	err := eachLine(r, func(line string) { t.line(line) })
	t.finish()
	if t.count == 0 {
		if err != nil {
			return nil, err
		}
		return nil, errors.New("no HTTP message is in this text; " + Expectation)
	}
	if err != nil {
		t.capture.note("the text was read in part: " + err.Error())
	}
	return t.capture, nil
}

// eachLine calls f for every line, without its end. Lines are cut at maxLine.
func eachLine(r io.Reader, f func(string)) error {
	b := bufio.NewReaderSize(r, 64<<10)
	var line []byte
	for {
		piece, err := b.ReadSlice('\n')
		if room := maxLine - len(line); room > 0 {
			line = append(line, piece[:min(len(piece), room)]...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if len(line) > 0 {
			f(strings.TrimRight(string(line), "\r\n"))
			line = line[:0]
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (t *textReader) line(raw string) {
	line := unmarked(strings.TrimSpace(raw))
	if _, _, _, ok := parseRequestLine(line); ok {
		t.begin(line)
		return
	}
	if _, _, _, ok := parseStatusLine(line); ok {
		t.begin(line)
		return
	}
	if t.head == nil {
		return
	}
	t.size += len(line)
	if t.continues(line) {
		return
	}
	if line == "" || strings.HasPrefix(line, "---") || t.size > maxHead || !t.head.addLine(line) {
		t.finish()
	}
}

// unmarked is a line without the arrow with which "curl -v" and quoted mails start
// it.
func unmarked(line string) string {
	if line == ">" || line == "<" || strings.HasPrefix(line, "> ") || strings.HasPrefix(line, "< ") {
		return strings.TrimSpace(line[1:])
	}
	return line
}

// continues takes a line that goes on with a token which the text breaks.
func (t *textReader) continues(line string) bool {
	n := len(t.head.fields)
	if n == 0 || t.size > maxHead || len(line) < 8 || strings.Trim(line, base64Letters) != "" {
		return false
	}
	last := &t.head.fields[n-1]
	if _, ok := authHeaders[strings.ToLower(last.Name)]; !ok || !strings.Contains(last.Value, " ") || strings.HasSuffix(last.Value, "=") {
		return false
	}
	last.Value += line
	return true
}

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

func (t *textReader) begin(line string) {
	t.finish()
	t.head, t.size = &head{start: line}, len(line)
}

// finish takes the message whose head is complete.
func (t *textReader) finish() {
	h := t.head
	if h == nil {
		return
	}
	t.head = nil
	if method, target, proto, ok := parseRequestLine(h.start); ok {
		if e := t.exchange(); e != nil {
			e.setRequest(method, target, proto, h.fields)
			t.capture.weigh(e.Request, e.RequestAuth)
			t.waiting = append(t.waiting, e)
		}
		return
	}
	proto, status, reason, _ := parseStatusLine(h.start)
	if status < 200 && status != 101 {
		return
	}
	var e *Exchange
	if len(t.waiting) > 0 {
		e, t.waiting = t.waiting[0], t.waiting[1:]
	} else if e = t.exchange(); e == nil {
		return
	}
	e.setResponse(proto, status, reason, h.fields)
	t.capture.weigh(e.Response, e.ResponseAuth)
	if !e.keeps() {
		t.conn, t.waiting = nil, nil
	}
}

// exchange starts an exchange on the current connection.
func (t *textReader) exchange() *Exchange {
	t.count++
	if !t.capture.room() {
		return nil
	}
	if t.conn == nil {
		t.conn = &Connection{}
		t.capture.Connections = append(t.capture.Connections, t.conn)
	}
	e := &Exchange{Index: t.count, Connection: t.conn}
	t.conn.Exchanges = append(t.conn.Exchanges, e)
	return e
}
