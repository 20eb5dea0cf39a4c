// Package collect holds the script that exports a configuration on the firewall
// host, where tmgaudit itself does not run.
package collect

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"tmgaudit/internal/winetest"
)

var (
	//go:embed collect.vbs
	script string

	//go:embed testdata/standin.vbs
	standIn string
)

// missingAscW is what the engine of the tests lacks.
const missingAscW = "Function AscW(c)\r\n  AscW = Asc(c)\r\nEnd Function\r\n"

// world is the host on which the script runs.
type world struct {
	own           string // name of the host's array, "" for none
	arrays        string // names with ; between them, "" when they cannot be listed
	first, second string // what is typed when a password is asked for
	mode          string // what goes wrong; see the stand-in
}

var (
	host    = world{own: "Edge", arrays: "Edge;Branch"}
	storage = world{arrays: "Edge;Branch"} // no firewall on it
)

func with(w world, change func(*world)) world {
	change(&w)
	return w
}

// code is the script with stand-ins for the product and the console.
func (w world) code(t *testing.T) string {
	t.Helper()
	code := script
	for _, name := range []string{"OpenRoot", "AskHidden"} {
		one := functionOf(t, code, name)
		code = strings.Replace(code, one, "", 1)
	}
	var b strings.Builder
	for name, value := range map[string]string{
		"WorldOwn": w.own, "WorldArrays": w.arrays, "WorldFirst": w.first, "WorldSecond": w.second, "WorldMode": w.mode,
	} {
		fmt.Fprintf(&b, "Const %s = \"%s\"\r\n", name, strings.ReplaceAll(value, `"`, `""`))
	}
	code = strings.Replace(code, "Option Explicit\r\n", "Option Explicit\r\n"+b.String(), 1)
	return code + strings.ReplaceAll(standIn, "\n", "\r\n")
}

// functionOf is the text of a Function or Sub, with line ends as they are.
func functionOf(t *testing.T, code, name string) string {
	t.Helper()
	found := regexp.MustCompile(`(?ms)^(Function|Sub) `+name+`\(.*?^End (Function|Sub)\r?\n`).FindAllString(code, -1)
	if len(found) != 1 {
		t.Fatalf("%s is there %d times", name, len(found))
	}
	return found[0]
}

// What the two scripts share is the same text; VBScript has no way to include it.
func TestSharedWithTheFixScripts(t *testing.T) {
	engine, err := os.ReadFile("../fixer/vbs/engine.vbs")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Misuse", "Say", "Fail", "ErrorText", "Stamp", "TwoDigits", "Plain", "ContainingArray", "AllArrays"} {
		ours := strings.ReplaceAll(functionOf(t, script, name), "\r\n", "\n")
		theirs := strings.ReplaceAll(functionOf(t, string(engine), name), "\r\n", "\n")
		if ours != theirs {
			t.Errorf("%s differs from that of fixer/vbs/engine.vbs", name)
		}
	}
}

// The host reads the file in its code page, and old editors show LF as one line.
func TestForm(t *testing.T) {
	if i := strings.IndexFunc(script, func(r rune) bool { return r > '~' }); i >= 0 {
		t.Errorf("byte %d is not ASCII", i)
	}
	if strings.Count(script, "\n") != strings.Count(script, "\r\n") {
		t.Error("a line does not end with CRLF")
	}
	if !strings.Contains(script, "\r\nOption Explicit\r\n") {
		t.Error("Option Explicit is missing")
	}
}

// reserved are the words that Microsoft's engine takes for no name. Wine's takes
// some of them, so that running the script does not show it.
var reserved = strings.Fields(`and as boolean byref byte byval call case class const currency debug dim do double each else elseif
	empty end endif enum eqv event exit false for function get goto if imp implements in integer is let like long loop lset me mod
	new next not nothing null on option optional or paramarray preserve private public raiseevent redim rem resume rset select set
	shared single static stop sub then to true type typeof until variant wend while with xor`)

func TestNames(t *testing.T) {
	declaration := regexp.MustCompile(`(?m)^ *(?:Dim|Const|Sub|Function) (\w+)(?:\((.*)\))?`)
	found := declaration.FindAllStringSubmatch(script, -1)
	if len(found) < 30 {
		t.Fatalf("%d declarations", len(found))
	}
	for _, d := range found {
		for _, name := range append(strings.Split(d[2], ", "), d[1]) {
			if slices.Contains(reserved, strings.ToLower(name)) {
				t.Errorf("%s is a reserved word", name)
			}
		}
	}
}

