package cli

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tmgaudit/internal/winetest"
)

// onWindows is the program for Windows under Wine.
type onWindows struct {
	*winetest.Wine
	program, hold string
}

// The program for Windows does what the program of this machine does.
func TestWindowsProgram(t *testing.T) {
	t.Parallel() // it mostly waits
	w := onWindows{Wine: winetest.Start(t)}
	start := time.Now()
	w.program = buildForWindows(t, "tmgaudit/cmd/tmgaudit")
	w.hold = buildForWindows(t, "./testdata/windows/hold")
	t.Logf("programs are built after %v", time.Since(start).Round(time.Millisecond))
	for _, part := range []struct {
		name string
		test func(*testing.T, onWindows)
	}{
		{"names of files", testWindowsNames},
		{"standard input", testWindowsStdin},
		{"exit codes", testWindowsExitCodes},
		{"reports in files", testWindowsReports},
		{"fix to a file", testWindowsFix},
		{"fix in place", testWindowsInPlace},
		{"bundle", testWindowsBundle},
		{"long path", testWindowsLongPath},
		{"read-only target", testWindowsReadOnly},
		{"file in use", testWindowsInUse},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, w) })
	}
}

func buildForWindows(t *testing.T, pkg string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), filepath.Base(pkg)+".exe")
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, b)
	}
	return out
}

// run runs the program for Windows in a directory.
func (w onWindows) run(t *testing.T, dir string, args ...string) winetest.Result {
	t.Helper()
	return w.Exec(t, winetest.Run{Dir: dir}, w.program, args...)
}

// here runs the program of this machine.
func here(args ...string) winetest.Result {
	var out, errs bytes.Buffer
	code := Main(append([]string{programName}, args...), strings.NewReader(""), &out, &errs)
	return winetest.Result{Stdout: out.String(), Stderr: errs.String(), Code: code}
}

