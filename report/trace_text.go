package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"tmgaudit/trace"
)

// TraceText writes a trace result for a person: for each capture the verdicts,
// the worst first, then its connections as ladders.
func TraceText(w io.Writer, r Trace, o Options) error {
	b := bufio.NewWriter(w)
	t := traceReport{textReport{w: b, style: style{o.Color}, width: o.Width}, r}
	if t.width <= 0 {
		t.width = DefaultWidth
	}
	for i := range r.Captures {
		t.capture(&r.Captures[i])
	}
	t.configurations()
	if !o.Quiet {
		fmt.Fprintln(b, t.style.paint(bold, r.Summary().String()))
	}
	return b.Flush()
}

type traceReport struct {
	textReport
	r Trace
}

// Bounds of what is drawn; the JSON form has everything.
const (
	mostVerdicts = 50
	mostLadders  = 30
	mostRungs    = 60
)

// shownVerdicts are the verdicts that are told, the worst.
func shownVerdicts(c TraceCapture) []trace.Verdict {
	return c.Verdicts[:min(len(c.Verdicts), mostVerdicts)]
}

func (t *traceReport) capture(c *TraceCapture) {
	if c.Capture == nil {
		t.headline(Printable(c.Path), t.style.paint(boldRed, "error"), c.Err)
		fmt.Fprintln(t.w)
		return
	}
	fmt.Fprintf(t.w, "%s: %s\n", t.style.paint(bold, Printable(c.Path)), captureWords(c.Capture))
	for _, n := range c.Capture.Notes {
		t.field("note", clip(n, mostMessage))
	}
	fmt.Fprintln(t.w)
	shown := shownVerdicts(*c)
	for _, v := range shown {
		t.verdict(v)
	}
	if left := len(c.Verdicts) - len(shown); left > 0 {
		fmt.Fprintf(t.w, "  %s more, all in the JSON form\n\n", plural(left, "verdict"))
	}
	if len(c.Verdicts) == 0 {
		fmt.Fprintf(t.w, "  no authentication is in this capture, or nothing that can be told of it\n\n")
	}
	t.ladders(c)
}

func (t *traceReport) verdict(v trace.Verdict) {
	fmt.Fprintf(t.w, "%s %s: %s\n", t.style.severity(severityOf(v)), t.style.paint(bold, v.ID), v.Title)
	t.paragraph("  ", "  ", clip(v.Message, mostMessage))
	t.line("proof", proofWords(v.Exchanges))
	if v.Fault() {
		t.field("next", v.Next)
	}
	looked := false
	for _, s := range t.r.Suspects(v) {
		t.suspect(s)
		looked = looked || s.State != SuspectNotLookedFor
	}
	for _, line := range t.r.served(v) {
		t.field("served", line)
	}
	if v.Fault() && len(v.Suspects) > 0 && !looked {
		t.field("export", exportAdvice)
	}
	fmt.Fprintln(t.w)
}

func (t *traceReport) suspect(s TraceSuspect) {
	name := s.Code + " " + s.Slug
	switch s.State {
	case SuspectNotLookedFor:
		t.line("suspect", name)
	case SuspectConfirmed:
		t.line("suspect", name+": "+t.style.paint(boldRed, s.Text))
	default:
		t.line("suspect", name+": "+s.Text)
	}
}

// ladders draws the connections that carry HTTP.
func (t *traceReport) ladders(c *TraceCapture) {
	marks := faultMarks(c.Verdicts)
	drawn, left := 0, 0
	for _, conn := range c.Capture.Connections {
		if len(conn.Exchanges) == 0 {
			continue
		}
		if drawn == mostLadders {
			left++
			continue
		}
		drawn++
		t.ladder(c.Capture, conn, marks)
	}
	if left > 0 {
		fmt.Fprintf(t.w, "  %s more, all in the JSON form\n\n", plural(left, "connection"))
	}
}

// faultMarks are the faults that each exchange proves.
func faultMarks(verdicts []trace.Verdict) map[int]string {
	m := map[int]string{}
	for _, v := range verdicts {
		for _, i := range v.Exchanges {
			if _, there := m[i]; !there && v.Fault() {
				m[i] = v.ID
			}
		}
	}
	return m
}

