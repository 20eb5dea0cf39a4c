package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/policy"
	"tmgaudit/schema"
	"tmgaudit/trace"
)

// traceOf reads and judges captures in testdata of the trace package, or the text
// of one.
func traceOf(t *testing.T, captures ...[2]string) Trace {
	t.Helper()
	r := Trace{Version: "test"}
	for _, c := range captures {
		capture, err := trace.Read(strings.NewReader(c[1]))
		if err != nil {
			r.Captures = append(r.Captures, TraceCapture{Path: c[0], Err: err.Error()})
			continue
		}
		r.Captures = append(r.Captures, TraceCapture{Path: c[0], Capture: capture, Verdicts: trace.Judge(capture)})
	}
	return r
}

func foundingTrace(t *testing.T, name string) Trace {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "trace", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return traceOf(t, [2]string{name, string(b)})
}

// exportOf is an export of the samples with the findings of all checks.
func exportOf(t *testing.T, name string) File {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return checkedExport(t, name, b)
}

func checkedExport(t *testing.T, path string, b []byte) File {
	t.Helper()
	f, err := text.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return File{Path: path, Doc: doc, Findings: checks.Run(doc, checks.All())}
}

// Law: a suspect is the slug of a check, and its severity is one of findings.
func TestSuspectsAreChecks(t *testing.T) {
	for _, k := range trace.Kinds() {
		for _, slug := range k.Suspects {
			if c, ok := checks.ByName(slug); !ok || c.Slug != slug {
				t.Errorf("%s: no check has the slug %q", k.ID, slug)
			}
		}
	}
	if !slices.Equal(trace.Severities(), checks.Severities()) {
		t.Errorf("severities %v; expected %v", trace.Severities(), checks.Severities())
	}
	for slug := range suspectHome {
		if _, ok := checks.ByName(slug); !ok {
			t.Errorf("no check has the slug %q", slug)
		}
	}
}

// Law: a check of a suspect fires in what the report takes for its home; without it
// an export is said to hold nothing of it.
func TestSuspectHomes(t *testing.T) {
	for _, k := range trace.Kinds() {
		for _, slug := range k.Suspects {
			check, _ := checks.ByName(slug)
			home := cmp.Or(suspectHome[slug], "Array")
			bad, _ := checks.Document(check.Bad())
			f := checkedExport(t, "bad.xml", []byte(bad))
			fired := false
			for _, found := range f.Findings {
				_, inside := found.Object.Ancestor(home)
				if found.Check.Slug == slug {
					fired = true
					if !inside && found.Object.Element != home {
						t.Errorf("%s: %s is in no %s", slug, found.Object.Element, home)
					}
				}
			}
			if !fired {
				t.Errorf("%s: the check is silent on its own fragment", slug)
			}
		}
	}
}

// The founding trace with the founding sample is confirmed at its line, in every
// format; with an export without the fault it is ruled out; with one that holds no
// network nothing is said.
func TestFoundingTraceConfirmed(t *testing.T) {
	for _, name := range []string{"founding.har", "founding.txt", "founding.pcap", "founding.pcapng"} {
		r := foundingTrace(t, name)
		tests := []struct {
			export string
			state  TraceState
			text   string
		}{
			{"founding-case.xml", SuspectConfirmed, "confirmed by the export at founding-case.xml:1485:65"},
			{"tmg2010-sp2-default.xml", SuspectRuledOut, "ruled out by the export tmg2010-sp2-default.xml"},
			{"tmg2010-urlsets.xml", SuspectNotInFile, "not in the file tmg2010-urlsets.xml, which holds no Network"},
		}
		for _, tt := range tests {
			r.Exports = []File{exportOf(t, tt.export)}
			s := r.Suspects(r.Captures[0].Verdicts[0])[0]
			if s.Slug != "com-integrated-auth-per-request" || s.State != tt.state || !strings.Contains(s.Text, tt.text) {
				t.Errorf("%s with %s: %s %q", name, tt.export, s.State, s.Text)
			}
			for _, f := range TraceFormats() {
				var b bytes.Buffer
				if err := f.Write(&b, r, Options{Width: 200}); err != nil {
					t.Fatal(err)
				}
				if text := strings.ReplaceAll(b.String(), "\\", ""); !strings.Contains(text, tt.text) {
					t.Errorf("%s with %s as %s: %q is not told", name, tt.export, f.Name, tt.text)
				}
			}
		}
	}
}

