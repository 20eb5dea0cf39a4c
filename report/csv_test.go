package report

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"testing"
)

func readCSV(t *testing.T, out []byte) [][]string {
	t.Helper()
	body, marked := bytes.CutPrefix(out, []byte("\uFEFF"))
	if !marked || bytes.Count(body, []byte("\n")) != bytes.Count(body, []byte("\r\n")) {
		t.Error("no byte order mark, or a line end is not CRLF")
	}
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSVReadBack(t *testing.T) {
	for name, r := range goldenRuns(t) {
		rows := readCSV(t, written(t, "csv", r))
		if len(rows) != r.Summary().Findings+1 || !slices.Equal(rows[0], csvHead) {
			t.Errorf("%s: %d rows, head %q", name, len(rows), rows[0])
		}
		n := 1
		for i := range r.Files {
			for j := range r.Files[i].Findings {
				want := findingJSON(&r.Files[i], &r.Files[i].Findings[j])
				got := map[string]string{}
				for k, column := range csvHead {
					got[column] = rows[n][k]
				}
				if got["code"] != want.Code || got["line"] != strconv.Itoa(want.Location.Line) || got["length"] != strconv.Itoa(want.Location.Length) ||
					got["object"] != csvCell(want.Object) || got["property"] != want.Property || got["path"] != csvCell(r.Files[i].Path) {
					t.Errorf("%s: row %d is %q", name, n, rows[n])
				}
				n++
			}
		}
	}
}

func TestCSVCell(t *testing.T) {
	for _, tt := range []struct{ in, want, reason string }{
		{"", "", ""},
		{"Internal", "Internal", ""},
		{"a-b=c", "a-b=c", "inside"},
		{"=1+1", "'=1+1", "formula"},
		{"+1", "'+1", "formula"},
		{"-1", "'-1", "a number too: it may be the start of a formula"},
		{"@SUM(A1)", "'@SUM(A1)", "formula"},
		{"  =1+1", "'  =1+1", "blanks before it"},
		{`"=1+1`, `'"=1+1`, "a quote before it"},
		{"\t=1+1", `\t=1+1`, "a tab is shown"},
		{"\r=1+1", `\r=1+1`, "a line end is shown"},
		{"a;=cmd|' /C calc'!A0", "a;'=cmd|' /C calc'!A0", "a new cell where the semicolon separates"},
		{"\uff1d1+1", "'\uff1d1+1", "wide"},
		{"##vso[a]", `#\x23vso[a]`, "a command of an agent"},
	} {
		if got := csvCell(tt.in); got != tt.want {
			t.Errorf("%q (%s): %q; expected %q", tt.in, tt.reason, got, tt.want)
		}
	}
}
