package report

import (
	_ "embed" // the template and its style
	"html/template"
	"io"

	"tmgaudit/trace"
)

var (
	//go:embed templates/trace.html
	tracePage string
	//go:embed templates/trace.css
	traceStyle string
)

// TraceHTML writes a trace result as one HTML file that needs nothing else: no
// network, no script. Each connection is a ladder of messages, which open on a
// click; their secrets were never there.
func TraceHTML(w io.Writer, r Trace, _ Options) error {
	title := plural(len(r.Captures), "capture")
	if len(r.Captures) == 1 {
		title = clip(baseName(r.Captures[0].Path), mostValue)
	}
	return traceTemplate().Execute(w, traceView{r, newPage(title, r.Version, traceStyle)})
}

type traceView struct {
	Trace
	Page page
}

// judgedView is a verdict with what the exports say of it.
type judgedView struct {
	Verdict  trace.Verdict
	Suspects []TraceSuspect
	Served   []string // what of the exports served the client
}

// Judged are the verdicts of a capture that are told.
func (v traceView) Judged(c TraceCapture) []judgedView {
	var list []judgedView
	for _, verdict := range shownVerdicts(c) {
		list = append(list, judgedView{verdict, v.Suspects(verdict), v.served(verdict)})
	}
	return list
}

// messageView is a message that opens: its fields, and what its tokens say.
type messageView struct {
	Fields  []trace.Header
	Details []string
}

// Note is what keeps the property of IIS apart.
func (v traceView) Note() string { return iisNote }

// Defaults is what holds where a configuration of IIS has no settings.
func (v traceView) Defaults() string { return iisDefaults }

var traceTemplate = pageTemplate("trace", tracePage, template.FuncMap{
	"print":      Printable,
	"clip":       func(s string) string { return clip(s, mostMessage) },
	"capture":    captureWords,
	"connection": connectionWords,
	"client":     func(c *trace.Connection) string { return orUnknown(c.Client, "client") },
	"server":     func(c *trace.Connection) string { return orUnknown(c.Server, "server") },
	"request":    func(e *trace.Exchange) string { return clip(requestLine(e), mostPath) },
	"sent":       func(e *trace.Exchange) string { return clip(requestWords(e), mostPath) },
	"answer":     func(e *trace.Exchange) string { return clip(answerWords(e), mostPath) },
	"since":      since,
	"proof":      proofWords,
	"confirmed":  func(s TraceSuspect) bool { return s.State == SuspectConfirmed },
	"asked":      func(e *trace.Exchange) messageView { return messageView{e.Request, tokenDetails(e.RequestAuth)} },
	"answered":   func(e *trace.Exchange) messageView { return messageView{e.Response, tokenDetails(e.ResponseAuth)} },
	"marks":      faultMarks,
	"setting":    settingWords,
	"shown":      shownExchanges,
	"carrying":   carrying,
	"left":       func(all, shown int) int { return all - shown },
})

// shownExchanges are those of a connection that are drawn.
func shownExchanges(c *trace.Connection) []*trace.Exchange {
	return c.Exchanges[:min(len(c.Exchanges), mostRungs)]
}

// carrying are the connections with HTTP that are drawn.
func carrying(c *trace.Capture) []*trace.Connection {
	var list []*trace.Connection
	for _, conn := range c.Connections {
		if len(conn.Exchanges) > 0 && len(list) < mostLadders {
			list = append(list, conn)
		}
	}
	return list
}
