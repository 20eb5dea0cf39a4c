package fixer

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// longestPiece bounds the string constants of a script, so that no line comes
// near the limit of the engine.
const longestPiece = 120

// vbString is a string as a VBScript expression: printable ASCII in quotes, which
// are doubled, and everything else by its UTF-16 code unit, joined by &. It has no
// line breaks, so that nothing in s can end the statement it stands in.
func vbString(s string) string {
	return strings.Join(vbPieces(s), " & ")
}

// vbPieces are the parts of a vbString: quoted constants and ChrW calls.
func vbPieces(s string) []string {
	if s == "" {
		return []string{`""`}
	}
	var pieces []string
	var quoted strings.Builder
	flush := func() {
		if quoted.Len() > 0 {
			pieces = append(pieces, `"`+quoted.String()+`"`)
			quoted.Reset()
		}
	}
	for _, unit := range utf16.Encode([]rune(s)) {
		switch {
		case unit == '"':
			quoted.WriteString(`""`)
		case unit >= ' ' && unit <= '~':
			quoted.WriteByte(byte(unit))
		default:
			flush()
			pieces = append(pieces, "ChrW("+strconv.Itoa(int(unit))+")")
		}
		if quoted.Len() >= longestPiece {
			flush()
		}
	}
	flush()
	return pieces
}

// assign are the statements that give a variable a string, in lines of bounded
// length.
func assign(variable, s string) []string {
	var lines []string
	line := variable + " = "
	for i, piece := range vbPieces(s) {
		switch {
		case i == 0:
		case len(line)+len(piece) > 2*longestPiece:
			lines = append(lines, line)
			line = variable + " = " + variable + " & "
		default:
			line += " & "
		}
		line += piece
	}
	return append(lines, line)
}

// longestLabel bounds the names that are only shown.
const longestLabel = 300

// shortened is a name as it is shown, cut when it is very long.
func shortened(s string) string {
	r := []rune(s)
	if len(r) <= longestLabel {
		return s
	}
	return string(r[:longestLabel]) + "..."
}

// commentText is a text that may stand in a comment: letters, digits and a few
// signs. Comments end with their line, which nothing here can do, and a "_" at the
// end would continue them, so it is given back in quotes.
func commentText(s string) string {
	return `"` + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" ._-()", r):
			return r
		}
		return '?'
	}, shortened(s)) + `"`
}
