package synth

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
)

// element is a node of a parsed document, read by another parser than ours.
type element struct {
	space, name, text string
	attributes        map[string]string
	children          []*element
	parent            *element
}

func parse(t *testing.T, data []byte) *element {
	t.Helper()
	top := &element{}
	at := top
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return top.children[0]
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{space: token.Name.Space, name: token.Name.Local, parent: at, attributes: map[string]string{}}
			for _, a := range token.Attr {
				if a.Name.Space == "xmlns" {
					continue
				}
				e.attributes[a.Name.Local] = a.Value
			}
			at.children = append(at.children, e)
			at = e
		case xml.EndElement:
			at = at.parent
		case xml.CharData:
			at.text += string(token)
		}
	}
}

func (e *element) object() bool { return e.attributes["StorageName"] != "" }

func (e *element) each(visit func(*element)) {
	visit(e)
	for _, c := range e.children {
		c.each(visit)
	}
}

// property is the text of a property, or "".
func (e *element) property(name string) string {
	for _, c := range e.children {
		if c.name == name && !c.object() {
			return c.text
		}
	}
	return ""
}

// label is the name that stands in a path: the display name, for references and objects without one the storage name.
func (e *element) label() string {
	if n := e.property("Name"); n != "" && e.name != "Ref" {
		return n
	}
	return e.attributes["StorageName"]
}

func (e *element) find(path string) *element {
	first, rest, more := strings.Cut(path, "/")
	for _, c := range e.children {
		if !c.object() || c.label() != first {
			continue
		}
		if !more {
			return c
		}
		if found := c.find(rest); found != nil {
			return found
		}
	}
	return nil
}

func TestPropertiesComeFirstAndSorted(t *testing.T) {
	for name, data := range documents(t) {
		parse(t, data).each(func(e *element) {
			if !e.object() || e.name == "Root" {
				return
			}
			last, children := "", false
			for _, c := range e.children {
				switch {
				case c.object() || c.space == "":
					children = true
				case children:
					t.Errorf("%s: property %s of %s after child objects", name, c.name, e.label())
				case c.name <= last:
					t.Errorf("%s: property %s of %s after %s", name, c.name, e.label(), last)
				default:
					last = c.name
				}
			}
		})
	}
}

var notSelfClosing = regexp.MustCompile(`<[^/!?<>][^<>]*[^/]></| />`)

func TestElementsAreOfTheFourKinds(t *testing.T) {
	for name, data := range documents(t) {
		parse(t, data).each(func(e *element) {
			_, dt := e.attributes["dt"]
			_, storageType := e.attributes["StorageType"]
			ok := false
			switch {
			case e.space == "":
				ok = len(e.attributes) == 0
			case e.object():
				ok = storageType && !dt && strings.TrimSpace(e.text) == ""
			case dt:
				ok = len(e.attributes) == 1 && len(e.children) == 0
			default:
				ok = len(e.attributes) == 0
				for _, c := range e.children {
					ok = ok && c.name == "Str"
				}
			}
			if !ok {
				t.Errorf("%s: %s %v is of no kind", name, e.name, e.attributes)
			}
		})
		if wrong := notSelfClosing.Find(data); wrong != nil {
			t.Errorf("%s: %s is not how real exports close an empty element", name, wrong)
		}
	}
}

func TestIndentationIsOneTabALevel(t *testing.T) {
	for _, s := range Samples() {
		depth := 0
		for i, line := range bytes.Split(generate(t, s.Options), []byte("\n")) {
			text := bytes.TrimLeft(line, "\t")
			if !bytes.HasPrefix(text, []byte("<")) || bytes.HasPrefix(text, []byte("<?")) {
				continue // continuation of a CDATA section, or the declaration
			}
			if bytes.HasPrefix(text, []byte("</")) {
				depth--
			}
			if tabs := len(line) - len(text); tabs != depth {
				t.Errorf("%s:%d: %d tabs at depth %d", s.Name, i+1, tabs, depth)
				break
			}
			closed := bytes.Contains(text, []byte("</")) || bytes.HasSuffix(text, []byte("/>")) || bytes.Contains(text, []byte("<![CDATA["))
			if !closed {
				depth++
			}
		}
	}
}

// optionsOf are the options of a document by its name.
func optionsOf(name string) Options {
	for _, s := range Samples() {
		if s.Name == name {
			return s.Options
		}
	}
	return filled[name]
}

func TestStorageNamesAreUnique(t *testing.T) {
	for name, data := range documents(t) {
		clashes := 0
		parse(t, data).each(func(e *element) {
			seen := map[string]bool{}
			for _, c := range e.children {
				key := c.name + " " + strings.ToLower(c.attributes["StorageName"])
				if c.object() && seen[key] {
					clashes++
				}
				seen[key] = true
			}
		})
		want := 0
		if optionsOf(name).Faults&StorageNameClash != 0 {
			want = 1
		}
		if clashes != want {
			t.Errorf("%s: %d storage names are not unique among their siblings, want %d", name, clashes, want)
		}
	}
}

