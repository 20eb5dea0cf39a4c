// Package report writes results for people and programs. Each writer is a pure
// view: it takes values and a stream, and knows nothing of files, flags or
// terminals. Nothing it writes can carry a secret or a control character from an
// input.
package report

import (
	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// Run is what is known of a lint run before its first file.
type Run struct {
	Version string          // of the program
	Checks  []*checks.Check // that run
}

// Lint is the result of one lint run.
type Lint struct {
	Version string          // of the program
	Files   []File          // in the order in which they were named
	Checks  []*checks.Check // that ran; nil when only those with findings are known

	Suppressed int // findings that a configuration or a baseline took away
}

// File is the result for one input: a document with its findings, or the reason
// why there is none.
type File struct {
	Path     string // as the user named it, "-" for standard input
	Doc      *schema.Document
	Findings []checks.Finding // by place
	Target   *checks.Target   // what it is to be imported to; nil when nobody asks
	Err      *Unreadable      // set when Doc is nil
}

// Unreadable says why an input gave no document.
type Unreadable struct {
	Message string
	Start   text.Position // Line 0: the reason is no place in the file
	End     text.Position
	Source  *text.File // nil when the bytes could not be decoded
	Span    text.Span  // the place in Source
}

// NewUnreadable says why f is not an export, and where. err is that of
// schema.Parse.
func NewUnreadable(f *text.File, err *schema.Error) *Unreadable {
	u := &Unreadable{Message: err.Msg, Source: f, Span: err.Span}
	u.Start, u.End = f.Range(err.Span)
	if err.Span.Len() > 0 && len(namedSecrets(f.Text(), err.Span, secretReach)) > 0 {
		// The scanner's words quote what it stumbled over.
		u.Message = "the value of a secret property is not well-formed; expected character data with & and < escaped"
	}
	return u
}

// location is the place of a span of the file's document.
func (f *File) location(s text.Span) (start, end text.Position) {
	return f.Doc.File.Range(s)
}

// fixable reports whether the program itself can repair a finding. The output of
// ISAInfo is audited but never corrected.
func (f *File) fixable(found *checks.Finding) bool {
	return found.Fix != nil && found.Fix.Safety != checks.Manual && f.Doc.Kind != schema.KindISAInfo
}

// evidence is the documents that a finding stands on, never nil.
func evidence(f *checks.Finding) []string {
	switch {
	case f.Evidence != nil:
		return f.Evidence
	case f.Check.Evidence != nil:
		return f.Check.Evidence
	}
	return []string{}
}
