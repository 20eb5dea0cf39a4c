package fixer

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"tmgaudit/internal/winetest"
	"tmgaudit/schema"
)

// standIn replaces the product: VBScript classes with the same members.
//
//go:embed testdata/script/standin.vbs
var standIn string

// missingAscW is what the engine of the tests lacks; the rest of the stand-in is
// left out where the product is to be missing.
const missingAscW = "Function AscW(c)\r\n  AscW = Asc(c)\r\nEnd Function\r\n"

// run runs a script with arguments in its folder and returns its output and exit
// code. Line ends are LF.
func run(t *testing.T, w *winetest.Wine, dir, name string, args ...string) (out string, code int) {
	t.Helper()
	got := w.Exec(t, winetest.Run{Dir: dir}, "cscript", append([]string{"//nologo", winetest.Path(filepath.Join(dir, name))}, args...)...)
	return strings.ReplaceAll(got.Stdout, "\r\n", "\n"), got.Code
}

// world is the state of the stand-in: an array with the network Internal.
type world struct {
	array, network, name string
	integrated, port     string // VBScript expressions
	mode                 string // what goes wrong; see the stand-in
}

// founding is the world of samples/founding-case.xml.
func founding() world {
	return world{
		array: "{114AEA39-7E20-416F-8516-60C348008025}", network: "{4e32b556-0faf-4a27-9111-085f679edc9b}", name: "Internal",
		integrated: "True", port: "8080",
	}
}

// code is the stand-in with the state of w.
func (w world) code() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Dim worldMode\nworldMode = %s\n", vbString(w.mode))
	for name, expression := range map[string]string{
		"WorldArray": vbString(w.array), "WorldNetwork": vbString(w.network), "WorldName": vbString(w.name),
		"WorldIntegrated": w.integrated, "WorldPort": w.port,
	} {
		fmt.Fprintf(&b, "Function %s()\n  %s = %s\nEnd Function\n", name, name, expression)
	}
	return strings.ReplaceAll(b.String()+standIn, "\n", "\r\n")
}

// install writes a script that works on the stand-in, under its name.
func install(t *testing.T, dir, name string, script []byte, w world) {
	t.Helper()
	root := strings.ReplaceAll(rootFunction, "\n", "\r\n")
	if strings.Count(string(script), root) != 1 {
		t.Fatalf("%s does not have the one function that opens the product", name)
	}
	write(t, filepath.Join(dir, name), []byte(strings.Replace(string(script), root, "\r\n"+w.code(), 1)))
}

func scripts(t testing.TB, doc *schema.Document, o Options) Scripts {
	t.Helper()
	s, err := plan(t, doc, o).Scripts("/somewhere/founding-case.xml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const internal = "Arrays/ARRAY1/NetConfig/Networks/Internal"

// byHand sets a number and a string beside the one fix of the founding case.
var byHand = []Assignment{
	{internal + "/WebListenerProperties/TCPPort", "3128"},
	{internal + "/Name", `Office "A"`}, // last: the path is another one after it
}

func TestScriptsInWine(t *testing.T) {
	t.Parallel() // it mostly waits
	w := winetest.Start(t)
	s := scripts(t, sample(t, "founding-case.xml"), Options{Set: byHand})
	if len(s.Steps) != 3 {
		t.Fatalf("%d steps: %+v", len(s.Steps), s.Steps)
	}
	t.Run("outcomes", func(t *testing.T) { testOutcomes(t, w, s) })
	t.Run("hostile", func(t *testing.T) { testHostile(t, w) })
	t.Run("log", func(t *testing.T) { testLog(t, w, s) })
	t.Run("product missing", func(t *testing.T) {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "apply.vbs"), append(bytes.Clone(s.Apply), missingAscW...))
		out, code := run(t, w, dir, "apply.vbs")
		if code != 1 || !strings.Contains(out, "FPC.Root cannot be created") {
			t.Errorf("exit %d\n%s", code, out)
		}
	})
}

// done is the state after the plan.
func done() world {
	w := founding()
	w.integrated, w.port, w.name = "False", "3128", `Office "A"`
	return w
}

func with(w world, change func(*world)) world {
	change(&w)
	return w
}