// TestReferencesResolve: every Ref points to an object of its class in the file; for single object exports, to a
// predefined one.
func TestReferencesResolve(t *testing.T) {
	for name, data := range documents(t) {
		root := parse(t, data)
		enterprise := map[string]bool{}
		array := map[string]bool{}
		root.each(func(e *element) {
			if !e.object() {
				return
			}
			if e.inEnterprise() {
				enterprise[e.name+" "+strings.ToLower(e.attributes["StorageName"])] = true
			} else {
				array[e.name+" "+strings.ToLower(e.attributes["StorageName"])] = true
			}
		})
		var dangling []string
		root.each(func(e *element) {
			if e.name != "Ref" {
				return
			}
			key := strings.TrimPrefix(e.property("RefClass"), "msFPC") + " " + strings.ToLower(e.property("Name"))
			if targets := map[bool]map[string]bool{true: enterprise, false: array}[e.property("Scope") == "1"]; !targets[key] {
				dangling = append(dangling, key)
			}
		})
		want := 0
		for _, f := range []Faults{DanglingProtocol, DanglingUserSet} {
			if optionsOf(name).Faults&f != 0 {
				want++
			}
		}
		if len(dangling) != want {
			t.Errorf("%s: %d references do not resolve, want %d: %v", name, len(dangling), want, dangling)
		}
	}
}

func (e *element) inEnterprise() bool {
	for ; e != nil; e = e.parent {
		if e.name == "Enterprise" {
			return true
		}
	}
	return false
}

func TestPlantedFaultsStandWhereTheTableSays(t *testing.T) {
	for _, s := range Samples() {
		root := parse(t, generate(t, s.Options))
		for _, p := range PlantedFaults {
			o := root.find(p.Object)
			planted := s.Options.Faults&p.Fault != 0
			if o == nil {
				if planted {
					t.Errorf("%s: no object %s", s.Name, p.Object)
				}
				continue
			}
			if p.Value == "" {
				continue // its own test counts it
			}
			if got := o.property(p.Property); (got == p.Value) != planted {
				t.Errorf("%s: %s %s is %q, planted %v", s.Name, p.Object, p.Property, got, planted)
			}
		}
	}
}

func TestEveryFaultIsInTheTableAndInASample(t *testing.T) {
	var table, samples Faults
	for _, p := range PlantedFaults {
		table |= p.Fault
	}
	for _, s := range Samples() {
		samples |= s.Options.Faults
	}
	if all := TunnelAnyPort<<1 - 1; table != all || samples != all {
		t.Errorf("faults %b, in the table %b, in samples %b", all, table, samples)
	}
}

func TestOrderIsDenseAndTheDefaultRuleLast(t *testing.T) {
	for name, data := range documents(t) {
		parse(t, data).each(func(e *element) {
			if e.name != "PolicyRules" {
				return
			}
			for i, r := range e.children {
				if got := r.property("Order"); got != rank(i) {
					t.Errorf("%s: rule %s has order %s, want %s", name, r.label(), got, rank(i))
				}
				last := i == len(e.children)-1
				if isDefault := r.property("IsDefaultRule") == "1"; isDefault != last {
					t.Errorf("%s: rule %s default %v, last %v", name, r.label(), isDefault, last)
				}
			}
		})
	}
}

func TestWrongTypeIsTheOnlyOne(t *testing.T) {
	types := map[string]string{}
	for _, s := range Samples() {
		wrong := 0
		parse(t, generate(t, s.Options)).each(func(e *element) {
			dt := e.attributes["dt"]
			if dt == "" || e.name == "Str" {
				return
			}
			if dt == "boolean" && e.text != "0" && e.text != "1" && s.Options.Faults&BooleanTwo == 0 {
				t.Errorf("%s: boolean %s is %q", s.Name, e.name, e.text)
			}
			if known := types[e.name]; known == "" {
				types[e.name] = dt
			} else if known != dt {
				wrong++
			}
		})
		want := 0
		if s.Options.Faults&WrongType != 0 {
			want = 1
		}
		if wrong != want {
			t.Errorf("%s: %d properties with another type than elsewhere, want %d", s.Name, wrong, want)
		}
	}
}

func TestBlob(t *testing.T) {
	// count 1, name of 6 bytes "ab" NUL, VT_I4, 1
	const want = "0100000006000000610062000000030001000000"
	if got := blob(setting{"ab", 1}); got != want {
		t.Errorf("blob = %s, want %s", got, want)
	}
}

func TestRankAndGUID(t *testing.T) {
	if got := rank(258); got != "0201000000000000" {
		t.Errorf("rank(258) = %s", got)
	}
	if got := formatGUID(0x0123456789abcdef, 0x0123456789abcdef); got != "{01234567-89AB-4DEF-8123-456789ABCDEF}" {
		t.Errorf("formatGUID = %s", got)
	}
	a, b := newSource(1), newSource(2)
	first := a.guid(kindRule, 1)
	a.nextGUID()
	if first != a.guid(kindRule, 1) || a.guid(kindRule, 1) == b.guid(kindRule, 1) || a.guid(kindRule, 1) == a.guid(kindRule, 2) {
		t.Error("named GUIDs must depend on seed, kind and index only")
	}
}

func TestWriterRefusesUnsortedTables(t *testing.T) {
	for reason, write := range map[string]func(*writer){
		"not sorted":     func(w *writer) { w.str("B", ""); w.str("A", "") },
		"twice":          func(w *writer) { w.str("A", ""); w.str("A", "") },
		"after children": func(w *writer) { w.empty("C"); w.str("D", "") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", reason)
				}
			}()
			w := newWriter(io.Discard, "\n", false)
			w.root("0")
			w.singleton("O")
			write(w)
		}()
	}
}