func TestCollectInWine(t *testing.T) {
	t.Parallel() // it mostly waits
	w := winetest.Start(t)
	t.Run("outcomes", func(t *testing.T) { testOutcomes(t, w) })
	t.Run("folder and log", func(t *testing.T) { testFolder(t, w) })
	t.Run("never overwrites", func(t *testing.T) { testNeverOverwrites(t, w) })
	t.Run("product missing", func(t *testing.T) {
		got := run(t, w, t.TempDir(), script+missingAscW)
		if got.Code != 1 || !strings.Contains(got.Stdout, "FPC.Root cannot be created") || !strings.Contains(got.Stdout, "Nothing was exported") {
			t.Errorf("exit %d\n%s", got.Code, got.Stdout)
		}
	})
}

// run runs a script in dir as collect.vbs.
func run(t *testing.T, w *winetest.Wine, dir, code string, args ...string) winetest.Result {
	t.Helper()
	path := filepath.Join(dir, "collect.vbs")
	if err := os.WriteFile(path, []byte(code), 0o644); err != nil {
		t.Fatal(err)
	}
	got := w.Exec(t, winetest.Run{Dir: dir}, "cscript", append([]string{"//nologo", winetest.Path(path)}, args...)...)
	got.Stdout = strings.ReplaceAll(got.Stdout, "\r\n", "\n")
	return got
}

// exports are the files that the script made, by name.
func exports(t *testing.T, dir string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.Base(path)] = string(b)
	}
	return found
}

func testOutcomes(t *testing.T, w *winetest.Wine) {
	const (
		secret  = `correct "horse"`
		comment = "Exported by collect.vbs of tmgaudit"
	)
	typed := func(first, second string) world {
		return with(host, func(w *world) { w.first, w.second = first, second })
	}
	failing := func(mode string) world { return with(host, func(w *world) { w.mode = mode }) }
	for _, tt := range []struct {
		reason string
		world  world
		args   []string
		code   int
		file   string // what the stand-in was asked for, "" for no file
		want   string // in the output
	}{
		{"the array of the host, without secrets", host, nil, 0, "Edge|14||" + comment, "array Edge"},
		{"an array by name, in other letters", host, []string{"/array:BRANCH"}, 0, "Branch|14||" + comment, "array Branch"},
		{"the host's array by name, where no list is given", with(host, func(w *world) { w.arrays = "" }), []string{"/array:edge"}, 0, "Edge|14||" + comment, "without secrets"},
		{"the enterprise", storage, []string{"/Enterprise"}, 0, "ENTERPRISE|14||" + comment, "the enterprise"},
		{"the only array of a storage server", world{arrays: "Edge"}, nil, 0, "Edge|14||" + comment, "Done: "},
		{"secrets, encrypted", typed(secret, secret), []string{"/secrets"}, 0, "Edge|15|" + secret + "|" + comment, "with encrypted secrets"},
		{"an unknown array", host, []string{"/array:Nowhere"}, 1, "", "there is no array Nowhere; there are: Edge, Branch"},
		{"several arrays, none of the host", storage, nil, 1, "", "name one with /array:NAME: Edge, Branch"},
		{"nothing may be listed", world{}, nil, 1, "", "as an administrator"},
		{"a short password", typed("1234567", "1234567"), []string{"/secrets"}, 1, "", "fewer than 8 characters"},
		{"a mistyped password", typed(secret, "correct horse"), []string{"/secrets"}, 1, "", "the two passwords differ"},
		{"nothing is typed", typed("", ""), []string{"/secrets"}, 1, "", "fewer than 8 characters"},
		{"a failure leaves no file", failing("export fails"), nil, 1, "", "the disk is full"},
		{"no file in spite of success", failing("no file"), nil, 1, "", "missing or empty"},
		{"an empty file in spite of success", failing("empty file"), nil, 1, "", "missing or empty"},
		{"a password on the command line", host, []string{"/secrets:" + "password"}, 2, "", "/secrets takes no value"},
		{"an unknown argument", host, []string{"/now"}, 2, "", "unknown argument /now"},
		{"an array without a name", host, []string{"/array:"}, 2, "", "unknown argument /array:"},
		{"two things at once", host, []string{"/enterprise", "/array:Edge"}, 2, "", "exclude each other"},
		{"no such folder", host, []string{`/out:Z:\no\such\folder`}, 2, "", "does not exist"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			dir := t.TempDir()
			got := run(t, w, dir, tt.world.code(t), tt.args...)
			if got.Code != tt.code || !strings.Contains(got.Stdout, tt.want) {
				t.Errorf("exit %d, want %d and %q in\n%s%s", got.Code, tt.code, tt.want, got.Stdout, got.Stderr)
			}
			if strings.Contains(got.Stdout, "an error that was not expected") {
				t.Errorf("an error was not caught:\n%s", got.Stdout)
			}
			if tt.code != 2 && (tt.code == 1) != strings.Contains(got.Stdout, "Nothing was exported.") {
				t.Errorf("the outcome is not said:\n%s", got.Stdout)
			}
			if strings.Contains(got.Stdout+logIn(t, dir), secret) {
				t.Errorf("the password is shown:\n%s", got.Stdout)
			}
			found := exports(t, dir)
			if tt.file == "" && len(found) > 0 {
				t.Errorf("files %q", found)
			}
			if tt.file != "" {
				checkExport(t, found, tt.file, got.Stdout)
			}
		})
	}
}

var fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*-\d{8}-\d{6}\.xml$`)

func checkExport(t *testing.T, found map[string]string, want, stdout string) {
	t.Helper()
	if len(found) != 1 {
		t.Errorf("files %q", found)
	}
	for name, text := range found {
		if !fileName.MatchString(name) || !strings.Contains(stdout, name) {
			t.Errorf("name %q, output\n%s", name, stdout)
		}
		if text != want {
			t.Errorf("the product was asked for %q, want %q", text, want)
		}
		if size := fmt.Sprintf("%d bytes", len(text)); !strings.Contains(stdout, size) {
			t.Errorf("no %q in\n%s", size, stdout)
		}
	}
}

// logIn is the text of the log in a folder, "" when there is none.
func logIn(t *testing.T, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "collect.log"))
	if os.IsNotExist(err) {
		return ""
	} else if err != nil {
		t.Fatal(err)
	}
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])|uint16(b[i+1])<<8)
	}
	return string(utf16.Decode(units))
}

func testFolder(t *testing.T, w *winetest.Wine) {
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "my exports")
	if err := os.Mkdir(out, 0o755); err != nil {
		t.Fatal(err)
	}
	got := run(t, w, dir, host.code(t), "/out:"+winetest.Path(out))
	if got.Code != 0 || len(exports(t, out)) != 1 || len(exports(t, dir)) != 0 {
		t.Errorf("exit %d\n%s", got.Code, got.Stdout)
	}
	line := regexp.MustCompile(`(?m)^\x{FEFF}?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .`)
	text := logIn(t, out)
	if lines := strings.Count(text, "\r\n"); lines < 4 || lines != len(line.FindAllString(text, -1)) {
		t.Errorf("the log is\n%s", text)
	}
	if got := run(t, w, dir, host.code(t), "/log:"+winetest.Path(filepath.Join(dir, "collect.log"))); got.Code != 0 || !strings.Contains(logIn(t, dir), "Done: ") {
		t.Errorf("exit %d\n%s", got.Code, got.Stdout)
	}
	got = run(t, w, dir, host.code(t), `/log:Z:\no\such\folder\x.log`)
	if got.Code != 1 || !strings.Contains(got.Stdout, "cannot be opened") || len(exports(t, dir)) != 1 {
		t.Errorf("exit %d\n%s", got.Code, got.Stdout)
	}
}

// The name has seconds; where the clock stands still, the first file stays.
func testNeverOverwrites(t *testing.T, w *winetest.Wine) {
	dir := t.TempDir()
	code := strings.Replace(host.code(t), "FileName(ServerName(), Now)", `"FIXED.xml"`, 1)
	if got := run(t, w, dir, code); got.Code != 0 {
		t.Fatalf("exit %d\n%s", got.Code, got.Stdout)
	}
	before := exports(t, dir)["FIXED.xml"]
	got := run(t, w, dir, strings.ReplaceAll(code, `"Edge`, `"Other`))
	if got.Code != 1 || !strings.Contains(got.Stdout, "is not overwritten") || exports(t, dir)["FIXED.xml"] != before {
		t.Errorf("exit %d\n%s", got.Code, got.Stdout)
	}
}
