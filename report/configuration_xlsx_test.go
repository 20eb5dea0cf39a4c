package report

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbookOf is a configuration as a workbook, opened by the library.
func workbookOf(t *testing.T, c Configuration) (*excelize.File, []byte) {
	t.Helper()
	out := configured(t, "xlsx", c)
	f, err := excelize.OpenReader(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, out
}

// checkWorkbook holds a workbook against the tables of its configuration: a sheet
// for each, the cells as the CSV has them but for its apostrophes, no formula.
func checkWorkbook(t *testing.T, c Configuration) {
	t.Helper()
	f, _ := workbookOf(t, c)
	for _, s := range c.Inventory.Sections {
		for _, table := range s.Tables {
			rows, err := f.GetRows(table.Name)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for row := range table.Rows {
				n++
				for i, cell := range row.Cells {
					got := ""
					if n < len(rows) && i < len(rows[n]) {
						got = rows[n][i]
					}
					if want := Printable(cellText(cell, len(cell), " | ")); got != want {
						t.Errorf("sheet %s, row %d: %q, expected %q", table.Name, n, got, want)
					}
					at, _ := excelize.CoordinatesToCellName(i+1, n+1)
					if formula, err := f.GetCellFormula(table.Name, at); err != nil || formula != "" {
						t.Errorf("sheet %s, cell %s has the formula %q (%v)", table.Name, at, formula, err)
					}
				}
			}
			if len(rows) != n+1 {
				t.Errorf("sheet %s has %d rows, expected %d and the head", table.Name, len(rows), n)
			}
		}
	}
}

// Every sheet has a head row that stays and filters; the workbook is the same every
// time.
func TestWorkbook(t *testing.T) {
	c := smallConfiguration(t)
	checkWorkbook(t, c)
	f, out := workbookOf(t, c)
	if list := f.GetSheetList(); list[0] != "contents" || !slices.Contains(list, "policy") {
		t.Errorf("sheets %q", list)
	}
	for _, sheet := range f.GetSheetList() {
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("sheet %s: panes %+v (%v)", sheet, panes, err)
		}
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		tables, err := f.GetTables(sheet)
		if err != nil || (len(rows) > 1) != (len(tables) == 1) {
			t.Errorf("sheet %s has %d rows and the tables %v (%v)", sheet, len(rows), tables, err)
		}
	}
	if again := configured(t, "xlsx", c); !bytes.Equal(out, again) {
		t.Error("the workbook differs the second time")
	}
}

// A reader of workbooks takes _x0041_ for an A where it is not written otherwise.
func TestWorkbookUnderscores(t *testing.T) {
	checkWorkbook(t, hostileConfiguration(t, `_x0041_x0042_ __x000A_ _X0041_ _x_`))
}

// Excel wants the columns of a table to have different names, in any case of letters,
// and names of sheets that are not too long.
func TestTablesFitWorkbook(t *testing.T) {
	for _, s := range smallConfiguration(t).Inventory.Sections {
		for _, table := range s.Tables {
			const room = len("-100") // of a table that goes on
			if len(table.Name) > 31-room || strings.ContainsAny(table.Name, `[]:*?/\'`) {
				t.Errorf("%q is no name for a sheet", table.Name)
			}
			seen := map[string]bool{}
			for _, name := range tableHead(table) {
				if name == "" || seen[strings.ToLower(name)] {
					t.Errorf("table %s has two columns %q, or one without a name", table.Name, name)
				}
				seen[strings.ToLower(name)] = true
			}
		}
	}
}

func TestCellName(t *testing.T) {
	for column := range 20_000 {
		want, err := excelize.CoordinatesToCellName(column%excelize.MaxColumns+1, 7)
		if got := cellName(column%excelize.MaxColumns, 7); err != nil || got != want {
			t.Fatalf("column %d: %s, expected %s (%v)", column, got, want, err)
		}
	}
}

// A table with more rows than a sheet has goes on in further sheets.
func TestWorkbookGoesOn(t *testing.T) {
	defer func(n int) { sheetRows = n }(sheetRows)
	sheetRows = 5
	f, _ := workbookOf(t, configurationOf(t, "a.xml", longSet(10), "elements"))
	for sheet, want := range map[string]int{"element-members": 5, "element-members-2": 5, "element-members-3": 3} {
		if rows, err := f.GetRows(sheet); err != nil || len(rows) != want || rows[0][0] != "owner" {
			t.Errorf("sheet %s has %d rows, expected %d (%v)", sheet, len(rows), want, err)
		}
	}
	rows, err := f.GetRows("contents")
	if err != nil || !slices.ContainsFunc(rows, func(r []string) bool { return r[0] == "element-members to element-members-3" && r[3] == "10" }) {
		t.Errorf("the contents are %q (%v)", rows, err)
	}
}

func TestSheetCell(t *testing.T) {
	long, wide := strings.Repeat("a", 40_000), strings.Repeat("\U0001F600", 20_000)
	for _, tt := range []struct {
		in     string
		cut    string
		reason string
	}{
		{"=1+1", "", "a cell is text already"},
		{strings.Repeat("ä", cellUnits), "", "just fits, in units and not in bytes"},
		{long, "... (40000 characters)", "too long"},
		{wide, "... (20000 characters)", "two units a character"},
		{"a" + wide, "... (20001 characters)", "the cut falls between the units"},
	} {
		got := sheetCell(tt.in)
		units := 0
		for _, r := range got {
			units++
			if r > 0xFFFF {
				units++
			}
		}
		if tt.cut == "" && got != tt.in || !strings.HasSuffix(got, tt.cut) || units > cellUnits || strings.ContainsRune(got, '\uFFFD') {
			t.Errorf("%.20q becomes %d units that end in %q: %s", tt.in, units, got[max(0, len(got)-30):], tt.reason)
		}
	}
}

// office is the office suite that opens workbooks in tests.
func office(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("TMGAUDIT_REQUIRE_TOOLS") != "" {
			t.Fatal("soffice is missing")
		}
		t.Skip("soffice is not installed")
	}
	return path
}

// LibreOffice opens the workbook and reads in every sheet what was written, also
// what looks like a formula.
func TestWorkbookInLibreOffice(t *testing.T) {
	program := office(t)
	c := hostileConfiguration(t, `=HYPERLINK("http://evil.example","x")_x0041_`)
	dir := t.TempDir()
	path := filepath.Join(dir, "book.xlsx")
	if err := os.WriteFile(path, configured(t, "xlsx", c), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	// Comma, quotes, UTF-8, all cells as text, as shown, every sheet to a file.
	const filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
	cmd := exec.CommandContext(ctx, program, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", filter, "--outdir", dir, path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v: %s", err, out)
	}
	f, _ := workbookOf(t, c)
	for _, sheet := range f.GetSheetList() {
		want, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		got := csvOf(t, filepath.Join(dir, "book-"+sheet+".csv"))
		if len(got) != len(want) {
			t.Errorf("sheet %s has %d rows in LibreOffice, expected %d", sheet, len(got), len(want))
			continue
		}
		for i := range want {
			if a, b := strings.TrimRight(strings.Join(got[i], "|"), "|"), strings.TrimRight(strings.Join(want[i], "|"), "|"); a != b {
				t.Errorf("sheet %s, row %d: %q in LibreOffice, expected %q", sheet, i+1, a, b)
			}
		}
	}
}
