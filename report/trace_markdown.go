package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"tmgaudit/trace"
)

// TraceMarkdown writes a trace result as Markdown, for a ticket: verdicts, then
// the exchanges as a table.
func TraceMarkdown(w io.Writer, r Trace, _ Options) error {
	b := bufio.NewWriter(w)
	m := traceMarkdown{b, r}
	for i := range r.Captures {
		m.capture(&r.Captures[i])
	}
	for _, s := range r.Servers {
		m.server(s)
	}
	fmt.Fprintf(b, "%s\n", mdText(r.Summary().String()))
	return b.Flush()
}

type traceMarkdown struct {
	w *bufio.Writer
	r Trace
}

func (m traceMarkdown) capture(c *TraceCapture) {
	fmt.Fprintf(m.w, "# %s\n\n", mdText(c.Path))
	if c.Capture == nil {
		fmt.Fprintf(m.w, "Could not be read: %s\n\n", mdText(c.Err))
		return
	}
	fmt.Fprintf(m.w, "%s\n\n", mdText(captureWords(c.Capture)))
	for _, n := range c.Capture.Notes {
		fmt.Fprintf(m.w, "- note: %s\n", mdText(clip(n, mostMessage)))
	}
	shown := shownVerdicts(*c)
	for _, v := range shown {
		m.verdict(v)
	}
	if left := len(c.Verdicts) - len(shown); left > 0 {
		fmt.Fprintf(m.w, "\n%s more, all in the JSON form.\n", plural(left, "verdict"))
	}
	m.exchanges(c)
}

func (m traceMarkdown) verdict(v trace.Verdict) {
	fmt.Fprintf(m.w, "\n## %s: %s\n\n%s\n\n", v.Severity, mdText(v.Title), mdText(clip(v.Message, mostMessage)))
	fmt.Fprintf(m.w, "- verdict: `%s`\n- proof: %s\n", v.ID, proofWords(v.Exchanges))
	if v.Fault() {
		fmt.Fprintf(m.w, "- next: %s\n", mdText(v.Next))
	}
	for _, s := range m.r.Suspects(v) {
		fmt.Fprintf(m.w, "- suspect: `%s` %s", s.Slug, s.Code)
		if s.Text != "" {
			fmt.Fprintf(m.w, ": %s", mdText(s.Text))
		}
		fmt.Fprintln(m.w)
	}
	for _, line := range m.r.served(v) {
		fmt.Fprintf(m.w, "- %s\n", mdText(line))
	}
}

func (m traceMarkdown) exchanges(c *TraceCapture) {
	marks := faultMarks(c.Verdicts)
	fmt.Fprintf(m.w, "\n| # | connection | request | credentials | answer | verdict |\n| --- | --- | --- | --- | --- | --- |\n")
	for i, e := range c.Capture.Exchanges {
		if i == mostLadders*mostRungs {
			fmt.Fprintf(m.w, "\n%s more, all in the JSON form.\n", plural(len(c.Capture.Exchanges)-i, "exchange"))
			break
		}
		fmt.Fprintf(m.w, "| %d | %d | %s | %s | %s | %s |\n", e.Index, e.Connection.Index, mdText(clip(requestLine(e), mostValue)),
			mdText(clip(requestWords(e), mostValue)), mdText(clip(answerWords(e), mostValue)), marks[e.Index])
	}
	fmt.Fprintln(m.w)
}

func (m traceMarkdown) server(s TraceIIS) {
	fmt.Fprintf(m.w, "# %s\n\n", mdText(s.Path))
	if s.Config == nil {
		fmt.Fprintf(m.w, "Could not be read: %s\n\n", mdText(s.Err))
		return
	}
	for _, v := range s.Config.Settings {
		fmt.Fprintf(m.w, "- %s\n", mdText(settingWords(s.Path, v)))
	}
	fmt.Fprintf(m.w, "\n%s\n\n", mdText(iisNote))
}

// mdEscapes take their meaning from what Markdown and the HTML in it act upon.
var mdEscapes = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"|", `\|`, "#", `\#`, "!", `\!`, "~", `\~`, "://", ":&#47;&#47;", "@", "&#64;")

// mdText is text that Markdown shows as it is, on one line.
func mdText(s string) string { return mdEscapes.Replace(Printable(s)) }
