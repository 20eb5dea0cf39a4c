package report

import (
	"fmt"
	"strings"

	"tmgaudit/compare"
	"tmgaudit/schema"
)

// hidden reports whether no more can be said of two values than that they differ.
func hidden(c *compare.Change) bool { return c.A.Secret && c.B.Secret && c.A.Present && c.B.Present }

var kindColours = [...]string{compare.Added: green, compare.Removed: red, compare.Changed: yellow, compare.Moved: cyan}

func entryName(c *compare.Change) string {
	if c.Entry == "" {
		return `""`
	}
	return c.Entry
}

// entryValue is the value of a named entry; entries of lists have none but themselves.
func entryValue(c *compare.Change) string {
	s := &c.B
	if c.Kind == compare.Removed {
		s = &c.A
	}
	if s.Value == c.Entry {
		return ""
	}
	return " = " + sideValue(c, s)
}

// briefChange is a change in one line.
func briefChange(s style, c *compare.Change) string {
	line := s.paint(kindColours[c.Kind], c.Kind.String()) + " " + clip(c.Path(), mostPath)
	if c.Property != "" {
		line += " " + c.Property
	}
	if c.IsEntry {
		line += " " + clip(entryName(c), mostValue)
	}
	switch {
	case c.Kind == compare.Moved:
		line += fmt.Sprintf(": %d -> %d", c.A.Position, c.B.Position)
	case hidden(c):
		line += " differs " + schema.Masked
	case c.Kind == compare.Changed:
		line += ": " + comparedValue(c, &c.A) + " -> " + comparedValue(c, &c.B)
	case c.IsEntry:
		line += entryValue(c)
	}
	return line
}

// briefFindings are the findings of a change behind its line.
func briefFindings(s style, c *compare.Change) string {
	var parts []string
	for _, f := range c.Causes() {
		parts = append(parts, s.severity(f.Severity)+" "+f.Check.Code)
	}
	for _, f := range c.Cures() {
		parts = append(parts, "cures "+f.Check.Code)
	}
	if parts == nil {
		return ""
	}
	return " [" + strings.Join(parts, ", ") + "]"
}

var rowColours = map[string]string{"changed": yellow, "missing": red, "entry": green, "moved": cyan}

// briefRow is a row of a grid in one line, with what each document has.
func briefRow(s style, row *compare.Row) string {
	kind := rowKind(row)
	line := s.paint(rowColours[kind], kind) + " " + clip(row.Object().Path(), mostPath)
	if row.Property != "" && !row.Moved {
		line += " " + row.Property
	}
	if row.IsEntry {
		line += " " + clip(entryName(&compare.Change{Entry: row.Entry}), mostValue)
	}
	var cells, found []string
	for i := range row.Cells {
		cell := &row.Cells[i]
		value := column(i) + " " + starred(row, cell)
		if cell.Odd {
			value = s.paint(yellow, value)
		}
		cells = append(cells, value)
		for _, f := range cell.Findings {
			found = append(found, column(i)+" "+s.severity(f.Severity)+" "+f.Check.Code)
		}
	}
	line += ": " + strings.Join(cells, " | ")
	if found != nil {
		line += " [" + strings.Join(found, ", ") + "]"
	}
	return line
}