// A fault in another network than the client's is told as such.
func TestSuspectElsewhere(t *testing.T) {
	r := foundingTrace(t, "founding.pcap")
	b, err := os.ReadFile("../samples/founding-case.xml")
	if err != nil {
		t.Fatal(err)
	}
	moved := strings.Replace(string(b), ">10.0.0.0<", ">10.200.0.0<", 1)
	r.Exports = []File{checkedExport(t, "moved.xml", []byte(moved))}
	s := r.Suspects(r.Captures[0].Verdicts[0])[0]
	if s.State != SuspectElsewhere || !strings.Contains(s.Text, `there at moved.xml:1485:65 for network "Internal", but 10.1.1.20 is in network`) {
		t.Errorf("%s %q", s.State, s.Text)
	}
}

// The export tells what served the client: its network, the listener there, and the
// rules with their user sets; a log names the rule itself.
func TestTraceServed(t *testing.T) {
	export := exportOf(t, "founding-case.xml")
	const log = "#Software: Microsoft Forefront Threat Management Gateway\n#Fields: c-ip\tcs-username\tcs-uri\tr-host\tsc-status\trule\n"
	tests := []struct{ reason, name, capture, want string }{
		{"packets", "founding.pcap", "", `10.1.1.20 is in network "Internal" at founding-case.xml:1457:6, web proxy listener at line 1484, port 8080
may decide: rule "Web access for Internet Users" at founding-case.xml:2705:6, which allows for "Internet Users"
may decide: rule "Web and FTP for Administrators" at founding-case.xml:2749:6, which allows for "Administrators"
may decide: rule "Default rule" at founding-case.xml:2843:6, which denies for "All Users"`},
		{"no address", "founding.txt", "", ""},
		{"a log", "log", log + "10.1.1.20\tCONTOSO\\bob\thttp://h.example/\th.example\t12209\tWeb access for Internet Users\n",
			`10.1.1.20 is in network "Internal" at founding-case.xml:1457:6, web proxy listener at line 1484, port 8080
the log names rule "Web access for Internet Users" at founding-case.xml:2705:6, which allows for "Internet Users"`},
	}
	for _, tt := range tests {
		r := traceOf(t, [2]string{tt.name, tt.capture})
		if tt.capture == "" {
			r = foundingTrace(t, tt.name)
		}
		r.Exports, r.Policies = []File{export}, map[*schema.Document][]*policy.Model{export.Doc: policy.New(export.Doc)}
		if got := strings.Join(r.served(r.Captures[0].Verdicts[0]), "\n"); got != tt.want {
			t.Errorf("%s:\n%s\nexpected\n%s", tt.reason, got, tt.want)
		}
	}
}

