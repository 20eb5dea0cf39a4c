package synth

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// flushAt is the number of buffered bytes at which the writer hands them on; it bounds the memory of a run.
const flushAt = 64 << 10

// writer writes the XML form of an export and holds its laws: one TAB a level, no space before "/>", empty elements
// close themselves, inside an object properties come first and sorted by name (byte order), then child objects.
// A table that breaks the order is our own fault, so it panics. The first write error is kept and stops the output.
type writer struct {
	out     io.Writer
	buf     []byte
	err     error
	written int64 // bytes handed to out
	newline string
	oneLine bool
	stack   []frame
}

// frame is one open element.
type frame struct {
	element  string
	foreign  bool   // no fpc4 prefix
	pending  bool   // the start tag still lacks its ">" or "/>"
	children bool   // a child object was written: no property may follow
	last     string // name of the last property
}

func newWriter(out io.Writer, newline string, oneLine bool) *writer {
	return &writer{out: out, newline: newline, oneLine: oneLine, buf: make([]byte, 0, flushAt+4096)}
}

// size is the number of bytes of the document so far.
func (w *writer) size() int64 { return w.written + int64(len(w.buf)) }

func (w *writer) flush() {
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.out.Write(w.buf)
	}
	w.written += int64(len(w.buf))
	w.buf = w.buf[:0]
}

const tabs = "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t"

// line starts a new line at the depth of the open elements; nothing in a one-line document.
func (w *writer) line() {
	if len(w.buf) >= flushAt {
		w.flush()
	}
	if w.oneLine {
		return
	}
	w.buf = append(w.buf, w.newline...)
	w.buf = append(w.buf, tabs[:len(w.stack)]...)
}

// inner completes the start tag of the open element and starts the line of its next child.
func (w *writer) inner() {
	if n := len(w.stack); n > 0 && w.stack[n-1].pending {
		w.stack[n-1].pending = false
		w.buf = append(w.buf, '>')
	}
	w.line()
}

// declare writes the XML declaration.
func (w *writer) declare(standalone bool) {
	w.buf = append(w.buf, `<?xml version="1.0" encoding="UTF-8"`...)
	if standalone {
		w.buf = append(w.buf, ` standalone="no"`...)
	}
	w.buf = append(w.buf, `?>`...)
}

// root opens the document element with its two namespaces.
func (w *writer) root(storageType string) {
	w.line()
	w.buf = append(w.buf, `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4"`+
		` xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="`...)
	w.buf = append(w.buf, storageType...)
	w.buf = append(w.buf, '"')
	w.stack = append(w.stack, frame{element: "Root", pending: true})
}

// end closes the document element and flushes.
func (w *writer) end() error {
	w.close()
	if !w.oneLine {
		w.buf = append(w.buf, w.newline...)
	}
	w.flush()
	return w.err
}

// open starts an exported object (StorageType 1).
func (w *writer) open(element, storageName string) { w.openAs(element, storageName, "1") }

// openAs starts an object with a storage type: 0 for skeleton ancestors, 1 exported, 2 only for references.
func (w *writer) openAs(element, storageName, storageType string) {
	if n := len(w.stack); n > 0 {
		w.stack[n-1].children = true
	}
	w.inner()
	w.buf = append(w.buf, "<fpc4:"...)
	w.buf = append(w.buf, element...)
	w.buf = append(w.buf, ` StorageName="`...)
	w.escape(storageName, true)
	w.buf = append(w.buf, `" StorageType="`...)
	w.buf = append(w.buf, storageType...)
	w.buf = append(w.buf, '"')
	w.stack = append(w.stack, frame{element: element, pending: true})
}

// singleton starts an object whose storage name is its element name.
func (w *writer) singleton(element string) { w.open(element, element) }

// empty writes objects without content whose storage name is their element name.
func (w *writer) empty(elements ...string) {
	for _, e := range elements {
		w.singleton(e)
		w.close()
	}
}

// close ends the innermost open element.
func (w *writer) close() {
	f := w.stack[len(w.stack)-1]
	w.stack = w.stack[:len(w.stack)-1]
	if f.pending {
		w.buf = append(w.buf, "/>"...)
		return
	}
	w.line()
	w.buf = append(w.buf, "</"...)
	if !f.foreign {
		w.buf = append(w.buf, "fpc4:"...)
	}
	w.buf = append(w.buf, f.element...)
	w.buf = append(w.buf, '>')
}

