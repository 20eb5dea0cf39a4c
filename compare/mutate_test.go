package compare

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"

	"tmgaudit/schema/catalog"
)

// mutant is a document that is changed in known ways. want are the changes that
// compare must find, as line writes them, without the places.
type mutant struct {
	*rand.Rand
	doc     *etree.Document
	reGUID  bool // the document gets other GUIDs, so only what names identify can be told apart
	want    []string
	touched map[*etree.Element]bool
	sealed  map[*etree.Element]bool // nothing below may be touched
}

func isObject(e *etree.Element) bool { return e.SelectAttr("StorageType") != nil }

func isGUID(s string) bool { _, ok := catalog.CanonicalGUID(s); return ok }

func nameOf(e *etree.Element) string {
	if n := e.SelectElement("Name"); n != nil && e.Tag != "Ref" {
		return n.Text()
	}
	return ""
}

// identified reports whether o and what is above it can be found again after all
// GUIDs were replaced.
func (m *mutant) identified(e *etree.Element) bool {
	if m.touched[e] {
		return false
	}
	for ; e != nil && e.Tag != "Root"; e = e.Parent() {
		if e.SelectAttrValue("StorageType", "") != "1" && e.Tag != "Arrays" || m.sealed[e] {
			return false
		}
		name := e.SelectAttrValue("StorageName", "")
		_, fixed := catalog.PredefinedByGUID(name)
		if m.reGUID && isGUID(name) && !fixed && nameOf(e) == "" {
			return false
		}
	}
	return true
}

// objects are the objects that a mutation may be made to.
func (m *mutant) objects(want func(*etree.Element) bool) []*etree.Element {
	var all []*etree.Element
	var walk func(*etree.Element)
	walk = func(e *etree.Element) {
		if isObject(e) && e.Tag != "Root" && e.Tag != "Ref" && m.identified(e) && want(e) {
			all = append(all, e)
		}
		for _, c := range e.ChildElements() {
			if isObject(c) {
				walk(c)
			}
		}
	}
	walk(m.doc.Root())
	return all
}

func (m *mutant) pick(list []*etree.Element) *etree.Element {
	if len(list) == 0 {
		return nil
	}
	e := list[m.IntN(len(list))]
	m.touched[e] = true
	return e
}

// scalars are the properties with a value of their own that may be set.
func scalars(e *etree.Element) []*etree.Element {
	var all []*etree.Element
	for _, c := range e.ChildElements() {
		plain := c.Tag != "Name" && c.Tag != "Order" && c.Tag != "BlobData" && c.Tag != "System" && !strings.Contains(c.Tag, "Password")
		if !isObject(c) && c.SelectAttr("dt:dt") != nil && plain {
			all = append(all, c)
		}
	}
	return all
}

// set gives a property another value.
func (m *mutant) set() {
	e := m.pick(m.objects(func(e *etree.Element) bool { return len(scalars(e)) > 0 }))
	if e == nil {
		return
	}
	list := scalars(e)
	p := list[m.IntN(len(list))]
	switch dt := p.SelectAttrValue("dt:dt", ""); {
	case dt == "boolean" && p.Text() == "1":
		p.SetText("0")
	case dt == "boolean":
		p.SetText("1")
	case dt == "int":
		n, _ := strconv.Atoi(p.Text())
		p.SetText(strconv.Itoa(n + 1))
	case dt == "bin.hex":
		p.SetText(p.Text() + "00")
	default:
		p.SetText(p.Text() + " & more")
	}
	m.want = append(m.want, "changed "+p.Tag)
}

// documented is the default of a property that an object of the sample may have.
func documented(e *etree.Element, property string) (dt, value string, ok bool) {
	row, known := catalog.StorageProperty(e.Tag, e.Parent().Tag, property)
	class, _ := catalog.ClassByName(row.Class)
	if !known || class == nil {
		return "", "", false
	}
	p, known := class.Property(row.Property)
	if !known {
		return "", "", false
	}
	return p.DT(), p.StoredDefault, p.HasStoredDefault() && p.DT() != "" && p.Kind != "object"
}

// addDefault writes out a documented default, which changes nothing.
func (m *mutant) addDefault() {
	e := m.pick(m.objects(func(e *etree.Element) bool { _, ok := catalog.ElementClass(e.Tag, e.Parent().Tag); return ok }))
	if e == nil {
		return
	}
	found, _ := catalog.ElementClass(e.Tag, e.Parent().Tag)
	class, _ := catalog.ClassByName(found.Class)
	for _, p := range class.Properties() {
		dt, value, ok := documented(e, p.Name)
		if ok && e.SelectElement(p.Name) == nil && p.Name != "Name" && !strings.Contains(p.Name, "Password") {
			n := etree.NewElement("fpc4:" + p.Name)
			n.CreateAttr("dt:dt", dt)
			n.SetText(value)
			e.InsertChildAt(0, n)
			return
		}
	}
}