func (t *traceReport) ladder(c *trace.Capture, conn *trace.Connection, marks map[int]string) {
	fmt.Fprintf(t.w, "  connection %d: %s\n", conn.Index, clip(connectionWords(conn), mostPath))
	for i, e := range conn.Exchanges {
		if i == mostRungs {
			fmt.Fprintf(t.w, "        %s more, all in the JSON form\n", plural(len(conn.Exchanges)-i, "exchange"))
			break
		}
		at := fmt.Sprintf("%9s ", "["+fmt.Sprint(e.Index)+"]")
		below := strings.Repeat(" ", len(at))
		request, credentials := requestLine(e), requestWords(e)
		if both := request + "  [" + credentials + "]"; credentials != "" && utf8.RuneCountInString(both) <= t.rungRoom() {
			request, credentials = both, ""
		}
		t.rungLine(at, t.rung(request, false), t.style.paint(dim, since(c, e)))
		if credentials != "" {
			t.rungLine(below, t.between(credentials), "")
		}
		t.rungLine(below, t.rung(answerWords(e), true), t.style.paint(red, marks[e.Index]))
	}
	fmt.Fprintln(t.w)
}

func (t *traceReport) rungLine(before, rung, note string) {
	fmt.Fprintln(t.w, strings.TrimRight(before+rung+" "+note, " "))
}

// rung is an arrow between the client on the left and the server on the right,
// with words on it.
func (t *traceReport) rung(words string, back bool) string {
	words = t.fit(words)
	line := strings.Repeat("-", t.rungRoom()-utf8.RuneCountInString(words))
	if back {
		return "|<-" + line + " " + words + " --|"
	}
	return "|-- " + words + " " + line + "->|"
}

// between is a line of words between client and server that goes with the rung
// above.
func (t *traceReport) between(words string) string {
	words = t.fit(words)
	return "|   " + words + strings.Repeat(" ", t.rungRoom()-utf8.RuneCountInString(words)) + "   |"
}

// rungRoom is how many characters of words stand on a rung.
func (t *traceReport) rungRoom() int { return max(t.width-40, 38) }

// fit cuts words to the room of a rung.
func (t *traceReport) fit(words string) string {
	words = clip(words, mostPath)
	if room := t.rungRoom(); utf8.RuneCountInString(words) > room {
		words = string([]rune(words)[:room-3]) + "..."
	}
	return words
}

// configurations says what the other files tell.
func (t *traceReport) configurations() {
	for i := range t.r.Exports {
		if f := &t.r.Exports[i]; f.Doc == nil {
			fmt.Fprintln(t.w, f.Err.Line(f.Path))
		}
	}
	for _, c := range t.r.Servers {
		if c.Config == nil {
			t.headline(Printable(c.Path), t.style.paint(boldRed, "error"), c.Err)
			continue
		}
		fmt.Fprintf(t.w, "%s: configuration of %s\n", t.style.paint(bold, Printable(c.Path)), c.Config.Version)
		for _, s := range c.Config.Settings {
			t.field("setting", settingWords(c.Path, s))
		}
		if len(c.Config.Settings) == 0 {
			t.field("setting", iisDefaults)
		}
		t.field("note", iisNote)
		fmt.Fprintln(t.w)
	}
}

func settingWords(path string, s trace.IISSetting) string {
	where := ""
	if s.Path != "" {
		where = fmt.Sprintf(" for %q", clip(s.Path, mostValue))
	}
	return fmt.Sprintf("%s:%d: %s = %s%s: %s", Printable(path), s.Line, s.Name, clip(s.Value, mostValue), where, s.Meaning)
}

// iisDefaults is said of a configuration without settings that matter.
const iisDefaults = "nothing is said of persistent authentication; the defaults hold: NTLM lasts for the connection"

// iisNote keeps two things apart that have one name.
const iisNote = "AuthPersistSingleRequest of IIS is about the connections to this web server (401); IntegratedAuthPersistSingleRequest of ISA Server " +
	"and TMG is about the connections of clients to the proxy or web listener (407, or 401 of a listener). Both are off by default, and either one " +
	"alone makes NTLM clients log on again and again. Only the second breaks NTLM with other sites through the proxy."