// The page has what tokens say, in messages that open.
func TestTraceHTMLTokens(t *testing.T) {
	var b bytes.Buffer
	if err := TraceHTML(&b, foundingTrace(t, "secure-tunnel.txt"), Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<details>", "    workstation: LABSMOKE3", "    NetBIOS domain name: SPIRIT1B", "    response: NTLMv1 with session security", "NEGOTIATE_EXTENDED_SESSIONSECURITY"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// Many verdicts are cut in what people read, and said to be.
func TestManyVerdicts(t *testing.T) {
	log := "#Software: Microsoft Internet Information Services 6.0\n#Fields: c-ip cs-method cs-uri-stem sc-status sc-substatus\n"
	for i := range mostVerdicts + 7 {
		log += fmt.Sprintf("10.1.2.%d GET /a 401 3\n", i)
	}
	r := traceOf(t, [2]string{"log", log})
	for _, f := range TraceFormats() {
		var b bytes.Buffer
		if err := f.Write(&b, r, Options{}); err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(b.String(), "7 more verdicts") || strings.Contains(b.String(), "7 verdicts more"); told == (f.Name == "json") {
			t.Errorf("%s: told of the rest: %v", f.Name, told)
		}
	}
}

// The JSON form keeps its contract.
func TestTraceJSON(t *testing.T) {
	r := foundingTrace(t, "founding.pcap")
	var b bytes.Buffer
	if err := TraceAsJSON(&b, r, Options{}); err != nil {
		t.Fatal(err)
	}
	var j struct {
		SchemaVersion int `json:"schema_version"`
		Captures      []struct {
			Path        string
			Connections []struct {
				Client, Server string
				Exchanges      []struct {
					Method, URL  string
					Status       int
					RequestAuth  []struct{ Header, Scheme, Token string } `json:"request_auth"`
					ResponseAuth []struct{ Header, Scheme, Token string } `json:"response_auth"`
				}
			}
			Verdicts []struct {
				ID, Severity, Message string
				Exchanges             []int
				Suspects              []string
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &j); err != nil {
		t.Fatal(err)
	}
	c := j.Captures[0]
	e := c.Connections[0].Exchanges[1]
	if j.SchemaVersion != 1 || c.Connections[0].Client != "10.1.1.20:49200" || e.Status != 401 || e.RequestAuth[0].Token != "kerberos" ||
		e.RequestAuth[0].Header != "Proxy-Authorization" || e.RequestAuth[0].Scheme != "Negotiate" || e.ResponseAuth[0].Token != "none" {
		t.Errorf("%+v", c)
	}
	if v := c.Verdicts[0]; v.ID != "per-request-loop" || v.Severity != "critical" || len(v.Exchanges) != 6 || v.Suspects[0] != "com-integrated-auth-per-request" {
		t.Errorf("%+v", v)
	}
	if strings.Contains(b.String(), "null,") && !strings.Contains(b.String(), `"log": null`) {
		t.Error("a list is null")
	}
}

// Law: no writer of traces lets a character through that a terminal acts upon, and
// none lets a capture write HTML or Markdown.
func TestNothingHostileIsWrittenOfTraces(t *testing.T) {
	evil := "\x1b[2J\u202e\u009b<script>alert(1)</script>|`*[x](http://evil)"
	capture := "GET http://h.example/" + "<script>\x1b[2J\u202e HTTP/1.1\nHost: h\nUser-Agent: Java/" + evil +
		"\nAuthorization: Basic " + "PHNjcmlwdD4bWzJKOnB3" + "\n\nHTTP/1.1 407 " + evil + "\nProxy-Authenticate: " + evil + "\nProxy-Authenticate: NTLM\n\n"
	r := traceOf(t, [2]string{"evil\x1b[2J\n\u202e<script>.txt", capture}, [2]string{"bad\x1b<script>", evil})
	if r.Captures[0].Capture == nil || len(r.Captures[0].Verdicts) == 0 || r.Captures[1].Err == "" {
		t.Fatalf("the test does not show what it should: %+v", r)
	}
	r.Servers = []TraceIIS{{Path: "x\x1b<script>", Config: &trace.IISConfig{Version: "IIS 6", Settings: []trace.IISSetting{{Path: evil, Name: "AuthPersistence", Value: evil}}}}}
	for _, f := range TraceFormats() {
		var b bytes.Buffer
		if err := f.Write(&b, r, Options{}); err != nil {
			t.Fatal(err)
		}
		for i, c := range b.String() {
			if c != '\n' && !unicode.IsPrint(c) {
				t.Errorf("%s: %U at %d in %q", f.Name, c, i, around(b.Bytes(), i))
			}
		}
		if f.Name == "html" || f.Name == "markdown" {
			if i := strings.Index(b.String(), "<script"); i >= 0 {
				t.Errorf("%s: a script is in the page: %q", f.Name, around(b.Bytes(), i))
			}
		}
	}
}

func TestTraceText(t *testing.T) {
	r := foundingTrace(t, "founding.txt")
	var b bytes.Buffer
	if err := TraceText(&b, r, Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"founding.txt: http-text, 1 connection, 6 exchanges",
		"critical per-request-loop: ",
		"proof:    exchanges 0-5",
		"suspect:  C001 com-integrated-auth-per-request\n",
		"--config-export FILE",
		"site asks NTLM",
		"1 capture, 6 exchanges, 1 fault",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
	for line := range strings.Lines(b.String()) {
		if len(line) > 160 {
			t.Errorf("a long line: %q", line)
		}
	}
}

// The page says what the text says of files beside the captures.
func TestTraceHTMLNamesOtherFiles(t *testing.T) {
	r := foundingTrace(t, "founding.txt")
	r.Exports = []File{{Path: "gone.xml", Err: &Unreadable{Message: "the file is empty"}}}
	r.Servers = []TraceIIS{{Path: "web.config", Config: &trace.IISConfig{Version: "IIS 7"}}, {Path: "bad.config", Err: "not XML"}}
	var b bytes.Buffer
	if err := TraceHTML(&b, r, Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"gone.xml: error: the file is empty", iisDefaults, "bad.config", "not XML"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestIndexRanges(t *testing.T) {
	tests := []struct {
		in   []int
		want string
	}{{nil, ""}, {[]int{3}, "3"}, {[]int{0, 1, 2, 5}, "0-2, 5"}}
	for _, tt := range tests {
		if got := indexRanges(tt.in); got != tt.want {
			t.Errorf("%v: %q; expected %q", tt.in, got, tt.want)
		}
	}
}
