package cli

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run the program: the test binary started under its
// name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		programName: func() { os.Exit(Main(os.Args, os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the stories in testdata/script. Each starts with the exports
// in testdata/exports and has these commands beside those of testscript:
//
//	exits CODE tmgaudit ARG...   run the program, which must exit with CODE
//	encode ENCODING FROM TO      write a UTF-8 file in another encoding
//	lines KIND FROM TO           write a file with other line ends: crlf, cr, none
//	bytes HEX TO                 write bytes
//	repeat N STRING TO           write a string many times
//	archive TO FROM...           write a ZIP archive
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup:               func(env *testscript.Env) error { return os.CopyFS(env.WorkDir, os.DirFS("testdata/exports")) },
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, errors.New("unknown condition " + cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"encode": func(ts *testscript.TestScript, _ bool, args []string) { convert(ts, args, encode) },
			"lines":  func(ts *testscript.TestScript, _ bool, args []string) { convert(ts, args, lines) },
			"bytes":  writeBytes,
			"repeat": repeat,
			"archive": func(ts *testscript.TestScript, _ bool, args []string) {
				var files []packed
				for _, name := range args[1:] {
					files = append(files, packed{name: name, data: []byte(ts.ReadFile(name))})
				}
				ts.Check(writeArchive(ts.MkAbs(args[0]), files...))
			},
		},
	})
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d; expected %s", code, args[0])
	}
}

// convert writes FROM in another form, the first argument, to TO.
func convert(ts *testscript.TestScript, args []string, f func(form, source string) []byte) {
	out := f(args[0], ts.ReadFile(args[1]))
	if out == nil {
		ts.Fatalf("unknown form %q", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), out, 0o644))
}

func encode(encoding, s string) []byte {
	mark := strings.HasSuffix(encoding, "-bom")
	var order binary.AppendByteOrder
	switch strings.TrimSuffix(encoding, "-bom") {
	case "utf-8":
		return []byte("\uFEFF" + s)
	case "utf-16le":
		order = binary.LittleEndian
	case "utf-16be":
		order = binary.BigEndian
	default:
		return nil
	}
	if mark {
		s = "\uFEFF" + s
	}
	var out []byte
	for _, unit := range utf16.Encode([]rune(strings.Replace(s, `encoding="UTF-8"`, `encoding="UTF-16"`, 1))) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

func lines(kind, s string) []byte {
	ends := map[string]string{"crlf": "\r\n", "cr": "\r", "none": ""}
	end, ok := ends[kind]
	if !ok {
		return nil
	}
	if kind == "none" {
		s = strings.ReplaceAll(s, "\t", "")
	}
	return []byte(strings.ReplaceAll(s, "\n", end))
}

func writeBytes(ts *testscript.TestScript, _ bool, args []string) {
	b, err := hex.DecodeString(args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b, 0o644))
}

func repeat(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.Repeat(args[1], n)), 0o644))
}
