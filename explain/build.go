package explain

import (
	"slices"
	"sync"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

func newProperty(p *catalog.Property) *Property {
	out := &Property{Property: p, Checks: subjects().properties[p]}
	out.Members, _ = p.Enum()
	elements, child, evidence, ok := catalog.StorageName(p.Class, p.Name)
	if !ok {
		return out
	}
	out.Storage, out.Evidence = placesOf(elements, child), evidence
	for _, s := range catalog.StorageRows() {
		if s.Class == p.Class && s.Property == p.Name && s.Viewer != "" {
			out.Viewer = s.Viewer
		}
	}
	return out
}

func newClass(c *catalog.Class) *Class {
	out := &Class{Class: c, Checks: subjects().classes[c.Name]}
	for _, e := range catalog.Elements() {
		if e.Class == c.Name {
			out.Storage = append(out.Storage, placesOf([]string{e.Name}, "")...)
			out.Evidence = e.Evidence
		}
	}
	return out
}

func newEnum(e *catalog.Enum, m *catalog.Member) *Enum {
	out := &Enum{Enum: e, Member: m}
	for _, c := range catalog.Classes() {
		for _, p := range c.Properties() {
			if used, ok := p.Enum(); ok && used == e {
				out.UsedBy = append(out.UsedBy, p)
			}
		}
	}
	return out
}

// subject lists the checks by what they look at.
type subject struct {
	properties map[*catalog.Property][]*checks.Check
	classes    map[string][]*checks.Check
}

// subjects is found out rather than declared: what a check looks at is what its
// bad example makes it speak of.
var subjects = sync.OnceValue(func() *subject {
	s := &subject{map[*catalog.Property][]*checks.Check{}, map[string][]*checks.Check{}}
	for _, c := range checks.All() {
		s.add(c)
	}
	return s
})

func (s *subject) add(c *checks.Check) {
	source, _ := checks.Document(c.Bad())
	f, err := text.Decode([]byte(source))
	if err != nil {
		return
	}
	doc, err := schema.Parse(f)
	if err != nil {
		return
	}
	for _, f := range checks.RunFor(doc, []*checks.Check{c}, c.Target()) {
		if class := f.Class(); class != "" && !slices.Contains(s.classes[class], c) {
			s.classes[class] = append(s.classes[class], c)
		}
		if f.Property == "" {
			continue
		}
		if com := f.Object.Property(f.Property).COM(); com != nil && !slices.Contains(s.properties[com], c) {
			s.properties[com] = append(s.properties[com], c)
		}
	}
}
