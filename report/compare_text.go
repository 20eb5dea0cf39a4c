package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"

	"tmgaudit/checks"
	"tmgaudit/compare"
	"tmgaudit/schema"
)

// CompareText writes a comparison for a person: the changes by object, the worst
// first, each with both values, what is documented about the property, and the
// findings that come and go with it. What does not count follows in short.
func CompareText(w io.Writer, r Compare, o CompareOptions) error {
	b := bufio.NewWriter(w)
	if r.Grid != nil {
		compareGridText(b, r, o)
		return b.Flush()
	}
	t := compareReport{comparedText: newComparedText(b, o.Options), r: &r}
	if o.Brief {
		t.brief()
	} else {
		t.full()
	}
	if !o.Quiet {
		t.end()
	}
	return b.Flush()
}

type compareReport struct {
	comparedText
	r *Compare
}

func (t *compareReport) brief() {
	for i := range t.r.Result.Changes {
		c := &t.r.Result.Changes[i]
		fmt.Fprintln(t.w, briefChange(t.style, c)+briefFindings(t.style, c))
	}
}

func (t *compareReport) full() {
	t.head("A", 0, t.r.Result.A)
	t.head("B", 1, t.r.Result.B)
	if only := comparedOnly(&t.r.Result.Scope); only != "" {
		t.paragraph("", "", only+notHeld)
	}
	fmt.Fprintln(t.w)
	list := t.r.Result.Changes
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].Object() == list[0].Object() {
			n++
		}
		t.object(list[:n])
		list = list[n:]
	}
	t.loose("findings that B has, and no single difference explains", t.r.Result.Causes)
	t.loose("findings that only A has, and no single difference explains", t.r.Result.Cures)
	t.defaults()
	t.apart()
}

// head names a document.
func (t *compareReport) head(side string, i int, doc *schema.Document) {
	what := string(doc.Kind)
	if doc.Product.Name != "" {
		what += ", " + doc.Product.Name
	}
	if doc.Product.Build != "" {
		what += ", build " + clip(doc.Product.Build, mostValue)
	}
	t.fact("", "   ", fmt.Sprintf("%s %s (%s)", t.style.paint(bold, side+":"), Printable(t.r.Paths[i]), what))
}

// object writes the changes of one object below its path.
func (t *compareReport) object(list []compare.Change) {
	t.fact("", "    ", t.style.paint(bold, comparedPath(&list[0])))
	for i := range list {
		t.change(&list[i])
	}
	fmt.Fprintln(t.w)
}

func (t *compareReport) change(c *compare.Change) {
	switch {
	case c.Kind == compare.Moved:
		fmt.Fprintf(t.w, "  %s from place %d to %d\n", t.kind(c.Kind), c.A.Position, c.B.Position)
	case c.IsEntry && c.Kind != compare.Changed:
		fmt.Fprintf(t.w, "  %s %s: %s%s\n", t.kind(c.Kind), c.Property, clip(entryName(c), mostValue), entryValue(c))
	case c.Property == "":
		fmt.Fprintf(t.w, "  %s\n", t.kind(c.Kind))
	default:
		t.property(c)
	}
	t.where(c)
	t.findings("cause", c.Causes())
	t.findings("cures", c.Cures())
}

// property writes a changed value with what is documented about it.
func (t *compareReport) property(c *compare.Change) {
	name := c.Property
	if c.IsEntry {
		name += ": " + clip(c.Entry, mostValue)
	}
	if c.Renamed() {
		name += " (renamed)"
	}
	fmt.Fprintf(t.w, "  %s\n", t.style.paint(bold, name))
	if hidden(c) {
		fmt.Fprintf(t.w, "    differs %s\n", schema.Masked)
	} else {
		a, b := t.values(c)
		fmt.Fprintf(t.w, "    A: %s\n    B: %s\n", a, b)
	}
	if about := aboutProperty(c); about != "" {
		t.fact("    ", "    ", t.style.paint(dim, about))
	}
}

// values are both values, with what differs inside them painted.
func (t *compareReport) values(c *compare.Change) (a, b string) {
	a, b = comparedValue(c, &c.A), comparedValue(c, &c.B)
	if !c.A.Present || !c.B.Present || c.A.Secret || c.B.Secret || len(a) < 8 || len(b) < 8 {
		return t.style.paint(red, a), t.style.paint(green, b)
	}
	var left, right strings.Builder
	for _, d := range changedParts(a, b) {
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			left.WriteString(t.style.paint(red, d.Text))
		case diffmatchpatch.DiffInsert:
			right.WriteString(t.style.paint(green, d.Text))
		default:
			left.WriteString(d.Text)
			right.WriteString(d.Text)
		}
	}
	return left.String(), right.String()
}

// aboutProperty is the documented default, and whether a console sets it.
func aboutProperty(c *compare.Change) string {
	if c.COM == nil || c.IsEntry {
		return ""
	}
	var parts []string
	if c.COM.HasStoredDefault() {
		v := enumValue(c, c.COM.StoredDefault)
		if v == "" {
			v = "empty"
		}
		parts = append(parts, "default "+v)
	}
	if c.ScriptOnly() {
		parts = append(parts, "no console sets it, only a script or an import")
	}
	return strings.Join(parts, "; ")
}

// where says at which line each side stands.
func (t *compareReport) where(c *compare.Change) {
	var places []string
	for i, s := range []*compare.Side{&c.A, &c.B} {
		if p := t.r.place(i, s); p != "" {
			places = append(places, p)
		}
	}
	t.fact("    ", "       ", t.style.paint(dim, "at "+strings.Join(places, ", ")))
}

func (t *compareReport) findings(name string, list []checks.Finding) {
	for i := range list {
		indent := "    " + name + " "
		t.paragraph(indent, strings.Repeat(" ", len(indent)), findingLine(t.style, &list[i]))
	}
}

// loose writes findings that belong to no change.
func (t *compareReport) loose(title string, list []checks.Finding) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(t.w, t.style.paint(bold, title))
	for i := range list {
		t.paragraph("  ", "    ", findingLine(t.style, &list[i]))
	}
	fmt.Fprintln(t.w)
}

// defaults lists the defaults that only one side writes out.
func (t *compareReport) defaults() {
	list := t.r.Result.Defaults
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(t.w, t.style.paint(bold, "the documented default on both sides, written in different ways"))
	for i := range list {
		t.fact("  ", "    ", briefChange(t.style, &list[i]))
	}
	fmt.Fprintln(t.w)
}

// mostApart bounds what is listed of the changes that do not count.
const mostApart = 20

func (t *compareReport) apart() {
	list := t.r.Result.Apart
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(t.w, t.style.paint(bold, "bound to the server or the moment, not counted"))
	for i := range list {
		if i == mostApart && len(list) > mostApart+1 {
			fmt.Fprintf(t.w, "  and %d more; --profile %s shows and counts them\n", len(list)-i, compare.Strict)
			break
		}
		c := &list[i]
		t.fact("  ", "    ", briefChange(t.style, c)+" "+t.style.paint(dim, "("+c.Apart.Why+")")+briefFindings(t.style, c))
	}
	fmt.Fprintln(t.w)
}

func (t *compareReport) end() {
	s := t.r.Result.Summary
	colour := bold
	if s.Total() == 0 {
		colour = green
	}
	line := compareSummary(s) + notCounted(s.Apart)
	if only := comparedOnly(&t.r.Result.Scope); only != "" {
		line += "; " + only
	}
	t.fact("", "  ", t.style.paint(colour, line))
}

func (t *compareReport) kind(k compare.Kind) string { return t.style.paint(kindColours[k], k.String()) }