// dropDefault removes a property that has its documented default.
func (m *mutant) dropDefault() {
	for _, e := range m.objects(func(*etree.Element) bool { return true }) {
		for _, p := range scalars(e) {
			if _, value, ok := documented(e, p.Tag); ok && p.Text() == value && m.IntN(3) == 0 {
				e.RemoveChild(p)
				m.touched[e] = true
				return
			}
		}
	}
}

// items are objects of a collection that have a GUID and a name.
func (m *mutant) items(e *etree.Element) bool {
	name := e.SelectAttrValue("StorageName", "")
	_, fixed := catalog.PredefinedByGUID(name)
	return isGUID(name) && nameOf(e) != "" && !isGUID(nameOf(e)) && !fixed && e.Tag != "Array" && e.Tag != "Server"
}

func (m *mutant) rename() {
	if m.reGUID {
		return // nothing but the content would identify it; that has a test of its own
	}
	e := m.pick(m.objects(m.items))
	if e == nil {
		return
	}
	m.sealed[e] = true
	e.SelectElement("Name").SetText(nameOf(e) + " (new)")
	m.want = append(m.want, "changed Name")
}

func (m *mutant) guid() string {
	return fmt.Sprintf("{%08X-%04X-4%03X-8%03X-%012X}", m.Uint32(), m.Uint32()&0xFFFF, m.Uint32()&0xFFF, m.Uint32()&0xFFF, m.Uint64()&0xFFFFFFFFFFFF)
}

// add puts in a copy of an object under another name.
func (m *mutant) add() {
	e := m.pick(m.objects(m.items))
	if e == nil {
		return
	}
	c := e.Copy()
	m.sealed[e], m.sealed[c] = true, true
	c.SelectAttr("StorageName").Value = m.guid()
	c.SelectElement("Name").SetText(fmt.Sprintf("Copy %d of %s", m.IntN(1e9), nameOf(e)))
	e.Parent().AddChild(c)
	m.want = append(m.want, "added "+c.Tag)
}

// remove takes out an object that nothing refers to.
func (m *mutant) remove() {
	all, _ := m.doc.WriteToString()
	e := m.pick(m.objects(func(e *etree.Element) bool {
		if e.Tag == "PolicyRule" { // one of them may have moved, or stood between
			return false
		}
		return m.items(e) && strings.Count(strings.ToLower(all), strings.ToLower(e.SelectAttrValue("StorageName", ""))) == 1
	}))
	if e == nil || slices.ContainsFunc(e.FindElements(".//*"), func(c *etree.Element) bool { return m.touched[c] }) {
		return
	}
	e.Parent().RemoveChild(e)
	m.want = append(m.want, "removed "+e.Tag)
}

// entries adds an entry to a list and removes another.
func (m *mutant) entries() {
	var lists []*etree.Element
	for _, e := range m.doc.FindElements("//*") {
		if strings.HasSuffix(e.Tag, "Strings") && len(e.ChildElements()) > 1 && m.identified(e.Parent()) && !m.touched[e] {
			lists = append(lists, e)
		}
	}
	if e := m.pick(lists); e != nil {
		e.RemoveChild(e.ChildElements()[m.IntN(len(e.ChildElements()))])
		e.CreateElement("fpc4:Str").SetText("new.example/" + strconv.Itoa(m.IntN(1e9)))
		e.ChildElements()[len(e.ChildElements())-1].CreateAttr("dt:dt", "string")
		m.want = append(m.want, "added "+e.Tag, "removed "+e.Tag)
	}
}

// move puts one rule elsewhere; the others close up.
func (m *mutant) move() {
	var rules []*etree.Element
	for _, r := range m.doc.FindElements("//ArrayPolicy/PolicyRules/PolicyRule") {
		if s := r.SelectElement("System"); s == nil || s.Text() != "1" {
			rules = append(rules, r)
		}
	}
	if len(rules) < 4 {
		return
	}
	from, to := m.IntN(len(rules)), m.IntN(len(rules))
	if from == to {
		return
	}
	moved := rules[from]
	rules = slices.Insert(slices.Delete(slices.Clone(rules), from, from+1), to, moved)
	for i, r := range rules {
		r.SelectElement("Order").SetText(fmt.Sprintf("%02X%02X000000000000", (i+500)&255, (i+500)>>8))
	}
	m.want = append(m.want, "moved PolicyRule")
}

