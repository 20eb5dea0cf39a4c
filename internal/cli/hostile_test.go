//go:build linux || darwin

package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hostile is an input that somebody made to stop, fill or crash the program.
type hostile struct {
	name     string
	write    func(w *bufio.Writer)
	want     string   // part of the message of an input that is refused, "" for one that is read
	memory   int64    // peak memory for each byte read and written; 0 is the usual factor
	commands []string // of hostileArgs; lint alone where there are none
	reason   string
}

// The usual bound on peak memory is a few times what is read and written, and a
// constant; inputs of many tiny parts need more for each byte. The address space
// is bounded too, so that a runaway ends the program and not the machine; the Go
// runtime reserves gigabytes that it does not use.
const (
	usualMemory  = 4
	baseMemory   = 64 << 20
	addressSpace = 6 << 30
)

const (
	hostileHead = `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes"` +
		` StorageName="FPC" StorageType="0"><fpc4:Arrays StorageName="Arrays" StorageType="0"><fpc4:Array StorageName="A" StorageType="1">`
	hostileTail = `</fpc4:Array></fpc4:Arrays></fpc4:Root>`
)

// inArray writes body inside an array, one line.
func inArray(body func(*bufio.Writer)) func(*bufio.Writer) {
	return func(w *bufio.Writer) {
		w.WriteString(hostileHead)
		body(w)
		w.WriteString(hostileTail)
	}
}

// pieces writes format n times; it may take the number.
func pieces(format string, n int) func(*bufio.Writer) {
	return func(w *bufio.Writer) {
		numbered := strings.Contains(format, "%")
		for i := range n {
			if numbered {
				fmt.Fprintf(w, format, i)
			} else {
				w.WriteString(format)
			}
		}
	}
}

// parts writes one after the other; a part is a string or a writer.
func parts(all ...any) func(*bufio.Writer) {
	return func(w *bufio.Writer) {
		for _, part := range all {
			switch part := part.(type) {
			case string:
				w.WriteString(part)
			case func(*bufio.Writer):
				part(w)
			}
		}
	}
}

const (
	million = 1_000_000
	// Fewer of what costs more than its length: objects, an object's properties, and
	// findings, each of which is written with its surroundings.
	hundredThousand = 100_000
	tenThousand     = 10_000
)

// valueSize is the length of the longest single value: 1 GB where TMGAUDIT_BIG
// says that there is room.
func valueSize() int {
	if os.Getenv("TMGAUDIT_BIG") != "" {
		return 1_000_000_000
	}
	return 64 << 20
}

const (
	comment  = `<fpc4:Comment dt:dt="string">`
	closeIt  = `</fpc4:Comment>`
	listener = `<fpc4:WebListenerProperties StorageName="WebListenerProperties" StorageType="1">` +
		`<fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">1</fpc4:IntegratedAuthPersistSingleRequest></fpc4:WebListenerProperties>`
	network = `<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-%012d}" StorageType="1"><fpc4:Name dt:dt="string">N</fpc4:Name>` + listener + `</fpc4:Network>`
)

func inNetworks(body func(*bufio.Writer)) func(*bufio.Writer) {
	return inArray(networks(body))
}

func networks(body func(*bufio.Writer)) func(*bufio.Writer) {
	return parts(`<fpc4:NetConfig StorageName="NetConfig" StorageType="1"><fpc4:Networks StorageName="Networks" StorageType="1">`,
		body, `</fpc4:Networks></fpc4:NetConfig>`)
}

func inRules(body func(*bufio.Writer)) func(*bufio.Writer) {
	return inArray(parts(`<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">`, body, `</fpc4:PolicyRules>`))
}

func inList(body func(*bufio.Writer)) func(*bufio.Writer) {
	return inArray(parts(`<fpc4:URLSet StorageName="U" StorageType="1"><fpc4:URLStrings>`, body, `</fpc4:URLStrings></fpc4:URLSet>`))
}

var everything = []string{"lint", "json", "sarif", "fix", "compare", "report"}

