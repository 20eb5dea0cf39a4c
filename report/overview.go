package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"tmgaudit/internal/text"
)

// The overview of a lint result has a line for each file in place of its
// findings: the product, the worst severity, how many findings there are.

var overviewFormats = []Format{
	{"text", "a table", true, openOverviewText},
	{"markdown", "a table for tickets", true, openOverviewMarkdown},
	{"csv", "a row for each file, for spreadsheets", false, openOverviewCSV},
	{"json", "for programs", false, openOverviewJSON},
}

// OverviewByName finds the form of the overview with a format's name.
func OverviewByName(name string) (Format, bool) {
	for _, f := range overviewFormats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// OverviewFileJSON is a file of an overview as JSON. Worst is the severity of the
// worst finding, "" where there is none; Problem says why the file could not be
// read, "" where it could.
type OverviewFileJSON struct {
	Path     string `json:"path"`
	Kind     string `json:"kind"`
	Product  string `json:"product"`
	Build    string `json:"build"`
	Worst    string `json:"worst"`
	Findings int    `json:"findings"`
	Critical int    `json:"critical"`
	High     int    `json:"high"`
	Medium   int    `json:"medium"`
	Low      int    `json:"low"`
	Info     int    `json:"info"`
	Fixable  int    `json:"fixable"`
	Problem  string `json:"problem"`
}

func overviewJSON(f *File) OverviewFileJSON {
	var s Summary
	s.Add(f)
	n := summaryJSON(s)
	j := OverviewFileJSON{
		Path: f.Path, Findings: n.Findings, Critical: n.Critical, High: n.High, Medium: n.Medium, Low: n.Low, Info: n.Info, Fixable: n.Fixable,
	}
	if f.Doc == nil {
		j.Problem = f.Err.Message
		return j
	}
	j.Kind, j.Product, j.Build = string(f.Doc.Kind), f.Doc.Product.Name, f.Doc.Product.Build
	if worst, ok := s.Worst(); ok {
		j.Worst = worst.String()
	}
	return j
}

func openOverviewJSON(w io.Writer, r Run, _ Options) Stream {
	return newJSONStream(w, r, func(f *File) any { return overviewJSON(f) }, func(s Summary) any { return summaryJSON(s) })
}

// overviewHead names the columns as JSON names them. Columns are added at the end.
var overviewHead = []string{
	"worst", "path", "kind", "product", "build", "findings", "critical", "high", "medium", "low", "info", "fixable", "problem",
}

// openOverviewCSV writes the overview as CSV does findings. An unreadable file has
// a row here, with the reason.
func openOverviewCSV(w io.Writer, _ Run, _ Options) Stream {
	c := newCSV(w, overviewHead)
	return eachFile{write: func(f *File) error {
		j := overviewJSON(f)
		c.Write([]string{
			j.Worst, csvCell(j.Path), j.Kind, csvCell(j.Product), csvCell(j.Build), strconv.Itoa(j.Findings), strconv.Itoa(j.Critical),
			strconv.Itoa(j.High), strconv.Itoa(j.Medium), strconv.Itoa(j.Low), strconv.Itoa(j.Info), strconv.Itoa(j.Fixable), csvCell(j.Problem),
		})
		c.Flush()
		return c.Error()
	}}
}

// openOverviewText writes a table when all files are known, since the widest cell
// makes a column.
func openOverviewText(w io.Writer, _ Run, o Options) Stream {
	b := bufio.NewWriter(w)
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "FILE\tPRODUCT\tWORST\tCRITICAL\tHIGH\tMEDIUM\tLOW\tINFO\tFIXABLE")
	return eachFile{
		write: func(f *File) error {
			j := overviewJSON(f)
			if f.Doc == nil {
				_, err := fmt.Fprintf(t, "%s\t-\tunreadable\t-\t-\t-\t-\t-\t-  %s\n", place(f.Path, text.Position{}), clip(j.Problem, mostMessage))
				return err
			}
			_, err := fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", place(f.Path, text.Position{}), orDash(clip(j.Product, mostValue)), orDash(j.Worst),
				j.Critical, j.High, j.Medium, j.Low, j.Info, j.Fixable)
			return err
		},
		close: func(s Summary) error {
			t.Flush()
			if !o.Quiet {
				fmt.Fprintln(b, s)
			}
			return b.Flush()
		},
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func openOverviewMarkdown(w io.Writer, _ Run, _ Options) Stream {
	var rows [][]string
	return eachFile{
		write: func(f *File) error {
			row := append(fileRow(f), orDash(overviewJSON(f).Worst))
			rows = append(rows, row)
			return nil
		},
		close: func(s Summary) error {
			var m markdown
			m.heading(1, "Configuration audit")
			m.paragraph(escaped(s.String()) + ".")
			m.table(append(fileHead, "worst"), rows)
			_, err := io.WriteString(w, strings.TrimRight(m.String(), "\n")+"\n")
			return err
		},
	}
}
