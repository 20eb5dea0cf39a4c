package report

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"io"

	"tmgaudit/trace"
)

// TraceHTML writes a trace result as one HTML file that needs nothing else: no
// network, no script. Messages open on a click; their secrets were never there.
func TraceHTML(w io.Writer, r Trace, _ Options) error {
	sum := sha256.Sum256([]byte(traceStyle))
	return traceTemplate.Execute(w, traceView{
		Trace:  r,
		Style:  template.CSS(traceStyle),
		Policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
	})
}

type traceView struct {
	Trace
	Style  template.CSS
	Policy string
}

// Rules are the firewall rules that a verdict names, by their place.
func (v traceView) Rules(verdict trace.Verdict) []string { return v.traceRules(verdict) }

// Note is what keeps the property of IIS apart.
func (v traceView) Note() string { return iisNote }

var traceTemplate = template.Must(template.New("trace").Funcs(template.FuncMap{
	"print":      Printable,
	"clip":       func(s string) string { return clip(s, mostMessage) },
	"capture":    captureWords,
	"connection": connectionWords,
	"request":    func(e *trace.Exchange) string { return clip(requestLine(e), mostPath) },
	"sent":       func(e *trace.Exchange) string { return clip(requestWords(e), mostPath) },
	"answer":     func(e *trace.Exchange) string { return clip(answerWords(e), mostPath) },
	"since":      since,
	"ranges":     indexRanges,
	"marks":      faultMarks,
	"setting":    settingWords,
	"shown":      shownExchanges,
	"carrying":   carrying,
	"left":       func(all, shown int) int { return all - shown },
}).Parse(tracePage))

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

const traceStyle = `
body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;color:#222;background:#fff}
h1{font-size:1.4em;overflow-wrap:anywhere}h2{font-size:1.15em}h3{font-size:1em}
.verdict{border-left:.4em solid #888;padding:.1em 1em;margin:1em 0;background:#f6f6f6}
.critical,.high{border-color:#b00020}.medium{border-color:#b36b00}.low{border-color:#0b7285}.info{border-color:#2b7a2b}
.ladder{border-left:2px solid #555;border-right:2px solid #555;margin:1em 0;padding:0}
.ladder li{list-style:none;padding:.1em .8em}.back{text-align:right}
.fault{color:#b00020;font-weight:600}summary{cursor:pointer;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f6f6;padding:.6em}
@media (prefers-color-scheme:dark){body{color:#ddd;background:#161616}.verdict,pre{background:#222}}
@media print{details{display:block}}
`

const tracePage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{.Policy}}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tmgaudit trace</title><style>{{.Style}}</style></head><body>
{{$view := .}}
{{range .Captures}}<h1>{{print .Path}}</h1>
{{if not .Capture}}<p class="fault">{{print .Err}}</p>{{else}}
<p>{{print (capture .Capture)}}</p>
{{range .Capture.Notes}}<p>Note: {{clip .}}</p>{{end}}
{{range .Verdicts}}<section class="verdict {{.Severity}}"><h2>{{.Severity}}: {{.Title}}</h2>
<p>{{clip .Message}}</p>
<ul><li>verdict <code>{{.ID}}</code>, proven by exchanges {{ranges .Exchanges}}</li>
{{if .Fault}}<li>next: {{.Next}}</li>{{end}}
{{range $view.Suspects .}}<li>suspect <code>{{.Slug}}</code> ({{.Code}}){{with .Text}}: {{print .}}{{end}}</li>{{end}}
{{range $view.Rules .}}<li>{{print .}}</li>{{end}}</ul></section>
{{else}}<p>No authentication is in this capture, or nothing that can be told of it.</p>{{end}}
{{$capture := .Capture}}{{$marks := marks .Verdicts}}
{{range carrying .Capture}}<h3>connection {{.Index}}: {{print (connection .)}}</h3>
<ul class="ladder">{{range shown .}}
<li><details><summary>[{{.Index}}] {{request .}}{{with sent .}} <b>{{.}}</b>{{end}} &rarr; <small>{{since $capture .}}</small></summary><pre>{{range .Request}}{{print .Name}}: {{print .Value}}
{{end}}</pre></details></li>
<li class="back"><details><summary>&larr; {{answer .}}{{with index $marks .Index}} <span class="fault">{{.}}</span>{{end}}</summary><pre>{{range .Response}}{{print .Name}}: {{print .Value}}
{{end}}</pre></details></li>{{end}}</ul>
{{with left (len .Exchanges) (len (shown .))}}<p>{{.}} more exchanges are in the JSON form.</p>{{end}}{{end}}
{{end}}{{end}}
{{range $server := .Servers}}<h1>{{print .Path}}</h1>
{{if not .Config}}<p class="fault">{{print .Err}}</p>{{else}}<ul>{{range .Config.Settings}}<li>{{setting $server.Path .}}</li>{{end}}</ul><p>{{$view.Note}}</p>{{end}}{{end}}
<p>{{.Summary}}</p>
</body></html>
`
