package trace

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
)

// maxEntry bounds the bytes of one entry of a HAR file, in which a browser may
// put whole bodies.
const maxEntry = 64 << 20

// harEntry is what we read of an entry of HAR 1.2. Fields that start with "_" are
// additions of browsers and proxies.
type harEntry struct {
	Started    string `json:"startedDateTime"`
	Connection string `json:"connection"`
	Server     string `json:"serverIPAddress"`
	Client     string `json:"_clientAddress"`
	Request    struct {
		Method  string      `json:"method"`
		URL     string      `json:"url"`
		Version string      `json:"httpVersion"`
		Headers []harHeader `json:"headers"`
	} `json:"request"`
	Response struct {
		Status     int         `json:"status"`
		StatusText string      `json:"statusText"`
		Version    string      `json:"httpVersion"`
		Headers    []harHeader `json:"headers"`
		Content    struct {
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"content"`
	} `json:"response"`
}

type harHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// rationed is a reader that fails when too much is read in one go.
type rationed struct {
	r    io.Reader
	left int64
}

var errRation = fmt.Errorf("an entry has more than %d bytes", int64(maxEntry))

func (r *rationed) Read(b []byte) (int, error) {
	if r.left <= 0 {
		return 0, errRation
	}
	n, err := r.r.Read(b[:min(int64(len(b)), r.left)])
	r.left -= int64(n)
	return n, err
}

// readHAR reads an HTTP Archive, entry by entry.
func readHAR(r io.Reader) (*Capture, error) {
	in := &rationed{r, maxEntry}
	dec := json.NewDecoder(in)
	creator, err := harEntries(dec)
	if err != nil {
		return nil, err
	}
	h := har{capture: &Capture{Format: FormatHAR}, conns: map[string]*Connection{}, ports: portIsConnection[creator]}
	for dec.More() {
		in.left = maxEntry
		var e harEntry
		var odd *json.UnmarshalTypeError // the entry was read but for that value
		if err := dec.Decode(&e); errors.As(err, &odd) {
			h.capture.note(fmt.Sprintf("entry %d of the HAR file has a %s where %s belongs", h.count, odd.Value, odd.Field))
		} else if err != nil {
			if h.count == 0 {
				return nil, fmt.Errorf("the HAR file cannot be read: %w", err)
			}
			h.capture.note(fmt.Sprintf("the HAR file is damaged after %d entries: %v", h.count, err))
			break
		}
		h.add(&e)
	}
	h.notes()
	return h.capture, nil
}

// portIsConnection are the creators that write the server's port for the
// connection, which HAR 1.2 allows. It tells no two connections apart.
var portIsConnection = map[string]bool{"Firefox": true}

// harEntries moves the decoder to the first entry of log.entries and returns the
// name of the creator. What else stands before is passed over.
func harEntries(dec *json.Decoder) (creator string, err error) {
	inLog := false
	if err := enter(dec, '{'); err != nil {
		return "", err
	}
	for {
		token, err := dec.Token()
		if err != nil {
			return "", fmt.Errorf("the JSON cannot be read: %w", err)
		}
		name, ok := token.(string)
		if !ok {
			return "", errors.New("this is JSON but no HAR file: it has no log.entries; " + Expectation)
		}
		switch {
		case !inLog && name == "log":
			inLog = true
			err = enter(dec, '{')
		case inLog && name == "creator":
			creator, err = harCreator(dec)
		case inLog && name == "entries":
			return creator, enter(dec, '[')
		default:
			err = passOver(dec)
		}
		if err != nil {
			return "", err
		}
	}
}

// harCreator reads the name of the program that wrote the file.
func harCreator(dec *json.Decoder) (string, error) {
	var c struct{ Name string }
	var odd *json.UnmarshalTypeError
	if err := dec.Decode(&c); err != nil && !errors.As(err, &odd) {
		return "", fmt.Errorf("the JSON cannot be read: %w", err)
	}
	return c.Name, nil
}

func enter(dec *json.Decoder, want json.Delim) error {
	token, err := dec.Token()
	if err != nil {
		return fmt.Errorf("the JSON cannot be read: %w", err)
	}
	if token != want {
		return errors.New("this is JSON but no HAR file; " + Expectation)
	}
	return nil
}

// passOver reads one value without building it.
func passOver(dec *json.Decoder) error {
	for depth := 0; ; {
		token, err := dec.Token()
		if err != nil {
			return fmt.Errorf("the JSON cannot be read: %w", err)
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// har puts entries together to connections.
type har struct {
	capture *Capture
	conns   map[string]*Connection
	ports   bool // identifiers of connections are ports of servers
	count   int
	bare    int // NTLM challenges that were answered, without credentials in the file
	creds   int
}

func (h *har) add(entry *harEntry) {
	h.count++
	if !h.capture.room() {
		return
	}
	e := &Exchange{Index: h.count}
	e.Start, _ = time.Parse(time.RFC3339Nano, entry.Started)
	e.setRequest(cut(strings.ToUpper(entry.Request.Method), 24), entry.Request.URL, harVersion(entry.Request.Version), harFields(entry.Request.Headers))
	if entry.Response.Status > 0 {
		e.setResponse(harVersion(entry.Response.Version), entry.Response.Status, cut(entry.Response.StatusText, maxName), harFields(entry.Response.Headers))
		if c := entry.Response.Content; e.Status >= 400 && c.Encoding == "" {
			e.setPage([]byte(c.Text[:min(len(c.Text), maxPage)]))
		}
	}
	// Every address in a HAR is absolute; a proxy shows in the answer only.
	e.Absolute = e.Method == "CONNECT" || e.Status == 407 || len(e.ResponseAuth) > 0 && e.ResponseAuth[0].Party == Proxy || hasParty(e.RequestAuth, Proxy)
	h.creds += len(e.RequestAuth)
	if a, ok := e.answered(Site); ok && a.Token.Kind == KindNTLMChallenge && len(e.RequestAuth) == 0 {
		h.bare++
	}
	h.capture.weigh(e.Request, e.RequestAuth)
	h.capture.weigh(e.Response, e.ResponseAuth)
	e.Connection = h.connection(entry, e)
	e.Connection.Exchanges = append(e.Connection.Exchanges, e)
}

func hasParty(list []Auth, p Party) bool {
	_, ok := authFor(list, p)
	return ok
}

// connection finds the connection of an entry by its identifier and server;
// without an identifier, entries of one server stand together.
func (h *har) connection(entry *harEntry, e *Exchange) *Connection {
	server := entry.Server
	if server == "" {
		server = e.Host
	}
	key := entry.Connection + "\n" + server
	if entry.Connection != "" {
		key = entry.Connection + "\n" + entry.Server
	}
	c := h.conns[key]
	if c == nil {
		c = &Connection{Client: clean(entry.Client), Server: clean(server), Known: entry.Connection != "" && !h.ports, Start: e.Start}
		h.conns[key] = c
		h.capture.Connections = append(h.capture.Connections, c)
	}
	return c
}

// notes says what browsers leave out of the files that they write.
func (h *har) notes() {
	if h.bare > 0 && h.creds == 0 {
		h.capture.note("the file has no credentials at all, though challenges were answered: it was saved without sensitive data; save it with them to see the tokens")
	}
}

// harVersion is the version of HTTP in its canonical form; browsers write h2, h3
// and http/1.1 as well.
func harVersion(v string) string {
	v = strings.ToUpper(strings.TrimSpace(v))
	if !isProto(v) {
		return "HTTP/1.1"
	}
	return v
}

func harFields(list []harHeader) []Header {
	fields := make([]Header, 0, min(len(list), maxHeaders))
	for _, h := range list {
		if len(fields) < 4*maxHeaders {
			fields = append(fields, Header(h))
		}
	}
	return fields
}

// isClear reports whether the credentials of a request crossed the wire without
// TLS: all in a capture of packets or text; in a HAR those for an https site did not.
func (e *Exchange) isClear(p Party) bool {
	u, err := url.Parse(e.URL)
	return p == Proxy || err != nil || u.Scheme != "https"
}
