package cli

import (
	"fmt"
	"io"
	"runtime"
	"strings"

	"tmgaudit/report"
)

// fault is a panic that a worker passed on, with the place where it arose.
type fault struct {
	value any
	input string   // what was being read
	trace []string // functions of the program, the innermost first
}

// catch passes a panic on as a fault. It is deferred in a goroutine, for a panic
// there could not be recovered elsewhere.
func catch(input string, to **fault) {
	if p := recover(); p != nil {
		*to = &fault{p, input, trace()}
	}
}

// reportFault asks the user to report a fault of the program.
func reportFault(w io.Writer, args []string, p any) int {
	f, ok := p.(*fault)
	if !ok {
		f = &fault{value: p, trace: trace()}
	}
	value, stack, _ := strings.Cut(fmt.Sprint(f.value), "\n")
	fmt.Fprintf(w, "%s: internal error: %s\n", programName, report.Printable(value))
	fmt.Fprintln(w, "This is a fault of the program, not of your files. Please report it with these lines:")
	fmt.Fprintf(w, "  version: %s\n", versionLine())
	fmt.Fprintf(w, "  command: %s\n", report.Printable(strings.Join(args, " ")))
	if f.input != "" {
		fmt.Fprintf(w, "  input:   %s\n", report.Printable(f.input))
	}
	for _, line := range append(traceIn(stack), f.trace...) {
		fmt.Fprintf(w, "  at:      %s\n", line)
	}
	return exitFault
}

// mostFrames bounds what is shown of a stack.
const mostFrames = 6

// traceIn is the functions of this program in a stack that came as text, as from
// a check's own goroutine: a line with the function, then one with its place.
func traceIn(stack string) []string {
	var frames []string
	lines := strings.Split(stack, "\n")
	for i := 0; i+1 < len(lines) && len(frames) < mostFrames; i++ {
		if !strings.HasPrefix(lines[i], programName+"/") || strings.HasPrefix(lines[i], programName+"/internal/workers.") {
			continue // those that pass a panic on are not where it arose
		}
		function, _, _ := strings.Cut(lines[i], "(0x")
		place, _, _ := strings.Cut(lines[i+1], " +0x")
		frames = append(frames, fmt.Sprintf("%s (%s)", function, place[strings.LastIndexByte(place, '/')+1:]))
	}
	return frames
}

// trace is the functions of this program on the stack of a panic.
func trace() []string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	var lines []string
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, programName+"/") && len(lines) < mostFrames {
			file := f.File[strings.LastIndexByte(f.File, '/')+1:]
			lines = append(lines, fmt.Sprintf("%s (%s:%d)", f.Function, file, f.Line))
		}
		if !more {
			return lines
		}
	}
}