// samplesIn copies samples into dir/samples.
func samplesIn(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		store(t, filepath.Join(dir, "samples", name), contents(t, filepath.Join("..", "..", "samples", name)))
	}
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func store(t *testing.T, path string, b []byte) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = os.WriteFile(path, b, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

const (
	founding     = "founding-case.xml"
	clean        = "tmg2010-sp2-default.xml"
	foundingSlug = "com-integrated-auth-per-request"
)

// foundingReport is what lint prints for the founding case under a name.
func foundingReport(t *testing.T, name string) string {
	t.Helper()
	const path = "../../samples/" + founding
	lines := here("lint", path, "--format", "compact", "--quiet").Stdout
	if !strings.Contains(lines, foundingSlug) {
		t.Fatalf("the founding case gives %q", lines)
	}
	return strings.ReplaceAll(lines, path, name)
}

func testWindowsNames(t *testing.T, w onWindows) {
	dir := t.TempDir()
	samplesIn(t, dir, founding, clean)
	sample := filepath.Join(dir, "samples", founding)
	for _, tt := range []struct{ reason, arg, name string }{
		{"backslashes", `samples\founding-case.xml`, `samples\founding-case.xml`},
		{"slashes", `samples/founding-case.xml`, `samples/founding-case.xml`},
		{"a glob, which no shell of Windows expands", `samples\*.xml`, `samples\founding-case.xml`},
		{"a glob in other letters", `SAMPLES\F*.XML`, `SAMPLES\founding-case.xml`},
		{"a glob over folders", `.\**\found*.xml`, `samples\founding-case.xml`},
		{"a folder", `samples`, `samples\founding-case.xml`},
		{"a drive letter", winetest.Path(sample), winetest.Path(sample)},
		{"a glob below a drive letter", winetest.Path(filepath.Join(dir, "samples", "f*")), winetest.Path(sample)},
		{"a verbatim path", `\\?\` + winetest.Path(sample), `\\?\` + winetest.Path(sample)},
	} {
		got := w.run(t, dir, "lint", tt.arg, "--format", "compact", "--quiet")
		if want := foundingReport(t, tt.name); got.Code != exitFindings || got.Stdout != want {
			t.Errorf("%s: exit %d\n%s%swant\n%s", tt.reason, got.Code, got.Stdout, got.Stderr, want)
		}
	}
}

func testWindowsStdin(t *testing.T, w onWindows) {
	source := contents(t, "../../samples/"+founding)
	for name, b := range windowsForms(string(source)) {
		got := w.Exec(t, winetest.Run{Stdin: bytes.NewReader(b)}, w.program, "lint", "-", "--format", "compact", "--quiet")
		if want := foundingReport(t, "-"); got.Code != exitFindings || got.Stdout != want {
			t.Errorf("%s: exit %d\n%s%swant\n%s", name, got.Code, got.Stdout, got.Stderr, want)
		}
	}
}

// windowsForms are the founding case in the forms that programs of Windows write.
func windowsForms(lf string) map[string][]byte {
	crlf := strings.ReplaceAll(lf, "\n", "\r\n")
	wide := strings.Replace(crlf, `encoding="UTF-8"`, `encoding="UTF-16"`, 1)
	return map[string][]byte{
		"utf-8 crlf":     []byte(crlf),
		"utf-8 bom crlf": []byte("\uFEFF" + crlf),
		"utf-16le crlf":  utf16Bytes(false, true)(wide),
		"utf-16be crlf":  utf16Bytes(true, true)(wide),
	}
}

func testWindowsExitCodes(t *testing.T, w onWindows) {
	dir := t.TempDir()
	samplesIn(t, dir, founding, clean)
	store(t, filepath.Join(dir, "no.xml"), []byte("<a>"))
	for _, tt := range []struct {
		reason string
		code   int
		stderr string // a part of it
		args   []string
	}{
		{"nothing to report", exitOK, "", []string{"lint", `samples\` + clean}},
		{"findings", exitFindings, "", []string{"lint", `samples\` + founding}},
		{"fixes are pending", exitFindings, "", []string{"fix", "--check", `samples\` + founding}},
		{"wrong usage", exitUsage, "--help", []string{"lint", "--nonsense"}},
		{"no such file", exitIO, "the file does not exist", []string{"lint", `samples\nothing.xml`}},
		{"no such drive", exitIO, "the file does not exist", []string{"lint", `q:\nothing.xml`}},
		{"not an export", exitIO, "", []string{"lint", "no.xml"}},
		{"nothing matches", exitIO, "no file matches", []string{"lint", `samples\*.txt`}},
	} {
		got := w.run(t, dir, tt.args...)
		if got.Code != tt.code || !strings.Contains(got.Stdout+got.Stderr, tt.stderr) {
			t.Errorf("%s: exit %d, want %d and %q in\n%s%s", tt.reason, got.Code, tt.code, tt.stderr, got.Stdout, got.Stderr)
		}
	}
}

func testWindowsReports(t *testing.T, w onWindows) {
	dir := t.TempDir()
	samplesIn(t, dir, founding)
	store(t, filepath.Join(dir, "out", "findings.json"), []byte("old"))
	path := `samples\` + founding
	got := w.run(t, dir, "lint", path, "--format", "compact", "--quiet", "-o", `out\findings.txt`, "--output", `json=out\findings.json`)
	if got.Code != exitFindings || got.Stdout != "" {
		t.Errorf("exit %d\n%s%s", got.Code, got.Stdout, got.Stderr)
	}
	if text := string(contents(t, filepath.Join(dir, "out", "findings.txt"))); text != foundingReport(t, path) {
		t.Errorf("findings.txt is\n%s", text)
	}
	if b := contents(t, filepath.Join(dir, "out", "findings.json")); !bytes.Contains(b, []byte(`samples\\founding-case.xml`)) {
		t.Errorf("findings.json is\n%s", b)
	}
	if names := filesBelow(t, filepath.Join(dir, "out")); len(names) != 2 {
		t.Errorf("files %q", names)
	}
}

func testWindowsFix(t *testing.T, w onWindows) {
	for name, source := range windowsForms(string(contents(t, "../../samples/"+founding))) {
		dir := t.TempDir()
		store(t, filepath.Join(dir, "x.xml"), source)
		got := w.run(t, dir, "fix", "x.xml", "-o", "windows.xml")
		if got.Code != exitOK {
			t.Errorf("%s: exit %d\n%s", name, got.Code, got.Stderr)
			continue
		}
		if got := here("fix", filepath.Join(dir, "x.xml"), "-o", filepath.Join(dir, "here.xml")); got.Code != exitOK {
			t.Fatalf("%s: exit %d\n%s", name, got.Code, got.Stderr)
		}
		fixed := contents(t, filepath.Join(dir, "windows.xml"))
		if !bytes.Equal(fixed, contents(t, filepath.Join(dir, "here.xml"))) || bytes.Equal(fixed, source) {
			t.Errorf("%s: the result is another one than here", name)
		}
		if !bytes.Equal(contents(t, filepath.Join(dir, "x.xml")), source) {
			t.Errorf("%s: the input was changed", name)
		}
		shown, want := w.run(t, dir, "fix", "x.xml").Stdout, here("fix", filepath.Join(dir, "x.xml")).Stdout
		if shown != want {
			t.Errorf("%s: the difference is another one than here:\n%s", name, shown)
		}
	}
}

func testWindowsInPlace(t *testing.T, w onWindows) {
	for name, source := range windowsForms(string(contents(t, "../../samples/"+founding))) {
		dir := t.TempDir()
		path := filepath.Join(dir, "x.xml")
		store(t, path, source)
		if got := here("fix", path, "-o", filepath.Join(dir, "want.xml")); got.Code != exitOK {
			t.Fatalf("%s: exit %d\n%s", name, got.Code, got.Stderr)
		}
		for range 2 { // the second time there is nothing to do
			got := w.run(t, dir, "fix", "--in-place", "--force", winetest.Path(path))
			if got.Code != exitOK {
				t.Errorf("%s: exit %d\n%s", name, got.Code, got.Stderr)
			}
		}
		if !bytes.Equal(contents(t, path), contents(t, filepath.Join(dir, "want.xml"))) {
			t.Errorf("%s: the file is not the corrected one", name)
		}
		if !bytes.Equal(contents(t, path+".bak"), source) {
			t.Errorf("%s: the copy is not what was there", name)
		}
		if names := filesBelow(t, dir); !slices.Equal(names, []string{"want.xml", "x.xml", "x.xml.bak"}) {
			t.Errorf("%s: files %q", name, names)
		}
	}
}

func testWindowsBundle(t *testing.T, w onWindows) {
	dir := t.TempDir()
	samplesIn(t, dir, founding)
	if got := w.run(t, dir, "fix", `samples\`+founding, "--bundle", `out of\windows`); got.Code != exitIO {
		t.Errorf("into no folder: exit %d\n%s", got.Code, got.Stderr)
	}
	store(t, filepath.Join(dir, "out of", "x"), nil)
	if got := w.run(t, dir, "fix", `samples\`+founding, "--bundle", `out of\windows`); got.Code != exitOK {
		t.Fatalf("exit %d\n%s", got.Code, got.Stderr)
	}
	if got := here("fix", filepath.Join(dir, "samples", founding), "--bundle", filepath.Join(dir, "here")); got.Code != exitOK {
		t.Fatalf("exit %d\n%s", got.Code, got.Stderr)
	}
	windows := filepath.Join(dir, "out of", "windows")
	names := filesBelow(t, filepath.Join(dir, "here"))
	if got := filesBelow(t, windows); !slices.Equal(got, names) {
		t.Fatalf("files %q, want %q", got, names)
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".xml") && !bytes.Equal(contents(t, filepath.Join(windows, name)), contents(t, filepath.Join(dir, "here", name))) {
			t.Errorf("%s is another one than here", name)
		}
	}
}

// A path of more than 260 characters, the limit of old programs.
func testWindowsLongPath(t *testing.T, w onWindows) {
	dir := t.TempDir()
	long := strings.Repeat("abcdefghijklmnopqrstuvwxyz 0123456789/", 8)
	path := filepath.Join(dir, long, "x.xml")
	source := contents(t, "../../samples/"+founding)
	store(t, path, source)
	for _, name := range []string{winetest.Path(path), strings.ReplaceAll(long, "/", `\`) + "x.xml"} {
		if len(name) < 300 {
			t.Fatalf("the name has %d characters", len(name))
		}
		got := w.run(t, dir, "lint", name, "--format", "compact", "--quiet")
		if want := foundingReport(t, name); got.Code != exitFindings || got.Stdout != want {
			t.Errorf("exit %d\n%s%swant\n%s", got.Code, got.Stdout, got.Stderr, want)
		}
	}
	if got := w.run(t, dir, "fix", "--in-place", winetest.Path(path)); got.Code != exitOK {
		t.Errorf("exit %d\n%s", got.Code, got.Stderr)
	}
	if !bytes.Equal(contents(t, path+".bak"), source) || bytes.Equal(contents(t, path), source) {
		t.Error("the file was not corrected in place")
	}
}

// Windows refuses to replace a read-only file and Wine does not: either way the
// file is a whole one, and nothing is left beside it.
func testWindowsReadOnly(t *testing.T, w onWindows) {
	dir := t.TempDir()
	samplesIn(t, dir, founding)
	target := filepath.Join(dir, "out", "x.xml")
	store(t, target, []byte("old"))
	if err := os.Chmod(target, 0o444); err != nil {
		t.Fatal(err)
	}
	got := w.run(t, dir, "fix", `samples\`+founding, "-o", `out\x.xml`)
	if got.Code != exitIO || !strings.Contains(got.Stderr, "exists") {
		t.Errorf("without --force: exit %d\n%s", got.Code, got.Stderr)
	}
	got = w.run(t, dir, "fix", `samples\`+founding, "-o", `out\x.xml`, "--force")
	b := contents(t, target)
	switch {
	case got.Code == exitOK && bytes.HasSuffix(bytes.TrimSpace(b), []byte("</fpc4:Root>")):
	case got.Code == exitIO && string(b) == "old" && strings.Contains(got.Stderr, "denied"):
	default:
		t.Errorf("exit %d, the file has %d bytes\n%s", got.Code, len(b), got.Stderr)
	}
	if names := filesBelow(t, filepath.Dir(target)); len(names) != 1 {
		t.Errorf("files %q", names)
	}
}

// A file that another program has open is not read, or not replaced, with a
// reason; and it stays as it is.
func testWindowsInUse(t *testing.T, w onWindows) {
	for _, tt := range []struct {
		share string
		args  []string
		code  int
	}{
		{"none", []string{"lint"}, exitIO},
		{"none", []string{"fix", "--in-place"}, exitIO},
		{"read", []string{"lint"}, exitFindings},
		{"read", []string{"fix", "--in-place"}, exitIO},
	} {
		dir := t.TempDir()
		samplesIn(t, dir, founding)
		path := filepath.Join(dir, "samples", founding)
		source := contents(t, path)
		stdout, stop := w.Start(t, w.hold, tt.share, winetest.Path(path))
		if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "held\n" {
			t.Fatalf("hold: %q %v", line, err)
		}
		got := w.run(t, dir, append(tt.args, `samples\`+founding)...)
		stop()
		if got.Code != tt.code || tt.code == exitIO && got.Stderr == "" {
			t.Errorf("%s %s: exit %d, want %d\n%s%s", tt.share, tt.args, got.Code, tt.code, got.Stdout, got.Stderr)
		}
		t.Logf("%s %s: %s", tt.share, tt.args, got.Stderr)
		if !bytes.Equal(contents(t, path), source) {
			t.Errorf("%s %s: the file was changed", tt.share, tt.args)
		}
		for _, name := range filesBelow(t, filepath.Dir(path)) {
			if strings.HasSuffix(name, ".tmp") {
				t.Errorf("%s %s: %s was left behind", tt.share, tt.args, name)
			}
		}
	}
}
