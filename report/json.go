package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// LintSchemaVersion is the version of the JSON form of lint results. Additions
// do not change it; there are no removals.
const LintSchemaVersion = 1

// LintJSON is a lint result as JSON, indented, with a newline at its end.
type LintJSON struct {
	SchemaVersion int         `json:"schema_version"`
	Tool          ToolJSON    `json:"tool"`
	Files         []FileJSON  `json:"files"`
	Summary       SummaryJSON `json:"summary"`
}

// ToolJSON names the program that wrote the result.
type ToolJSON struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// FileJSON is one input. Where it could not be read, Kind, Product, Build and,
// if it could not even be decoded, Encoding and Newline are "", Findings is
// empty, and Problems holds the reason.
type FileJSON struct {
	Path     string        `json:"path"`             // as the user named it
	Kind     string        `json:"kind"`             // array, enterprise, object, collection or isainfo
	Product  string        `json:"product"`          // "TMG 2010 SP2", "" when unknown
	Build    string        `json:"build"`            // as in the file, "" when missing
	Encoding string        `json:"encoding"`         // IANA name in lower case
	Newline  string        `json:"newline"`          // none, lf, crlf, cr or mixed
	Findings []FindingJSON `json:"findings"`         // by place
	Problems []ProblemJSON `json:"problems"`         // by place
	Import   *ImportJSON   `json:"import,omitempty"` // where a target is named
}

// FindingJSON is a finding. Secrets are masked.
type FindingJSON struct {
	Check    string        `json:"check"` // slug
	Code     string        `json:"code"`
	Severity string        `json:"severity"` // critical, high, medium, low or info
	Message  string        `json:"message"`
	Object   string        `json:"object"`   // path in names that a console user knows
	Class    string        `json:"class"`    // COM class, "" when unknown
	Property string        `json:"property"` // storage name, "" for the object itself
	Value    string        `json:"value"`    // as found, "" when there is none
	Expected string        `json:"expected"` // "" when no value is expected
	Location *LocationJSON `json:"location"` // of the value
	Fix      *FixJSON      `json:"fix"`      // null when there is none
	Evidence []string      `json:"evidence"`
	Related  []RelatedJSON `json:"related"`
	HRESULT  string        `json:"hresult,omitempty"` // that an import stops with
}

// FixJSON says how a finding can be repaired.
type FixJSON struct {
	Safety string `json:"safety"` // safe, unsafe or manual
	Title  string `json:"title"`
}

// RelatedJSON is another place that a finding speaks of.
type RelatedJSON struct {
	Message  string        `json:"message"`
	Object   string        `json:"object"`
	Location *LocationJSON `json:"location"`
}

// ProblemJSON is a deviation from the form of an export, or the reason why an
// input could not be read; Location is null where that is no place in it.
type ProblemJSON struct {
	Severity string        `json:"severity"` // error or warning
	Message  string        `json:"message"`
	Location *LocationJSON `json:"location"`
}

// LocationJSON is a place in a file. Lines and columns count from 1, columns in
// characters; the end is the position after the last character. Offset and
// Length count bytes of the file as it is on disk, Offset from 0.
type LocationJSON struct {
	Line      int `json:"line"`
	Column    int `json:"column"`
	EndLine   int `json:"end_line"`
	EndColumn int `json:"end_column"`
	Offset    int `json:"offset"`
	Length    int `json:"length"`
}

// SummaryJSON counts. Files includes those that could not be read; Fixable are
// the findings that the program can repair, safely or not.
type SummaryJSON struct {
	Files    int `json:"files"`
	Findings int `json:"findings"`
	Critical int `json:"critical"`
	High     int `json:"high"`
	Medium   int `json:"medium"`
	Low      int `json:"low"`
	Info     int `json:"info"`
	Fixable  int `json:"fixable"`

	Suppressed int `json:"suppressed"` // by a configuration or a baseline
}

// JSON writes the result as LintJSON.
func JSON(w io.Writer, r Lint, o Options) error { return atOnce(openJSON, w, r, o) }

// writeJSON writes v indented, with a newline at its end.
func writeJSON(w io.Writer, v any) error {
	s, err := jsonText(v, "")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, s+"\n")
	return err
}

// jsonText is v as JSON in lines, those after the first behind an indentation.
func jsonText(v any, indent string) (string, error) { return encodedJSON(v, indent, "  ") }

// encodedJSON is v as JSON without a newline at its end, with nothing that a
// terminal would act upon; in one line where step is "".
func encodedJSON(v any, indent, step string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(indent, step)
	if err := e.Encode(v); err != nil {
		return "", fmt.Errorf("write JSON: %w", err)
	}
	return splitHashes(string(escapeInvisible(bytes.TrimSuffix(b.Bytes(), []byte("\n")))), `\u0023`), nil
}

// escapeInvisible writes the characters that a terminal would act upon as
// escapes, which mean the same to a reader of JSON. encoding/json escapes those
// below space only. Outside ASCII, JSON holds nothing but strings.
func escapeInvisible(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r < 0x7F || unicode.IsPrint(r) {
			out = append(out, b[:n]...)
		} else {
			for _, unit := range utf16.Encode([]rune{r}) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
		}
		b = b[n:]
	}
	return out
}
