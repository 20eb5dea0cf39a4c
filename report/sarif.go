package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// openSARIF writes the result as a SARIF 2.1.0 log with one run: the checks that ran
// as rules, the findings as results with fixes to apply, the files as artifacts;
// unreadable inputs and problems with the form of a file are notifications.
//
// Columns and character offsets count UTF-16 code units, a byte order mark not
// among them; byte offsets count the file as it is on disk. Text is printable,
// except where it must be the file's own: in snippets, which are left out
// otherwise, and in what a fix inserts.
//
// Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
func openSARIF(w io.Writer, r Run, _ Options) Stream {
	return &sarifStream{w: w, sarifLogger: newSARIF(r), next: "\n        "}
}

// sarifStream is a log being written: results go out with their file, and what the
// log says of the whole run follows them.
type sarifStream struct {
	*sarifLogger
	w    io.Writer
	open bool   // the head is written
	next string // stands before the next result
}

// emptyResults are the results of a log without any, as they stand in it. A string
// cannot look like it, for quotes in strings are escaped.
const emptyResults = `
      "results": []`

// around is what stands in the log before its results and after them.
func (s *sarifStream) around() (head, tail string, err error) {
	text, err := jsonText(s.log(), "")
	head, tail, _ = strings.Cut(text, emptyResults)
	return head + strings.TrimSuffix(emptyResults, "]"), tail + "\n", err
}

func (s *sarifStream) Add(file *File) error {
	for _, r := range s.add(file) {
		text, err := jsonText(r, "        ")
		if err == nil {
			err = s.start()
		}
		if err == nil {
			_, err = io.WriteString(s.w, s.next+text)
		}
		if err != nil {
			return err
		}
		s.next = ",\n        "
	}
	return nil
}

// start writes the head, once.
func (s *sarifStream) start() error {
	if s.open {
		return nil
	}
	s.open = true
	head, _, err := s.around()
	if err == nil {
		_, err = io.WriteString(s.w, head)
	}
	return err
}

func (s *sarifStream) Close(Summary) error {
	end := "]"
	if s.open {
		end = "\n      ]"
	}
	err := s.start()
	if err != nil {
		return err
	}
	_, tail, err := s.around()
	if err == nil {
		_, err = io.WriteString(s.w, end+tail)
	}
	return err
}

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// sarifLogger collects what a log says besides its results.
type sarifLogger struct {
	run        sarifRun
	rules      map[*checks.Check]int
	invocation sarifInvocation
}

func newSARIF(r Run) *sarifLogger {
	l := &sarifLogger{
		run: sarifRun{
			Tool:             sarifTool{sarifDriver{Name: "tmgaudit", Version: r.Version, Rules: make([]sarifRule, len(r.Checks))}},
			ColumnKind:       "utf16CodeUnits",
			NewlineSequences: []string{"\r\n", "\n", "\r"},
			Artifacts:        []sarifArtifact{},
			Results:          []sarifResult{},
			BaseIDs:          map[string]sarifBase{sarifRoot: {sarifMessage{Text: "the directory in which tmgaudit ran"}}},
		},
		rules:      map[*checks.Check]int{},
		invocation: sarifInvocation{Successful: true},
	}
	for i, c := range r.Checks {
		l.run.Tool.Driver.Rules[i] = newSARIFRule(c)
		l.rules[c] = i
	}
	return l
}

// add notes a file and returns its results.
func (l *sarifLogger) add(file *File) []sarifResult {
	f := newSARIFFile(file, len(l.run.Artifacts))
	l.run.Artifacts = append(l.run.Artifacts, f.artifact())
	l.invocation.Successful = l.invocation.Successful && f.Doc != nil
	l.invocation.Notifications = append(l.invocation.Notifications, f.notifications()...)
	return f.results(l.rules)
}

func (l *sarifLogger) log() sarifLog {
	l.run.Invocations = []sarifInvocation{l.invocation}
	return sarifLog{sarifSchema, "2.1.0", []sarifRun{l.run}}
}

// checksOf is the checks that ran, then those that have findings though they are
// not said to have run, by code.
func checksOf(r Lint) []*checks.Check {
	list := slices.Clone(r.Checks)
	seen := map[*checks.Check]bool{}
	for _, c := range list {
		seen[c] = true
	}
	for i := range r.Files {
		for j := range r.Files[i].Findings {
			if c := r.Files[i].Findings[j].Check; !seen[c] {
				seen[c] = true
				list = append(list, c)
			}
		}
	}
	slices.SortFunc(list[len(r.Checks):], func(a, b *checks.Check) int { return cmp.Compare(a.Code, b.Code) })
	return list
}

// sarifFile is a file with what SARIF counts differently.
type sarifFile struct {
	*File
	location sarifArtifactLocation
	source   *text.File // nil when the bytes could not be decoded
	units    *utf16Index
}

func newSARIFFile(f *File, i int) *sarifFile {
	s := &sarifFile{File: f, location: newArtifactLocation(f.Path, i)}
	if f.Doc != nil {
		s.source = f.Doc.File
	} else {
		s.source = f.Err.Source
	}
	if s.source != nil {
		s.units = &utf16Index{text: s.source.Text()}
	}
	return s
}

func (f *sarifFile) artifact() sarifArtifact {
	a := sarifArtifact{Location: f.location, Roles: []string{"analysisTarget"}}
	if f.Path == stdin {
		a.Description = &sarifMessage{Text: "standard input"}
	}
	if f.source != nil {
		sum := sha256.Sum256(f.source.Disk())
		n := len(f.source.Disk())
		a.Length, a.Encoding, a.Hashes = &n, ianaName(f.source.Encoding()), map[string]string{"sha-256": hex.EncodeToString(sum[:])}
	}
	return a
}

// ianaName is the preferred name of an encoding, whose case counts in SARIF.
func ianaName(encoding string) string {
	if strings.HasPrefix(encoding, "windows-") {
		return encoding
	}
	return strings.ToUpper(encoding)
}

// notifications say why the file could not be read, or what is wrong with its
// form.
func (f *sarifFile) notifications() []sarifNotification {
	if f.Doc == nil {
		var region *sarifRegion
		switch {
		case f.Err.Start.Line > 0 && f.source != nil:
			region = f.region(f.Err.Span)
		case f.Err.Start.Line > 0:
			region = &sarifRegion{StartLine: f.Err.Start.Line}
		}
		return []sarifNotification{{"error", sarifText(f.Err.Message), []sarifLocation{f.place(region)}}}
	}
	list := make([]sarifNotification, len(f.Doc.Problems))
	for i, p := range f.Doc.Problems {
		level := "warning"
		if p.Severity == schema.ProblemError {
			level = "error"
		}
		list[i] = sarifNotification{level, sarifText(p.Message), []sarifLocation{f.place(f.region(p.Span))}}
	}
	return list
}
