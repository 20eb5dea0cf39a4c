package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"tmgaudit/internal/lazy"
)

// Printable is s with everything that a terminal would act upon written as an
// escape: control characters, changes of the direction of text, invisible
// characters, bytes that are not UTF-8. What a build server would take for a
// command of its own is broken up as well: the agents of Azure and the older ones
// of GitHub look for "##vso[" and "##[" anywhere in a line of output, the newer ones
// for "::word::" at its start, where any cell of a table may stand.
func Printable(s string) string {
	s = splitHashes(visibleText(s), `\x23`)
	if !strings.Contains(s, "::") {
		return s
	}
	return workflowCommand().ReplaceAllString(s, `\x3a$1`)
}

var workflowCommand = lazy.Regexp(`:(:[A-Za-z_-]+(?: |::))`)

func visibleText(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[0])
		} else {
			b.WriteString(visible(r))
		}
		s = s[n:]
	}
	return b.String()
}

// splitHashes writes the second of two number signs, and every further one, as
// escape. Marks between them, which a comparison of words may pass over, do not
// keep them apart.
func splitHashes(s, escape string) string {
	if strings.Count(s, "#") < 2 {
		return s
	}
	var b strings.Builder
	after := false
	for _, r := range s {
		switch {
		case r == '#' && after:
			b.WriteString(escape)
			continue
		case r == '#':
			after = true
		case !unicode.Is(unicode.M, r):
			after = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plain reports whether s is printable ASCII, as nearly everything is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// visible is a character as itself when it can be seen, else as an escape.
func visible(r rune) string {
	switch {
	case unicode.IsPrint(r):
		return string(r)
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xFFFF:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// clip cuts s to about most characters, for one line of a report, and makes it
// printable. The result keeps nothing else in memory: a value of an export is a
// part of the whole file.
func clip(s string, most int) string {
	if len(s) <= most {
		return strings.Clone(Printable(s))
	}
	n := 0
	for i := range s {
		if n == most {
			return Printable(s[:i]) + fmt.Sprintf("... (%d characters)", utf8.RuneCountInString(s))
		}
		n++
	}
	return strings.Clone(Printable(s))
}

// Lengths to which a report for people cuts what comes from an input.
const (
	mostValue   = 160
	mostMessage = 600
	mostPath    = 400
)

// mostRelated is how many related places of a finding a report for people names.
const mostRelated = 8
