package fixer

import (
	"bytes"
	_ "embed" // the part of a script that is always the same
	"fmt"
	"strconv"
	"strings"
)

// scriptForm is what tells the two scripts apart.
type scriptForm struct {
	name    string // file name
	purpose string // of the first line of the header
}

var (
	applyScript    = scriptForm{"apply.vbs", "applies the corrections of a configuration export"}
	rollbackScript = scriptForm{"rollback.vbs", "takes back the corrections that apply.vbs made"}
)

// engine is the part of a script that is always the same.
//
//go:embed vbs/engine.vbs
var engine string

// scriptHead is the header of a script. Its arguments are the script's name, its
// purpose, the input, and the name again.
const scriptHead = `' %[1]s - %[2]s.
' Written by tmgaudit for the export %[3]s.
'
' Run it in an elevated command prompt on the ISA Server or Forefront TMG host,
' with an account that may change the array. First see what it would do:
'
'     cscript //nologo %[1]s /dryrun
'     cscript //nologo %[1]s
'
' Every value is read and printed first. Where one is neither the expected nor the
' wanted value, or an object is missing, nothing is changed at all. It restarts no
' service; it prints which ones must be.
'
'     /dryrun     say what would be changed, change nothing
'     /log:FILE   log file; otherwise %[4]s beside this script
'     /byname     accept an array of the same name although its PersistentName
'                 differs, for an array that was set up anew
'
' Exit code: 0 everything is as wanted, 1 an error, 2 wrong usage.
Option Explicit
`

// rootFunction is the only place where a script gets hold of the product.
const rootFunction = `
' The root of the administration COM model.
Function OpenRoot()
  Set OpenRoot = CreateObject("FPC.Root")
End Function
`

// write is the script for the steps, in their order.
func (f scriptForm) write(input string, steps []scriptStep, skipped int) ([]byte, error) {
	w := &scriptWriter{}
	logName := strings.TrimSuffix(f.name, ".vbs") + ".log"
	fmt.Fprintf(w, scriptHead, f.name, f.purpose, commentText(baseName(input)), logName)
	w.line(`Const ScriptTitle = "%s"`, f.name)
	w.line(`Const LogName = "%s"`, logName)
	w.line("Const StepCount = %d", len(steps))
	w.line("Const SkippedCount = %d", skipped)
	w.text(rootFunction)
	w.each(len(steps))
	for i := range steps {
		w.step(i+1, &steps[i])
	}
	w.text("\n" + engine)
	return w.bytes()
}

// baseName is the file name of a path of Windows or of another system.
func baseName(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}

// scriptWriter collects the text of a script.
type scriptWriter struct{ bytes.Buffer }

func (w *scriptWriter) text(s string) { w.WriteString(s) }

func (w *scriptWriter) line(format string, args ...any) {
	fmt.Fprintf(w, format+"\n", args...)
}

// bytes is the script with the line ends of Windows. A script that is not plain
// ASCII would depend on the host's code page: that is a fault of ours.
func (w *scriptWriter) bytes() ([]byte, error) {
	for i, b := range w.Bytes() {
		if b != '\n' && (b < ' ' || b > '~') {
			return nil, fmt.Errorf("the byte %#x at %d is not plain ASCII", b, i)
		}
	}
	return bytes.ReplaceAll(w.Bytes(), []byte("\n"), []byte("\r\n")), nil
}

// each is the procedure that runs all steps in order.
func (w *scriptWriter) each(count int) {
	w.text("\n' All steps in order. change is False to look only.\nSub EachStep(change)\n")
	for n := 1; n <= count; n++ {
		w.line("  RunStep %d, New Step%d, change", n, n)
	}
	w.line("End Sub")
}

// step is the class of one step. All that stems from the export is in string
// expressions; names in code are the catalogue's.
func (w *scriptWriter) step(n int, s *scriptStep) {
	w.line("\n' Step %d: the property %s of a %s.", n, s.Property, s.Class)
	w.line("Class Step%d", n)
	w.line("  Public Target ' has the property")
	w.line("  Public Keeper ' is saved")
	w.function("Title", shortened(s.Object))
	w.function("PropertyName", s.Class+"."+s.Property)
	w.function("Kind", string(s.kind))
	w.value("OldValue", s.kind, s.old, s.Old)
	w.value("NewValue", s.kind, s.new, s.New)
	w.find(s)
	w.line("\n  Public Function Current()")
	w.line("    Current = Target.%s", s.Property)
	w.line("  End Function")
	w.line("\n  Public Sub Change(value)")
	w.line("    Target.%s = value", s.Property)
	w.line("  End Sub")
	w.line("End Class")
}

// value is a method that returns a value of the property.
func (w *scriptWriter) value(name string, kind valueKind, expression, stored string) {
	if kind == stringValue {
		w.function(name, stored)
		return
	}
	w.line("\n  Public Function %s()\n    %s = %s\n  End Function", name, name, expression)
}

// function is a method that returns a string.
func (w *scriptWriter) function(name, s string) {
	w.line("\n  Public Function %s()", name)
	w.line("    Dim s")
	w.lines(assign("s", s))
	w.line("    %s = s", name)
	w.line("  End Function")
}

func (w *scriptWriter) lines(lines []string) {
	for _, l := range lines {
		w.line("    %s", l)
	}
}

// find is the method that walks from the array to the object.
func (w *scriptWriter) find(s *scriptStep) {
	w.line("\n  Public Sub Find()")
	w.line("    Dim id, label")
	for i := range len(s.hops) + 1 {
		w.line("    Dim at%d", i)
	}
	w.item(s.array)
	w.line("    Set at0 = OpenArray(id, label)")
	for i, h := range s.hops {
		if h.property != "" {
			w.line("    Set at%d = at%d.%s", i+1, i, h.property)
			continue
		}
		w.item(h.item)
		w.line("    Set at%d = ItemOf(at%d, id, label)", i+1, i)
	}
	w.line("    Set Target = at%d", len(s.hops))
	w.text("    ' " + keeperNote(s) + "\n")
	w.line("    Set Keeper = at%d", s.keeper)
	w.line("  End Sub")
}

func (w *scriptWriter) item(i itemHop) {
	w.lines(assign("id", i.storageName))
	w.lines(assign("label", shortened(i.label)))
}

// keeperNote says why an object is the one that is saved. Only classes that
// derive from IFPCPersist have both Save, which writes the object and all below
// it, and GetServiceRestartMask.
func keeperNote(s *scriptStep) string {
	if s.keeper == len(s.hops) {
		return "The object itself has the methods of FPCPersist: Save, GetServiceRestartMask."
	}
	return "Saved is the " + s.keeps + ", " + strconv.Itoa(len(s.hops)-s.keeper) + " above: the nearest that has the methods of FPCPersist."
}