// malformed are inputs that are no XML, or not the XML that is read.
var malformed = []hostile{
	{name: "entity bomb", write: parts(`<!DOCTYPE a [<!ENTITY a0 "x">`, pieces("<!ENTITY b%[1]d \"&a;&a;&a;&a;&a;&a;&a;&a;\">", 20), `]><a>&b19;</a>`), want: "DOCTYPE", reason: "a billion laughs"},
	{name: "one large entity", write: parts(`<!DOCTYPE a [<!ENTITY b "`, pieces("x", million), `">]><a>`, pieces("&b;", million), `</a>`), want: "DOCTYPE", reason: "quadratic blow-up"},
	{name: "external entity", write: parts(`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`), want: "DOCTYPE", reason: "reads a file"},
	{name: "entity without declaration", write: inArray(parts(comment, "&b;", closeIt)), want: "&b;", reason: "no entity is known"},
	{name: "nested elements", write: parts(hostileHead, pieces("<a>", million), pieces("</a>", million), hostileTail), want: "more than 256 deep", reason: "recursion"},
	{name: "nested objects", write: inArray(parts(pieces(`<fpc4:A StorageName="A" StorageType="1">`, million), pieces("</fpc4:A>", million))), want: "more than 256 deep", reason: "recursion in the model"},
	{name: "attributes", write: parts("<a", pieces(" b%d=''", million), "/>"), want: "more than 1000 attributes", reason: "duplicates are looked for"},
	{name: "the same attribute", write: parts("<a", pieces(" b=''", million), "/>"), want: "more than 1000 attributes", reason: "duplicates are found late"},
	{name: "namespaces in one tag", write: parts("<a", pieces(" xmlns:b%d='u'", million), "/>"), want: "more than 1000 attributes", reason: "scopes"},
	{name: "prefixes", write: inArray(pieces("<b%[1]d:c xmlns:b%[1]d='u'/>", million)), want: "100000 different names", reason: "the table of names"},
	{name: "element names", write: inArray(pieces("<b%d/>", million)), want: "100000 different names", reason: "the table of names"},
	{name: "one value", write: func(w *bufio.Writer) { inArray(parts(comment, pieces("0123456789abcdef", valueSize()/16), closeIt))(w) }, want: "at most 9900000", reason: "one token"},
	{name: "one attribute", write: parts(`<a b="`, pieces("0123456789abcdef", 4<<20), `"/>`), want: "at most 9900000", reason: "one token"},
	{name: "one name", write: parts("<", pieces("0123456789abcdef", 2<<20), "/>"), want: "at most 50000", reason: "one name, which starts with a digit"},
	{name: "one long name", write: parts("<", pieces("abcdefghijklmnop", 2<<20), "/>"), want: "at most 50000", reason: "one name"},
	{name: "comment without end", write: parts(hostileHead, "<!--", pieces(" x - y ", 4<<20)), want: `expected "-->"`, reason: "looks for the end"},
	{name: "comments without end", write: parts(hostileHead, pieces("<!--", 4<<20)), want: `inside a comment`, reason: "each looks for its end"},
	{name: "sections without end", write: parts(hostileHead, pieces("<![CDATA[", 2<<20)), want: `expected "]]>"`, reason: "each looks for its end"},
	{name: "ampersands", write: inArray(parts(comment, pieces("&", million), closeIt)), want: "does not start a reference", reason: "each looks for its end"},
	{name: "open tags", write: parts(pieces("<", 16*million)), want: "expected", reason: "each looks for its end"},
	{name: "NULs", write: pieces("\x00", 16<<20), want: "is this XML?", reason: "a sparse file, or a disk that failed"},
	{name: "NUL in a value", write: inArray(parts(comment, "\x00", closeIt)), want: "U+0000", reason: "ends a string in C"},
	{name: "cut at a block", write: parts(hostileHead, pieces(" ", 2*4096-len(hostileHead))), want: "the document ends inside", reason: "the end of the file is the end of a block of the line index"},
	{name: "NULs at the end", write: parts(inArray(parts()), pieces("\x00", 8<<20)), want: "after the end of the root", reason: "a copy that was cut"},
	{name: "surrogate in UTF-8", write: inArray(parts(comment, "\xED\xA0\x80", closeIt)), want: "not valid UTF-8", reason: "half of a character"},
	{name: "surrogate as a reference", write: inArray(parts(comment, "&#xD800;", closeIt)), want: "not a character", reason: "half of a character"},
	{name: "surrogate in UTF-16", write: wide(inArray(parts(comment, "\uFFFC", closeIt)), "\xFC\xFF", "\x00\xD8"), want: "surrogate", reason: "half of a character"},
	{name: "overlong UTF-8", write: inArray(parts(comment, "\xC0\xBC", closeIt)), want: "not valid UTF-8", reason: "another spelling of <"},
	{name: "overlong NUL", write: inArray(parts(comment, "\xC0\x80", closeIt)), want: "not valid UTF-8", reason: "how Java writes NUL"},
	{name: "UTF-32", write: parts("\xFF\xFE\x00\x00", pieces("<\x00\x00\x00", million)), want: "UTF-32", reason: "is taken for UTF-16"},
	{name: "odd UTF-16", write: parts(wide(inArray(parts()), "", ""), "x"), want: "UTF-16", reason: "half of a unit"},
	{name: "another root", write: parts(inArray(parts()), pieces(hostileHead+hostileTail, 100_000)), want: "second root", reason: "two files as one"},
}