// order checks that a property may stand here.
func (w *writer) order(name string) {
	f := &w.stack[len(w.stack)-1]
	if f.children || name <= f.last {
		panic(fmt.Sprintf("synth: property %s of %s after %q, children %v", name, f.element, f.last, f.children))
	}
	f.last = name
}

// begin writes a property's start tag up to its type.
func (w *writer) begin(name, dt string) {
	w.inner()
	w.buf = append(w.buf, "<fpc4:"...)
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, ` dt:dt="`...)
	w.buf = append(w.buf, dt...)
	w.buf = append(w.buf, '"')
}

func (w *writer) finish(name string) {
	w.buf = append(w.buf, "</fpc4:"...)
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, '>')
}

// header writes a property of Root, whose order is its own.
func (w *writer) header(name, dt, value string) {
	w.begin(name, dt)
	if value == "" {
		w.buf = append(w.buf, "/>"...)
		return
	}
	w.buf = append(w.buf, '>')
	w.escape(value, false)
	w.finish(name)
}

// typed writes a property with any type and text.
func (w *writer) typed(name, dt, value string) {
	w.order(name)
	w.header(name, dt, value)
}

func (w *writer) str(name, value string) { w.typed(name, "string", value) }
func (w *writer) hex(name, value string) { w.typed(name, "bin.hex", value) }

func (w *writer) int(name string, value int) { w.typed(name, "int", strconv.Itoa(value)) }

func (w *writer) bool(name string, value bool) {
	text := "0"
	if value {
		text = "1"
	}
	w.typed(name, "boolean", text)
}

// strIf, intIf and boolIf write a property only where it differs from the zero value: real exports omit defaults.
func (w *writer) strIf(name, value string) {
	if value != "" {
		w.str(name, value)
	}
}

func (w *writer) intIf(name string, value int) {
	if value != 0 {
		w.int(name, value)
	}
}

func (w *writer) boolIf(name string, value bool) {
	if value {
		w.bool(name, true)
	}
}

// openStrings starts a multi-string property; Str entries follow, then close.
func (w *writer) openStrings(name string) {
	w.order(name)
	w.inner()
	w.buf = append(w.buf, "<fpc4:"...)
	w.buf = append(w.buf, name...)
	w.stack = append(w.stack, frame{element: name, pending: true})
}

// entry writes one Str of a multi-string.
func (w *writer) entry(value string) {
	w.inner()
	w.buf = append(w.buf, `<fpc4:Str dt:dt="string">`...)
	w.escape(value, false)
	w.buf = append(w.buf, "</fpc4:Str>"...)
}

// strings writes a whole multi-string; an empty one is left out, as real exports do.
func (w *writer) strings(name string, values []string) {
	if len(values) == 0 {
		return
	}
	w.openStrings(name)
	for _, v := range values {
		w.entry(v)
	}
	w.close()
}

// openForeign starts an element without namespace, as ISAInfo adds them.
func (w *writer) openForeign(element string) {
	w.stack[len(w.stack)-1].children = true
	w.inner()
	w.buf = append(w.buf, '<')
	w.buf = append(w.buf, element...)
	w.stack = append(w.stack, frame{element: element, foreign: true, pending: true})
}

// cdata writes a foreign leaf with its text in a CDATA section.
func (w *writer) cdata(element, text string) {
	w.inner()
	w.buf = append(w.buf, '<')
	w.buf = append(w.buf, element...)
	w.buf = append(w.buf, "><![CDATA["...)
	w.buf = append(w.buf, strings.ReplaceAll(text, "\n", w.newline)...)
	w.buf = append(w.buf, "]]></"...)
	w.buf = append(w.buf, element...)
	w.buf = append(w.buf, '>')
}

// escape appends text with the references that MSXML writes.
func (w *writer) escape(s string, attribute bool) {
	start := 0
	for i := 0; i < len(s); i++ {
		var ref string
		switch c := s[i]; {
		case c == '&':
			ref = "&amp;"
		case c == '<':
			ref = "&lt;"
		case c == '>':
			ref = "&gt;"
		case c == '"' && attribute:
			ref = "&quot;"
		default:
			continue
		}
		w.buf = append(w.buf, s[start:i]...)
		w.buf = append(w.buf, ref...)
		start = i + 1
	}
	w.buf = append(w.buf, s[start:]...)
}