func testOutcomes(t *testing.T, w *winetest.Wine, s Scripts) {
	const nothing = "Nothing was changed."
	for _, tt := range []struct {
		reason string
		world  world
		args   []string
		code   int
		want   []string
		never  string // "" for nothing forbidden
		back   bool
	}{
		{"all steps are applied, saved and checked", founding(), nil, 0, []string{
			"SET IntegratedAuthPersistSingleRequest False", "SET TCPPort 3128", `SET Name [Office "A"]`,
			`SAVED network False True 3128 False [Office "A"]`, "Done: 3 changed, 0 already right.", "Must be restarted for the changes to take effect: Microsoft Firewall."}, "ERROR", false},
		{"a dry run only looks", founding(), []string{"/dryrun"}, 0, []string{"now 'True'", "to be changed to 'False'", "Dry run: 3 change(s) to make"}, "SET ", false},
		{"what is right stays", done(), nil, 0, []string{"already '3128'", "Done: 0 changed, 3 already right."}, "SET ", false},
		{"half done is finished", with(founding(), func(w *world) { w.port = "3128" }), nil, 0, []string{"Done: 2 changed, 1 already right."}, "SET TCPPort", false},
		{"1 and a numeric string mean the same", with(founding(), func(w *world) { w.integrated, w.port = "1", `"8080"` }), nil, 0, []string{"Done: 3 changed"}, "ERROR", false},
		{"a Boolean may be the text 1", with(founding(), func(w *world) { w.integrated = `"1"` }), nil, 0, []string{"Done: 3 changed"}, "ERROR", false},
		{"an unexpected value stops before anything is changed", with(founding(), func(w *world) { w.port = "9090" }), nil, 1,
			[]string{"the value is '9090', neither the expected '8080' nor the wanted '3128'", nothing}, "SET ", false},
		{"a value of another kind", with(founding(), func(w *world) { w.port = `"web"` }), nil, 1, []string{"the value cannot be read", nothing}, "SET ", false},
		{"the object is missing", with(founding(), func(w *world) { w.network = "{00000000-0000-0000-0000-000000000000}" }), nil, 1,
			[]string{"there is no object with the PersistentName {4E32B556-0FAF-4A27-9111-085F679EDC9B} (", nothing}, "SET ", false},
		{"the array is missing: one of the same name is not taken", with(founding(), func(w *world) { w.array = "{X}" }), nil, 1,
			[]string{"there is no array with the PersistentName {114AEA39", nothing}, "SET ", false},
		{"it is taken when asked for", with(founding(), func(w *world) { w.array = "{X}" }), []string{"/byname"}, 0, []string{"NOTE: the array ARRAY1 has the PersistentName {X}", "Done: 3 changed"}, "ERROR", false},
		{"one array only, by GetContainingArray", with(founding(), func(w *world) { w.mode = "standard edition" }), nil, 0, []string{"Done: 3 changed"}, "ERROR", false},
		{"Save fails", with(founding(), func(w *world) { w.mode = "save fails" }), nil, 1, []string{"the change cannot be saved", "the disk is full", "FAILED."}, "SAVED", false},
		{"Save fails later: what was done is said", with(founding(), func(w *world) { w.mode = "second save fails" }), nil, 1,
			[]string{"Step 2 of 3", "the disk is full", "Steps done before the error: 1."}, "Step 3 of 3: changed", false},
		{"the value does not stay", with(founding(), func(w *world) { w.mode = "stubborn" }), nil, 1, []string{"after Save the value is 'True'"}, "Done", false},
		{"no restart mask", with(founding(), func(w *world) { w.mode = "no mask" }), nil, 0, []string{"Done: 3 changed", "The product did not say"}, "ERROR", false},
		{"a wrong argument", founding(), []string{"/now"}, 2, []string{"unknown argument /now"}, "SET ", false},
		{"rollback", done(), nil, 0, []string{"SET IntegratedAuthPersistSingleRequest True", "SET TCPPort 8080", "SAVED network False True 8080 True [Internal]", "Done: 3 changed"}, "ERROR", true},
		{"rollback of what was never applied", founding(), nil, 0, []string{"Done: 0 changed, 3 already right."}, "SET ", true},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			dir, name, script := t.TempDir(), "apply.vbs", s.Apply
			if tt.back {
				name, script = "rollback.vbs", s.Rollback
			}
			install(t, dir, name, script, tt.world)
			out, code := run(t, w, dir, name, tt.args...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			for _, want := range tt.want {
				if !strings.Contains(out, want) {
					t.Errorf("the output lacks %q", want)
				}
			}
			if tt.never != "" && strings.Contains(out, tt.never) {
				t.Errorf("the output has %q", tt.never)
			}
			if t.Failed() {
				t.Logf("\n%s", out)
			}
		})
	}
}