// wide writes UTF-16LE without byte order mark, with one pair of bytes changed.
func wide(text func(*bufio.Writer), from, to string) func(*bufio.Writer) {
	return func(w *bufio.Writer) {
		var b bytes.Buffer
		narrow := bufio.NewWriter(&b)
		text(narrow)
		narrow.Flush()
		var units bytes.Buffer
		for _, r := range b.String() {
			units.WriteByte(byte(r))
			units.WriteByte(byte(r >> 8))
		}
		out := units.String()
		if from != "" {
			out = strings.Replace(out, from, to, 1)
		}
		w.WriteString(out)
	}
}

// excessive are well-formed exports that have far too much of something.
var excessive = []hostile{
	{name: "UTF-16 without mark", write: wide(inNetworks(pieces(network, 2000)), "", ""), commands: everything, reason: "is read by its pattern"},
	{name: "mixed line ends", write: inArray(parts(comment, pieces("a\r\nb\nc\r\r\n\n", million/2), closeIt, pieces("\r\n\n\r", million))), commands: everything, reason: "three kinds of line"},
	{name: "one value of many sections", write: inArray(parts(comment, pieces("<![CDATA["+strings.Repeat("0123456789abcdef", 1<<14)+"]]>", 256), closeIt)), commands: everything, memory: 8, reason: "a value has no bound of its own"},
	{name: "references", write: inArray(parts(comment, pieces("&#00000000000000000000000065;", million/4), closeIt)), commands: everything, reason: "a value much shorter than its text"},
	{name: "comments", write: inArray(pieces("<!---->", million)), reason: "empty tokens"},
	{name: "namespace declarations", write: inArray(pieces(`<a:b xmlns:a="u"/>`, million)), memory: 20, reason: "scopes open and close"},
	{name: "namespaces in scope", write: inArray(parts(pieces("<a:b "+declarations(900)+">", 200), pieces("<a:c/>", million), pieces("</a:b>", 200))), reason: "scopes stay open"},
	{name: "one attribute of an object", write: inArray(parts(`<fpc4:Network StorageType="1" StorageName="`, pieces("0123456789abcdef", 1<<19), `"/>`)), commands: everything, reason: "a name of 8 MB"},
	{name: "properties", write: inArray(pieces(`<fpc4:A dt:dt="int">1</fpc4:A>`, tenThousand)), commands: everything, memory: 8, reason: "one name, all in one object"},
	{name: "unknown properties", write: inNetworks(parts(`<fpc4:Network StorageName="N" StorageType="1">`,
		pieces(`<fpc4:A%d dt:dt="int">1</fpc4:A%[1]d>`, tenThousand), `</fpc4:Network>`)), commands: everything, memory: 8, reason: "different names, all in one object"},
	{name: "objects", write: inArray(pieces(`<fpc4:A StorageName="%d" StorageType="1"/>`, 3*hundredThousand)), commands: []string{"lint", "fix", "compare"}, memory: 16, reason: "tiny, all in one object"},
	{name: "objects of one name", write: inArray(pieces(`<fpc4:A StorageName="A" StorageType="1"/>`+"\n", tenThousand)), commands: everything, memory: 8, reason: "all are the same"},
	{name: "named objects", write: inNetworks(pieces(`<fpc4:Network StorageName="{%d}" StorageType="1"><fpc4:Name dt:dt="string">N</fpc4:Name></fpc4:Network>`+"\n", tenThousand)), commands: everything, memory: 8, reason: "one display name"},
	{name: "list", write: inList(pieces(`<fpc4:Str dt:dt="string">http://host%d.example.com/</fpc4:Str>`, million)), commands: everything, reason: "different entries"},
	{name: "list of one entry", write: inList(pieces(`<fpc4:Str dt:dt="string">a</fpc4:Str>`, million)), commands: everything, reason: "each is a duplicate"},
	{name: "list of nothing", write: inList(pieces(`<fpc4:Str dt:dt="string"/>`, million)), commands: everything, reason: "each is empty"},
	{name: "foreign elements", write: inArray(pieces(`<x/>`, million)), commands: []string{"lint", "fix", "compare"}, memory: 80, reason: "none is the product's, each has four bytes"},
	{name: "deep foreign elements", write: inArray(pieces(strings.Repeat("<x>", 250)+strings.Repeat("</x>", 250), tenThousand)), commands: everything, reason: "none is the product's, all are deep"},
	{name: "problems", write: inArray(pieces(`<fpc4:A StorageType="x"/>`, 3*hundredThousand)), commands: []string{"lint", "json", "fix", "compare"}, memory: 24, reason: "two problems an object"},
	{name: "findings", write: inNetworks(pieces(network, tenThousand/4)), commands: everything, memory: 6, reason: "all in one line"},
	{name: "findings in lines", write: inNetworks(pieces(network+"\n", tenThousand)), commands: everything, memory: 8, reason: "a fix for each"},
	{name: "secrets", write: inNetworks(pieces(network+"<fpc4:Password dt:dt=\"string\">x</fpc4:Password>\n", tenThousand/4)), commands: everything, memory: 8, reason: "each is masked"},
	{name: "findings below long names", write: inArray(parts(pieces(`<fpc4:A StorageName="`+strings.Repeat("0123456789abcdef", 4)+`" StorageType="1">`, 200),
		networks(pieces(network, 500)), pieces(`</fpc4:A>`, 200))), commands: everything, memory: 400, reason: "the path of each is long"},
	{name: "dangling references", write: inRules(pieces(rule+"\n", tenThousand)), commands: everything, memory: 8, reason: "each is looked for"},
	{name: "one name for all", write: inRules(pieces(strings.ReplaceAll(rule, "%d", "R")+"\n", tenThousand)), commands: everything, memory: 8, reason: "each stands for all"},
}

