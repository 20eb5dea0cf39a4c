package report

import (
	_ "embed" // the template and its style
	"fmt"
	"html/template"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"tmgaudit/inventory"
	"tmgaudit/schema"
)

var (
	//go:embed templates/configuration.html
	configurationPage string
	//go:embed templates/configuration.css
	configurationStyle string
)

var configurationTemplate = pageTemplate("configuration", configurationPage, template.FuncMap{"edges": edgeMeaning, "softened": softened})

// ConfigurationHTML writes a configuration as one HTML file that needs nothing else:
// contents, a drawing for each array, a table for each subject with links between
// objects. Without script everything is visible; the script only filters.
func ConfigurationHTML(w io.Writer, c Configuration, _ Options) error {
	v := configurationView{page: newPage(clip(baseName(c.Path), mostValue), c.Version, configurationStyle).filtered(""), About: sentence(clip(c.about(), mostMessage))}
	v.anchors = map[*schema.Object]string{}
	for i := range c.Inventory.Sections {
		v.section(&c, &c.Inventory.Sections[i])
	}
	for i := range v.Sections {
		v.link(&v.Sections[i])
	}
	for _, l := range c.Inventory.LeftOut {
		v.LeftOut = append(v.LeftOut, l.Title+": "+l.Reason)
	}
	return configurationTemplate().Execute(w, v)
}

// configurationView is a configuration as the page shows it. Its strings are
// printable.
type configurationView struct {
	page
	About    string
	Sections []sectionView
	LeftOut  []string

	anchors map[*schema.Object]string // ids of the rows that are objects
}

type sectionView struct {
	ID, Title, About string
	Graphs           []graphView
	Tables           []tableView
}

type tableView struct {
	ID, Title string
	Head      []string
	Rows      []tableRowView
	Total     int
	Notes     []string
	Dense     bool // it has so many columns that the text must be small

	table   cutTable
	columns []int
}

type tableRowView struct {
	ID    string // "" where links lead elsewhere
	Line  int
	Cells []cellView
}

type cellView struct {
	Items []itemView
	More  string // how many items there are, where not all are shown
	Wide  bool   // its text may be broken anywhere, and needs room for that
}

type itemView struct {
	Text, Note string
	Anchor     string // where a link leads, "" for none
}

// mostRoomy is how many columns find room in text of the usual size.
const mostRoomy = 9

// section takes the rows of a section and notes where the objects stand.
func (v *configurationView) section(c *Configuration, s *inventory.Section) {
	out := sectionView{ID: s.Name, Title: s.Title, About: s.About}
	for i := range s.Graphs {
		out.Graphs = append(out.Graphs, newGraphView(fmt.Sprintf("graph-%d", i+1), &s.Graphs[i]))
	}
	for _, t := range s.Tables {
		cut := cutRows(t)
		view := tableView{ID: "table-" + t.Name, Title: t.Title, Total: cut.total, table: cut, columns: cut.shown()}
		for _, note := range []string{t.Note, cut.left()} {
			if note != "" {
				view.Notes = append(view.Notes, sentence(clip(note, mostMessage)))
			}
		}
		view.Dense = len(view.columns) > mostRoomy
		for _, i := range view.columns {
			view.Head = append(view.Head, t.Columns[i].Title)
		}
		for _, row := range cut.rows {
			r := tableRowView{Line: c.line(row)}
			if _, taken := v.anchors[row.Object]; t.Home && !taken {
				r.ID = fmt.Sprintf("o%d", row.Object.Span().Start)
				v.anchors[row.Object] = r.ID
			}
			view.Rows = append(view.Rows, r)
		}
		out.Tables = append(out.Tables, view)
	}
	v.Sections = append(v.Sections, out)
}

// link fills the cells, when it is known where every object stands.
func (v *configurationView) link(s *sectionView) {
	for i := range s.Tables {
		t := &s.Tables[i]
		for k := range t.Rows {
			for _, column := range t.columns {
				t.Rows[k].Cells = append(t.Rows[k].Cells, v.cell(t.Rows[k].ID, t.table.rows[k].Cells[column], t.Dense))
			}
		}
		t.table = cutTable{}
	}
}

// Lengths from which text in a cell may be broken anywhere: of the text, or of a word
// where there are so many columns that each has room for its words only.
const (
	wideCell = 24
	wideWord = 12
)

func (v *configurationView) cell(row string, cell inventory.Cell, dense bool) cellView {
	var out cellView
	for i, item := range cell {
		if i == mostItems {
			out.More = fmt.Sprintf("... (%d in all)", len(cell))
			break
		}
		view := itemView{Text: clip(item.Text, mostMessage), Note: clip(item.Note, mostMessage)}
		if to := v.anchors[item.Object]; to != row {
			view.Anchor = to
		}
		out.Items = append(out.Items, view)
		out.Wide = out.Wide || view.wide(dense)
	}
	return out
}

func (i *itemView) wide(dense bool) bool {
	if dense {
		return hasLong(i.Text) || hasLong(i.Note)
	}
	return len(i.Text)+len(i.Note) > wideCell
}

// words yields the parts of a text that a browser leaves in one line, each with the
// space or hyphen after it.
func words(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s != "" {
			end := strings.IndexAny(s, " -") + 1
			if end == 0 {
				end = len(s)
			}
			if !yield(s[:end]) {
				return
			}
			s = s[end:]
		}
	}
}

// isLong reports whether a word must be broken where columns are narrow.
func isLong(word string) bool { return utf8.RuneCountInString(word) > wideWord }

func hasLong(s string) bool {
	for word := range words(s) {
		if isLong(word) {
			return true
		}
	}
	return false
}

// softBreaks are characters after which a long word is broken first.
var softBreaks = strings.NewReplacer(".", ".<wbr>", "/", "/<wbr>", ":", ":<wbr>", "@", "@<wbr>", `\`, `\<wbr>`, "_", "_<wbr>")

// softened is text, escaped, in which long words may be broken at some characters.
func softened(s string) template.HTML {
	var b strings.Builder
	for word := range words(s) {
		escaped := template.HTMLEscapeString(word)
		if isLong(word) {
			escaped = softBreaks.Replace(escaped)
		}
		b.WriteString(escaped)
	}
	return template.HTML(b.String())
}

// edgeMeaning says what a line of a drawing stands for.
func edgeMeaning(kind string) string {
	return map[string]string{
		string(inventory.RouteEdge): "routed in both directions", string(inventory.NATEdge): "NAT: the network at the start is hidden",
		string(inventory.UnsureEdge): "the file does not say", string(inventory.PublishEdge): "published to",
	}[kind]
}
