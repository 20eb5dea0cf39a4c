package report

import (
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"

	"tmgaudit/fixer"
	"tmgaudit/schema"
)

// changeViews shows changes by object, in the order of the file.
func changeViews(list []fixer.Change) []objectChanges {
	var views []objectChanges
	at := map[*schema.Object]int{}
	for i := range list {
		c := &list[i]
		n, known := at[c.Object]
		if !known {
			n, at[c.Object] = len(views), len(views)
			views = append(views, objectChanges{Object: clip(c.Object.Path(), mostPath), Class: className(c.Object)})
		}
		views[n].Changes = append(views[n].Changes, newChangeView(c))
	}
	return views
}

func newChangeView(c *fixer.Change) changeView {
	v := changeView{Property: clip(c.Field(), mostValue)}
	switch c.Kind {
	case fixer.PropertyAdded:
		v.Before, v.After = nil, whole(c.After)
		v.Note = absentNote(c)
		return v
	case fixer.ObjectRemoved:
		v.Before, v.Note = whole(c.Before), "the object is removed"
		return v
	case fixer.TypeSet:
		v.Note = "the data type changes (dt:dt), the value stays"
	case fixer.SourceEdited:
		v.Note = "the text of the file changes"
	}
	v.Before, v.After = highlighted(c.Before, c.After)
	if v.Note == "" {
		v.Note = meaning(c)
	}
	return v
}

// absentNote says what the absence of a property means.
func absentNote(c *fixer.Change) string {
	com := c.Stored().COM()
	if com == nil || !com.HasStoredDefault() {
		return "it was absent; its default is not known"
	}
	if com.StoredDefault == "" {
		return "it was absent, which means the documented default, an empty value"
	}
	return "it was absent, which means the documented default, " + com.StoredDefault
}

// meaning says what the numbers of an enumeration stand for, and which value is
// the documented default.
func meaning(c *fixer.Change) string {
	com := c.Stored().COM()
	if com == nil || c.Parameter != "" {
		return ""
	}
	var notes []string
	if e, ok := com.Enum(); ok {
		for _, m := range e.Members {
			if n, ok := c.Stored().Int(); ok && n == m.Value {
				notes = append(notes, m.Name)
				break
			}
		}
	}
	if com.HasStoredDefault() && com.StoredDefault == c.After {
		notes = append(notes, "the documented default")
	}
	return strings.Join(notes, ", ")
}

func whole(s string) []part {
	if s == "" {
		return []part{{Text: "(empty)"}}
	}
	return []part{{clip(s, mostValue), true}}
}

// shortValue is the length up to which a value is marked as a whole: in a number
// or a word, marked letters tell nothing.
const shortValue = 16

// highlighted marks what differs between two values. Short ones are marked, and
// very long ones cut, as a whole.
func highlighted(before, after string) (a, b []part) {
	if min(len(before), len(after)) <= shortValue || len(before)+len(after) > mostMessage {
		return whole(before), whole(after)
	}
	for _, p := range changedParts(before, after) {
		piece := part{Printable(p.Text), p.Type != diffmatchpatch.DiffEqual}
		if p.Type != diffmatchpatch.DiffInsert {
			a = appendPart(a, piece)
		}
		if p.Type != diffmatchpatch.DiffDelete {
			b = appendPart(b, piece)
		}
	}
	return a, b
}

// appendPart joins a part to one of the same kind.
func appendPart(list []part, p part) []part {
	if n := len(list) - 1; n >= 0 && list[n].Changed == p.Changed {
		list[n].Text += p.Text
		return list
	}
	return append(list, p)
}

// restarts are the changes of which the documentation says that a service must
// be started again, and those of which it says nothing.
func restarts(b *fixer.Bundle) (known []restart, unknown []string) {
	remedies := restartRemedies(b.Plan)
	seen := map[string]bool{}
	for i := range b.Changes {
		c := &b.Changes[i]
		name := clip(c.Object.Path(), mostPath)
		if f := c.Field(); f != "" {
			name += "/" + clip(f, mostValue)
		}
		if seen[name] {
			continue
		}
		seen[name] = true
		com := c.Stored().COM()
		remedy := remedies[changedPlace{c.Object.StoragePath(), c.Property}]
		switch {
		case com != nil && c.Parameter == "" && speaksOfRestart(com.Note):
			known = append(known, restart{name, com.Note, com.Source})
		case remedy != "":
			known = append(known, restart{Property: name, Note: remedy})
		default:
			unknown = append(unknown, name)
		}
	}
	return known, unknown
}

// changedPlace is a property in any version of a document.
type changedPlace struct{ object, property string }

// restartRemedies are the remedies of applied fixes that speak of a restart, by
// what they changed.
func restartRemedies(p *fixer.Plan) map[changedPlace]string {
	remedies := map[changedPlace]string{}
	for i := range p.Outcomes {
		f := p.Outcomes[i].Finding
		if f != nil && p.Outcomes[i].Status == fixer.Applied && speaksOfRestart(f.Check.Remedy) {
			remedies[changedPlace{f.Object.StoragePath(), f.Property}] = f.Check.Remedy
		}
	}
	return remedies
}

func speaksOfRestart(s string) bool { return strings.Contains(strings.ToLower(s), "restart") }