const rule = `<fpc4:PolicyRule StorageName="{%d}" StorageType="1"><fpc4:Action dt:dt="int">0</fpc4:Action><fpc4:Enabled dt:dt="boolean">1</fpc4:Enabled>` +
	`<fpc4:Name dt:dt="string">R</fpc4:Name><fpc4:Type dt:dt="int">0</fpc4:Type><fpc4:AccessProperties StorageName="AccessProperties" StorageType="1">` +
	`<fpc4:Ref StorageName="U" StorageType="1"><fpc4:Name dt:dt="string">R</fpc4:Name><fpc4:RefClass dt:dt="string">msFPCPolicyRule</fpc4:RefClass></fpc4:Ref>` +
	`<fpc4:Ref StorageName="V" StorageType="1"><fpc4:Name dt:dt="string">missing</fpc4:Name><fpc4:RefClass dt:dt="string">msFPCUserSet</fpc4:RefClass></fpc4:Ref>` +
	`</fpc4:AccessProperties></fpc4:PolicyRule>`

func declarations(n int) string {
	var b strings.Builder
	b.WriteString(`xmlns:a="u"`)
	for i := range n {
		fmt.Fprintf(&b, ` xmlns:n%d="u"`, i)
	}
	return b.String()
}

// Whatever is in a file, the program ends with a message or a result, and its
// memory is bounded by the size of the file.
func TestHostileInput(t *testing.T) {
	program := ownProgram(t)
	for _, h := range append(malformed, excessive...) {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel() // each is a process of its own
			path, size := writeHostile(t, h)
			if len(h.commands) == 0 {
				h.commands = []string{"lint"}
			}
			for _, command := range h.commands {
				h.run(t, program, command, path, size)
			}
		})
	}
}

// hostileArgs are the commands; OUT, FILE and OTHER stand for paths.
var hostileArgs = map[string][]string{
	"lint":    {"lint", "--output-file", "OUT", "FILE"},
	"json":    {"lint", "--format", "json", "--output-file", "OUT", "FILE"},
	"sarif":   {"lint", "--format", "sarif", "--output-file", "OUT", "FILE"},
	"fix":     {"fix", "--unsafe", "--diff", "OUT", "FILE"},
	"report":  {"report", "--format", "json", "--output-file", "OUT", "FILE"},
	"compare": {"compare", "--output-file", "OUT", "FILE", "OTHER"},
}

