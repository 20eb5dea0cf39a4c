package trace

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// w3cReader reads logs in the W3C extended format, whose directives name the
// fields of the lines that follow. IIS and the web proxy of ISA Server and TMG
// write it, with different fields; IIS parts them by blanks, the proxy by tabs.
type w3cReader struct {
	capture  *Capture
	software string
	fields   []string
	tabs     bool
	conns    map[[2]string]*Connection
	line     int
	count    int
	skipped  int
	date     string // of the last #Date directive
}

// maxFields bounds the fields of a log.
const maxFields = 128

func readW3C(r io.Reader) (*Capture, error) {
	w := &w3cReader{capture: &Capture{}, conns: map[[2]string]*Connection{}}
	err := eachLine(r, w.add)
	if w.capture.Format == "" {
		return nil, errors.New("the log names no fields that tell of HTTP (sc-status and cs-uri or cs-uri-stem); " + Expectation)
	}
	if w.count == 0 && err != nil {
		return nil, err
	}
	if w.skipped > 0 {
		w.capture.note(fmt.Sprintf("%d lines do not have the fields that the log announces", w.skipped))
	}
	if err != nil {
		w.capture.note("the log was read in part: " + err.Error())
	}
	return w.capture, nil
}

func (w *w3cReader) add(line string) {
	w.line++
	if !strings.HasPrefix(line, "#") {
		if strings.TrimSpace(line) != "" {
			w.entry(line)
		}
		return
	}
	directive, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch strings.ToLower(directive) {
	case "#software":
		w.software = strings.ToLower(value)
	case "#date":
		w.date, _, _ = strings.Cut(value, " ")
	case "#fields":
		w.announce(value)
	}
}

// announce takes the names of the fields.
func (w *w3cReader) announce(value string) {
	w.tabs = strings.Contains(value, "\t")
	w.fields = strings.Fields(strings.ToLower(value))
	if len(w.fields) > maxFields {
		w.fields = w.fields[:maxFields]
	}
	has := words(strings.Join(w.fields, " "))
	switch {
	case !has["sc-status"]:
		w.fields = nil
	case has["s-operation"] || has["cs-uri"] && has["r-host"] || strings.Contains(w.software, "internet security and acceleration") ||
		strings.Contains(w.software, "threat management gateway"):
		w.capture.Format = FormatProxyLog
	case has["cs-uri-stem"]:
		w.capture.Format = FormatIISLog
	default:
		w.fields = nil
	}
}

// split parts a line into its fields. The web proxy leaves blanks inside of them.
func (w *w3cReader) split(line string) []string {
	if w.tabs || strings.Count(line, "\t")+1 >= len(w.fields) && len(w.fields) > 1 {
		return strings.Split(line, "\t")
	}
	return strings.Fields(line)
}

func (w *w3cReader) entry(line string) {
	values := w.split(line)
	if len(w.fields) == 0 || len(values) < len(w.fields) {
		w.skipped++
		return
	}
	w.count++
	if !w.capture.room() {
		return
	}
	f := map[string]string{}
	for i, name := range w.fields {
		if v := strings.TrimSpace(values[i]); v != "-" {
			f[name] = v
		}
	}
	e := &Exchange{Log: &LogEntry{Line: w.line}}
	if w.capture.Format == FormatIISLog {
		e.setIIS(f)
	} else {
		e.setProxy(f)
	}
	date := f["date"]
	if date == "" {
		date = w.date
	}
	e.Start, _ = time.Parse("2006-01-02 15:04:05", date+" "+cutSeconds(f["time"]))
	w.connect(e, f)
}

func cutSeconds(s string) string { return s[:min(len(s), 8)] }

// connect puts an exchange with those of the same client and server. A log knows
// no connections.
func (w *w3cReader) connect(e *Exchange, f map[string]string) {
	key := [2]string{clean(f["c-ip"]), clean(first(f["s-ip"], f["s-computername"]))}
	if port := f["s-port"]; port != "" && key[1] != "" {
		key[1] += ":" + clean(port)
	}
	c := w.conns[key]
	if c == nil {
		c = &Connection{Client: key[0], Server: key[1], Start: e.Start}
		w.conns[key] = c
		w.capture.Connections = append(w.capture.Connections, c)
	}
	e.Connection = c
	c.Exchanges = append(c.Exchanges, e)
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// setIIS takes the fields of IIS (its documentation of the W3C log fields).
func (e *Exchange) setIIS(f map[string]string) {
	e.Method = cut(f["cs-method"], 24)
	raw := f["cs-uri-stem"]
	if q := f["cs-uri-query"]; q != "" {
		raw += "?" + q
	}
	e.target(raw, f["cs-host"])
	if e.Host == "" {
		e.Host = clean(first(f["s-computername"], f["s-ip"]))
	}
	e.Proto = f["cs-version"]
	e.Status = number(f["sc-status"])
	e.SubStatus = number(f["sc-substatus"])
	win32, _ := strconv.ParseUint(f["sc-win32-status"], 10, 32)
	e.Log.Win32 = uint32(win32)
	e.Log.User = clean(f["cs-username"])
	e.Log.Agent = cut(strings.ReplaceAll(f["cs(user-agent)"], "+", " "), maxName)
}

// setProxy takes the fields of the web proxy log of ISA Server and TMG.
func (e *Exchange) setProxy(f map[string]string) {
	e.Method = cut(first(f["s-operation"], f["cs-method"]), 24)
	if e.Method == "" && strings.Contains(strings.ToLower(f["cs-protocol"]), "tunnel") {
		e.Method = "CONNECT"
	}
	e.target(first(f["cs-uri"], f["cs-uri-stem"]), f["r-host"])
	if e.Host == "" {
		e.Host, _ = splitHost(f["r-host"])
	}
	e.Absolute = true
	e.Status = number(f["sc-status"])
	if e.Status > 999 {
		e.ProxyCode, e.Status = e.Status, proxyStatus[e.Status]
	}
	e.Log.User = proxyUser(f["cs-username"])
	e.Log.Agent = cut(first(f["c-agent"], f["cs(user-agent)"]), maxName)
	e.Log.Rule = cut(f["rule"], maxName)
}

// proxyStatus is the status that the client gets for a result code.
var proxyStatus = map[int]int{proxyDenied: 502, proxyPortRefused: 502, proxyAuthRequired: 407}

// proxyUser is the user that the proxy knows. It writes "anonymous" for nobody,
// and a question mark behind a name that was not proven.
func proxyUser(s string) string {
	if strings.EqualFold(s, "anonymous") || strings.HasSuffix(s, "(?)") {
		return ""
	}
	return clean(s)
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