// hostile are names that would become code, end a line or be cut, if they could.
var hostile = []struct{ reason, name string }{
	{"quotes", `a"b""c"`},
	{"ends the string and runs a program", `" : CreateObject("WScript.Shell").Run "calc" : x = "`},
	{"a line break and code", "x\nWScript.Quit 42\r\nWScript.Echo \"PWNED\""},
	{"a line continuation", "name _"},
	{"Rem", "Rem "},
	{"an apostrophe", "' & x"},
	{"other line ends", "a\u2028b\u0085c"},
	{"Unicode, also beyond 16 bits", "Köln Ж 🔥 \u202e"},
	{"very long", strings.Repeat(`long "name" `, 500)},
	{"an expression", `" & WScript.ScriptFullName & "`},
	{"a class end", "\nEnd Function\nEnd Class\nWScript.Echo \"PWNED\"\n"},
	{"markers of the stand-in", "<10>"},
}

// seen is a string as the stand-in shows it: see its ChrW.
func seen(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		if unit >= ' ' && unit <= '~' {
			b.WriteByte(byte(unit))
		} else {
			fmt.Fprintf(&b, "<%d>", unit)
		}
	}
	return b.String()
}

// Law: nothing from an export becomes code. A hostile text is a StorageName, a
// display name, and the new and the old value.
func testHostile(t *testing.T, w *winetest.Wine) {
	for _, h := range hostile {
		t.Run(h.reason, func(t *testing.T) {
			doc := withNetwork(t, h.name, h.name)
			s := scripts(t, doc, Options{})
			if len(s.Steps) != 1 {
				t.Fatalf("steps %+v, skipped %+v", s.Steps, s.Skipped)
			}
			world := founding()
			world.network, world.name = h.name, h.name
			runHostile(t, w, "apply.vbs", s.Apply, world, "SET IntegratedAuthPersistSingleRequest False\n")

			renamed := scripts(t, sample(t, "founding-case.xml"), Options{Set: []Assignment{{internal + "/Name", h.name}}})
			runHostile(t, w, "apply.vbs", renamed.Apply, founding(), "SET Name ["+seen(h.name)+"]\n")
			world = founding()
			world.name, world.integrated = h.name, "False"
			runHostile(t, w, "rollback.vbs", renamed.Rollback, world, "SET Name [Internal]\n")
		})
	}
}

func runHostile(t *testing.T, w *winetest.Wine, name string, script []byte, world world, want string) {
	t.Helper()
	dir := t.TempDir()
	install(t, dir, name, script, world)
	out, code := run(t, w, dir, name)
	if code != 0 || !strings.Contains(out, want) || strings.Contains(out, "\nPWNED") {
		t.Errorf("exit code %d, want 0 and %q in\n%s", code, want, out)
	}
}

func testLog(t *testing.T, w *winetest.Wine, s Scripts) {
	line := regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d `)
	dir := t.TempDir()
	install(t, dir, "apply.vbs", s.Apply, founding())
	for _, args := range [][]string{{"/dryrun"}, nil} {
		out, code := run(t, w, dir, "apply.vbs", args...)
		if code != 0 {
			t.Fatalf("exit %d\n%s", code, out)
		}
	}
	text := utf16File(t, filepath.Join(dir, "apply.log"))
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\r\n")
	if n := len(line.FindAllString(text, -1)); n != len(lines) {
		t.Errorf("%d of %d lines have a time", n, len(lines))
	}
	for _, want := range []string{"dry run", "now 'True'", "changed to 'False' and saved", "Done: 3 changed"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %q:\n%s", want, text)
		}
	}
	elsewhere := filepath.Join(dir, "my log.txt")
	if out, code := run(t, w, dir, "apply.vbs", "/dryrun", "/log:"+winetest.Path(elsewhere)); code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	if text := utf16File(t, elsewhere); !strings.Contains(text, "dry run") {
		t.Errorf("the other log is\n%s", text)
	}
	out, code := run(t, w, dir, "apply.vbs", `/log:Z:\no\such\folder\x.log`)
	if code != 1 || !strings.Contains(out, "cannot be opened") || strings.Contains(out, "SET ") {
		t.Errorf("a log that cannot be opened: exit %d\n%s", code, out)
	}
}

// utf16File reads a little-endian UTF-16 file with a byte order mark.
func utf16File(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])|uint16(b[i+1])<<8)
	}
	if len(units) == 0 || units[0] != 0xFEFF {
		t.Fatalf("%s does not start with a byte order mark", filepath.Base(path))
	}
	return string(utf16.Decode(units[1:]))
}