// run holds one command to its exit code, message and memory.
func (h hostile) run(t *testing.T, program, command, path string, size int64) {
	t.Helper()
	dir := t.TempDir()
	out, other := filepath.Join(dir, "out"), filepath.Join(dir, "other.xml")
	if command == "compare" {
		size *= 2
		if err := os.Link(path, other); err != nil {
			t.Fatal(err)
		}
	}
	var args []string
	for _, a := range hostileArgs[command] {
		args = append(args, strings.NewReplacer("OUT", out, "FILE", path, "OTHER", other).Replace(a))
	}
	factor := max(h.memory, usualMemory)
	code, message, peak := limited(t, program, factor*size+addressSpace, args...)
	written := int64(0)
	if info, err := os.Stat(out); err == nil {
		written = info.Size()
	}
	bound := factor*(size+written) + baseMemory
	t.Logf("%-7s exit %d, %3d MB in, %2d MB out, %3d MB peak, %3d MB allowed: %.150s", command, code, size>>20, written>>20, peak>>20, bound>>20, strings.TrimSpace(message))
	if peak > bound {
		if _, _, floor := limited(t, program, addressSpace, "version"); peak > floor+bound {
			t.Errorf("%s: %d MB of memory for %d MB in and %d MB out; at most %d are allowed", command, peak>>20, size>>20, written>>20, bound>>20)
		}
	}
	h.judge(t, command, code, message)
}

func (h hostile) judge(t *testing.T, command string, code int, message string) {
	t.Helper()
	switch {
	case h.want != "":
		if code != exitIO || !strings.Contains(message, h.want) || len(message) > 4000 {
			t.Errorf("%s: exit %d, %.500q; expected exit %d and %q in a short message", command, code, message, exitIO, h.want)
		}
	case code != exitOK && code != exitFindings:
		t.Errorf("%s: exit %d, %.2000s; expected a result", command, code, message)
	}
}

// Only files are found in directories and by globs: nobody may ever write to a pipe.
// What is named may be one.
func TestPipesAndDevices(t *testing.T) {
	dir := t.TempDir()
	pipe, file := filepath.Join(dir, "pipe.xml"), filepath.Join(dir, "a.xml")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o644), syscall.Mkfifo(filepath.Join(dir, "pipe.zip"), 0o644), os.WriteFile(file, nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"device.xml": "/dev/zero", "piped.xml": pipe, "link.xml": file} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		reason, arg string
		want        []string
	}{
		{"a directory", "", []string{"a.xml", "link.xml"}},
		{"a glob", "*.xml", []string{"a.xml", "link.xml"}},
		{"a glob of archives", "*.*", []string{"a.xml", "link.xml"}},
		{"a glob of any depth", "**", []string{"a.xml", "link.xml"}},
		{"a pipe by its name", "pipe.xml", []string{"pipe.xml"}},
	} {
		var got []string
		for _, in := range expand([]string{filepath.Join(dir, tt.arg)}) {
			got = append(got, filepath.Base(in.path))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
	for _, device := range []string{"/dev/zero", filepath.Join(dir, "device.xml")} {
		if _, err := (input{path: device}).bytes(nil); err == nil || !strings.Contains(err.Error(), "this is a device, not a file; name a file") {
			t.Errorf("%s: %v", device, err)
		}
	}
}

// ownProgram is the test binary under the name that makes it the program.
func ownProgram(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), programName)
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, program)
	}
	if err != nil {
		t.Fatal(err)
	}
	return program
}

func writeHostile(t *testing.T, h hostile) (path string, size int64) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "x.xml")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<16)
	h.write(w)
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, info.Size()
}

// limited runs the program in a bounded address space and returns its exit code,
// the start of what it says on standard error, and its peak memory in bytes. A
// child inherits the peak of its parent, so that is kept small.
func limited(t *testing.T, program string, space int64, args ...string) (code int, message string, peak int64) {
	t.Helper()
	debug.FreeOSMemory()
	script := fmt.Sprintf(`ulimit -v %d 2>/dev/null; exec "$0" "$@"`, space>>10) // where the system knows it
	ctx, stop := untilTimeout(t)
	defer stop()
	cmd := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", script, program}, args...)...)
	said := &head{}
	cmd.Stderr = said
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatalf("%q does not end", args)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatal("the system does not say what a child used")
	}
	peak = usage.Maxrss
	if runtime.GOOS == "linux" {
		peak <<= 10 // kilobytes there, bytes elsewhere
	}
	return cmd.ProcessState.ExitCode(), said.String(), peak
}

// untilTimeout ends shortly before the test would, so that no child outlives it.
func untilTimeout(t *testing.T) (context.Context, context.CancelFunc) {
	if end, ok := t.Deadline(); ok {
		return context.WithDeadline(t.Context(), end.Add(-10*time.Second))
	}
	return context.WithCancel(t.Context())
}

// head keeps the start of what is written.
type head struct{ strings.Builder }

func (h *head) Write(b []byte) (int, error) {
	if room := 1<<16 - h.Len(); room > 0 {
		h.Builder.Write(b[:min(room, len(b))])
	}
	return len(b), nil
}