// shuffle changes the order of everything whose order means nothing.
func (m *mutant) shuffle() {
	for _, e := range m.doc.FindElements("//*") {
		kids := e.ChildElements()
		m.Shuffle(len(kids), func(i, j int) { kids[i], kids[j] = kids[j], kids[i] })
		for _, k := range kids {
			e.RemoveChild(k)
		}
		for _, k := range kids {
			e.AddChild(k)
		}
	}
}

var guids = regexp.MustCompile(`\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}`)

// write is the document in some form.
func (m *mutant) write() []byte {
	switch m.IntN(3) {
	case 0:
		m.doc.Unindent()
	case 1:
		m.doc.Indent(m.IntN(4))
	}
	s, _ := m.doc.WriteToString()
	seen := map[string]string{}
	s = guids.ReplaceAllStringFunc(s, func(g string) string {
		_, fixed := catalog.PredefinedByGUID(g)
		if class, ok := catalog.ClassByCLSID(g); fixed || ok && class != nil || !m.reGUID || strings.EqualFold(g, catalog.HotfixSet) {
			if m.IntN(2) == 0 {
				return strings.ToLower(g)
			}
			return strings.ToUpper(g)
		}
		key := strings.ToUpper(g)
		if seen[key] == "" {
			seen[key] = m.guid()
		}
		return seen[key]
	})
	switch m.IntN(4) {
	case 0:
		s = strings.ReplaceAll(s, "\n", "\r\n")
	case 1:
		return append([]byte{0xEF, 0xBB, 0xBF}, s...)
	case 2:
		s = strings.Replace(s, `encoding="UTF-8"`, `encoding="UTF-16"`, 1)
		out := []byte{0xFF, 0xFE}
		for _, u := range utf16.Encode([]rune(s)) {
			out = append(out, byte(u), byte(u>>8))
		}
		return out
	}
	return []byte(s)
}

// kindOnly is a change without its place: what a mutation knows of it.
func kindOnly(c *Change) string {
	if c.Property != "" {
		return c.Kind.String() + " " + c.Property
	}
	return c.Kind.String() + " " + c.Object().Element
}

// Law: every mutation with a meaning is found, each once, and nothing else.
func TestMutations(t *testing.T) {
	files := []string{"compare-broken.xml", "tmg2010-enterprise.xml", "isa2006-array.xml", "isa2004-array.xml", "tmg2010-sp2-default.xml", "tmg2010-urlsets.xml"}
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	for _, file := range files {
		for round := range rounds {
			source := sample(t, file)
			m := &mutant{Rand: rand.New(rand.NewPCG(uint64(round), 7)), doc: etree.NewDocument(), reGUID: round%2 == 1, touched: map[*etree.Element]bool{}, sealed: map[*etree.Element]bool{}}
			if err := m.doc.ReadFromBytes(source); err != nil {
				t.Fatal(err)
			}
			verbs := []func(){m.set, m.set, m.addDefault, m.dropDefault, m.rename, m.add, m.remove, m.entries}
			m.move()
			for range m.IntN(9) {
				if file != "tmg2010-urlsets.xml" {
					verbs[m.IntN(len(verbs))]()
				} else {
					m.entries()
				}
			}
			if round%4 > 1 {
				m.shuffle()
			}
			out := m.write()
			a, b := parse(t, source), parse(t, out)
			r := Documents(a, b, Options{Checks: noChecks})
			var got []string
			for _, c := range everything(r) {
				if c.Property != "ExportItemStorageName" || !m.reGUID {
					got = append(got, kindOnly(&c))
				}
			}
			slices.Sort(got)
			slices.Sort(m.want)
			if diff := cmp.Diff(m.want, got); diff != "" {
				t.Errorf("%s round %d, other GUIDs %v: -want +got\n%s\n%s", file, round, m.reGUID, diff, strings.Join(lines(everything(r)), "\n"))
				continue
			}
			checkMirror(t, fmt.Sprintf("%s round %d", file, round), a, b, Options{Checks: noChecks})
		}
	}
}

// The test itself must reach what it speaks of.
func TestMutantsAreDifferent(t *testing.T) {
	source := sample(t, "compare-broken.xml")
	m := &mutant{Rand: rand.New(rand.NewPCG(1, 1)), doc: etree.NewDocument(), reGUID: true, touched: map[*etree.Element]bool{}, sealed: map[*etree.Element]bool{}}
	if err := m.doc.ReadFromBytes(source); err != nil {
		t.Fatal(err)
	}
	m.shuffle()
	out := m.write()
	if bytes.Equal(out, source) || len(m.want) > 0 {
		t.Fatal("nothing was changed")
	}
}
