package report

import (
	"net/url"
	"path/filepath"
	"strings"

	"tmgaudit/internal/lazy"
	"tmgaudit/internal/text"
)

// region is a span of the decoded text, as text and as bytes.
func (f *sarifFile) region(s text.Span) *sarifRegion {
	start, end := f.source.Range(s)
	from, to := f.units.before(s.Start), f.units.before(max(s.Start, s.End))
	length, bytes := to-from, end.Offset-start.Offset
	return &sarifRegion{
		StartLine:   start.Line,
		StartColumn: from - f.lineStart(start.Line) + 1,
		EndLine:     end.Line,
		EndColumn:   to - f.lineStart(end.Line) + 1,
		CharOffset:  &from,
		CharLength:  &length,
		ByteOffset:  &start.Offset,
		ByteLength:  &bytes,
	}
}

// lineStart is the UTF-16 code units before line n.
func (f *sarifFile) lineStart(n int) int {
	line, _ := f.source.Line(n)
	return f.units.before(line.Start)
}

// context is the line that a span stands in, with its source; nil when the line
// is long, holds a secret or what a terminal would act upon, or the span is not in
// one line.
func (f *sarifFile) context(s text.Span) *sarifRegion {
	const longest = 400
	n := f.source.Position(s.Start).Line
	line, ok := f.source.Line(n)
	if !ok || !line.Contains(s) || line.Len() > longest || len(secrets(f.Doc, f.source, line)) > 0 {
		return nil
	}
	source := string(f.source.Text()[line.Start:line.End])
	if shown := strings.ReplaceAll(source, "\t", ""); Printable(shown) != shown {
		return nil
	}
	return &sarifRegion{StartLine: n, Snippet: &sarifContent{Text: source}}
}

// utf16Index counts UTF-16 code units in UTF-8. It makes marks when it is first
// asked and counts from the nearest.
type utf16Index struct {
	text  []byte
	marks []int // units before each block; nil until asked
}

const utf16Block = 4096 // bytes between marks

// before is the code units before an offset, which is at the start of a character
// or at the end.
func (x *utf16Index) before(offset int) int {
	if x.marks == nil {
		units := 0
		for from := 0; from <= len(x.text); from += utf16Block {
			x.marks = append(x.marks, units)
			units += utf16Units(x.text[from:min(from+utf16Block, len(x.text))])
		}
	}
	offset = min(max(offset, 0), len(x.text))
	block := offset / utf16Block
	return x.marks[block] + utf16Units(x.text[block*utf16Block:offset])
}

// utf16Units counts characters by their first bytes, those beyond U+FFFF twice.
func utf16Units(b []byte) int {
	n := 0
	for _, c := range b {
		if c&0xC0 != 0x80 {
			n++
		}
		if c >= 0xF0 {
			n++
		}
	}
	return n
}

// sarifRoot names the directory against which relative paths are read. GitHub
// takes it for the root of the repository.
const sarifRoot = "%SRCROOT%"

func newArtifactLocation(path string, i int) sarifArtifactLocation {
	uri, absolute := fileURI(path)
	l := sarifArtifactLocation{URI: uri, Index: i}
	if !absolute {
		l.Base = sarifRoot
	}
	return l
}

// fileURI is a path as a URI: a relative reference, or file:// for an absolute
// path of Unix, a drive or a share.
func fileURI(path string) (uri string, absolute bool) {
	path = slashed(path)
	switch {
	case strings.HasPrefix(path, "//"):
		return "file:" + escapePath(path), true
	case strings.HasPrefix(path, "/"):
		return "file://" + escapePath(path), true
	case drive().MatchString(path):
		return "file:///" + path[:2] + escapePath(path[2:]), true
	}
	return escapePath(strings.TrimPrefix(path, "./")), false
}

var (
	drive       = lazy.Regexp(`^[A-Za-z]:/`)
	windowsPath = lazy.Regexp(`^([A-Za-z]:\\|\\\\[^\\])`)
)

// slashed is a path with the slashes of a URI, also one of Windows that is read
// elsewhere.
func slashed(path string) string {
	if windowsPath().MatchString(path) {
		return strings.ReplaceAll(path, `\`, "/")
	}
	return filepath.ToSlash(path)
}

// escapePath escapes all but slashes. A colon in the first segment would end the
// scheme of a URI.
func escapePath(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		segments[i] = strings.ReplaceAll(url.PathEscape(s), ":", "%3A")
	}
	return strings.Join(segments, "/")
}
