package explain

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/internal/nearest"
	"tmgaudit/schema/catalog"
)

// Lookup returns what is known about a topic, the best match first. Case does not
// count, GUIDs may stand without braces, class names without FPC, and elements of
// a path with their prefix and conditions. It is empty for an unknown topic.
func Lookup(topic string) []Answer {
	topic = strings.TrimSpace(topic)
	for _, find := range []func(string) []Answer{byCheck, byErrorCode, bySwitch, byGUID, byPath, byDotted, byName} {
		if found := find(topic); len(found) > 0 {
			return found
		}
	}
	return nil
}

// Nearest returns the names of topics that a mistyped one may have meant.
func Nearest(topic string) []string {
	const most = 5
	_, last, dotted := strings.Cut(topic, ".")
	near := nearest.Names(topic, Topics(), most)
	if len(near) == 0 && dotted {
		near = nearest.Names(last, Topics(), most)
	}
	return near
}

// Topics yields the names of everything that can be explained, except numbers.
func Topics() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, list := range []iter.Seq[string]{checkTopics, classTopics, enumTopics, objectTopics, errorTopics, switchTopics} {
			for name := range list {
				if !yield(name) {
					return
				}
			}
		}
	}
}

func checkTopics(yield func(string) bool) {
	for _, c := range checks.All() {
		if !yield(c.Slug) || !yield(c.Code) {
			return
		}
	}
}

func classTopics(yield func(string) bool) {
	for _, c := range catalog.Classes() {
		if !yield(c.Name) {
			return
		}
		for _, p := range c.Properties() {
			if !yield(c.Name+"."+p.Name) || !yield(p.Name) {
				return
			}
		}
	}
}

func enumTopics(yield func(string) bool) {
	for _, e := range catalog.Enums() {
		if !yield(e.Name) {
			return
		}
		for _, m := range e.Members {
			if !yield(m.Name) {
				return
			}
		}
	}
}

func objectTopics(yield func(string) bool) {
	for _, list := range [][]*catalog.Predefined{catalog.PredefinedObjects(), catalog.PredefinedProtocols()} {
		for _, p := range list {
			if !yield(p.Name) || !yield(p.Symbol) {
				return
			}
		}
	}
}

func errorTopics(yield func(string) bool) {
	for _, e := range catalog.ErrorCodes() {
		if !yield(e.Symbol) {
			return
		}
	}
}

func switchTopics(yield func(string) bool) {
	for _, s := range catalog.Switches() {
		if !yield(s.Name) {
			return
		}
	}
}

func bySwitch(topic string) []Answer {
	if s, ok := catalog.SwitchByName(topic); ok {
		return []Answer{{Kind: KindSwitch, Switch: s}}
	}
	return nil
}

func byCheck(topic string) []Answer {
	if c, ok := checks.ByName(topic); ok {
		return []Answer{{Kind: KindCheck, Check: c}}
	}
	return nil
}

// byErrorCode takes an HRESULT as a symbol or as a number.
func byErrorCode(topic string) []Answer {
	if e, ok := catalog.ErrorBySymbol(strings.ToUpper(topic)); ok {
		return []Answer{{Kind: KindError, Error: e}}
	}
	for _, code := range codes(topic) {
		if e, ok := catalog.ErrorByCode(code); ok {
			return []Answer{{Kind: KindError, Error: e}}
		}
	}
	return nil
}

// codes are what a number may stand for: decimal with the sign that scripts print or
// without, as logs have it, and hexadecimal, of which 0x may be missing where all
// eight digits are there.
func codes(topic string) []uint32 {
	var found []uint32
	if n, err := strconv.ParseInt(topic, 10, 64); err == nil && n >= math.MinInt32 && n <= math.MaxUint32 {
		found = append(found, uint32(n))
	}
	hex, prefixed := strings.CutPrefix(strings.ToLower(topic), "0x")
	if n, err := strconv.ParseUint(hex, 16, 32); err == nil && (prefixed || len(hex) == 8) {
		found = append(found, uint32(n))
	}
	return found
}

func byGUID(topic string) []Answer {
	guid, ok := catalog.CanonicalGUID(strings.Trim(topic, "{}"))
	if !ok {
		if guid, ok = catalog.CanonicalGUID("{" + strings.Trim(topic, "{}") + "}"); !ok {
			return nil
		}
	}
	var found []Answer
	if p, ok := catalog.PredefinedByGUID(guid); ok {
		found = append(found, predefined(p))
	}
	if c, ok := catalog.ClassByCLSID(guid); ok {
		found = append(found, Answer{Kind: KindCLSID, Class: newClass(c)})
	}
	return found
}

func predefined(p *catalog.Predefined) Answer {
	if p.Element == "Protocol" {
		return Answer{Kind: KindProtocol, Predefined: p}
	}
	return Answer{Kind: KindObject, Predefined: p}
}

// byPath takes a place in an export, as XPath or as lint prints it: the last
// element and the one above it decide.
func byPath(topic string) []Answer {
	if !strings.Contains(topic, "/") {
		return nil
	}
	steps := pathSteps(topic)
	if len(steps) < 2 {
		return nil
	}
	n := len(steps)
	above := ""
	if n > 2 {
		above = steps[n-3]
	}
	s, _ := catalog.StorageProperty(steps[n-2], above, steps[n-1])
	p, stored := property(s.Class, s.Property)
	if stored && p.Kind != "object" {
		return []Answer{{Kind: KindProperty, Property: newProperty(p)}}
	}
	if e, ok := catalog.ElementClass(steps[n-1], steps[n-2]); ok && e.Class != "" {
		c, _ := catalog.ClassByName(e.Class)
		return []Answer{{Kind: KindClass, Class: newClass(c)}}
	}
	if stored {
		return []Answer{{Kind: KindProperty, Property: newProperty(p)}}
	}
	return unmapped(steps[n-1], steps[n-2])
}

// pathSteps are the element names of a path, without prefixes and conditions.
func pathSteps(path string) []string {
	var steps []string
	for step := range strings.SplitSeq(path, "/") {
		step, _, _ = strings.Cut(step, "[")
		if _, local, ok := strings.Cut(step, ":"); ok {
			step = local
		}
		if step != "" {
			steps = append(steps, step)
		}
	}
	return steps
}

// unmapped answers for an element that exports are known to hold without a COM
// name.
func unmapped(element, above string) []Answer {
	e := &Element{Name: element}
	for _, s := range catalog.StorageRows() {
		if s.Child == element && (above == "" || s.Element == above) {
			e.Parents = append(e.Parents, s.Element)
			e.Source = s.Source
		}
	}
	if e.Parents == nil {
		return nil
	}
	e.Storage = placesOf(e.Parents, element)
	return []Answer{{Kind: KindElement, Element: e}}
}

// byDotted takes Class.Property and Enum.Member.
func byDotted(topic string) []Answer {
	head, tail, ok := strings.Cut(topic, ".")
	if !ok {
		return nil
	}
	if c := class(head); c != nil {
		for _, p := range c.Properties() {
			if strings.EqualFold(p.Name, tail) {
				return []Answer{{Kind: KindProperty, Property: newProperty(p)}}
			}
		}
		if s, ok := catalog.StorageProperty(strings.TrimPrefix(c.Name, "FPC"), "", tail); ok && s.Property != "" {
			if p, ok := property(s.Class, s.Property); ok {
				return []Answer{{Kind: KindProperty, Property: newProperty(p)}}
			}
		}
	}
	if e := enum(head); e != nil {
		if i := slices.IndexFunc(e.Members, func(m catalog.Member) bool { return strings.EqualFold(m.Name, tail) }); i >= 0 {
			return []Answer{{Kind: KindEnum, Enum: newEnum(e, &e.Members[i])}}
		}
	}
	return nil
}

// byName takes a name that stands alone: of a class, an enumeration, an element
// of exports, a member, a predefined object, or a property in any class.
func byName(topic string) []Answer {
	var found []Answer
	if c := class(topic); c != nil {
		found = append(found, Answer{Kind: KindClass, Class: newClass(c)})
	} else if e, ok := catalog.ElementClass(topic, ""); ok && e.Class != "" {
		c, _ := catalog.ClassByName(e.Class)
		found = append(found, Answer{Kind: KindClass, Class: newClass(c)})
	}
	if e := enum(topic); e != nil {
		found = append(found, Answer{Kind: KindEnum, Enum: newEnum(e, nil)})
	}
	for _, p := range catalog.PredefinedByName(topic) {
		found = append(found, predefined(p))
	}
	found = append(found, members(topic)...)
	found = append(found, propertiesNamed(topic)...)
	if found == nil {
		found = unmapped(topic, "")
	}
	return found
}

func class(name string) *catalog.Class {
	for _, c := range catalog.Classes() {
		if strings.EqualFold(c.Name, name) || strings.EqualFold(c.Name, "FPC"+name) {
			return c
		}
	}
	return nil
}

func enum(name string) *catalog.Enum {
	for _, e := range catalog.Enums() {
		if strings.EqualFold(e.Name, name) {
			return e
		}
	}
	return nil
}

func members(name string) []Answer {
	var found []Answer
	for _, e := range catalog.Enums() {
		for i := range e.Members {
			if strings.EqualFold(e.Members[i].Name, name) {
				found = append(found, Answer{Kind: KindEnum, Enum: newEnum(e, &e.Members[i])})
			}
		}
	}
	return found
}

// propertiesNamed finds a property by its COM name or its storage name in every
// class; settable ones first.
func propertiesNamed(name string) []Answer {
	var found []*catalog.Property
	for _, c := range catalog.Classes() {
		for _, p := range c.Properties() {
			if strings.EqualFold(p.Name, name) {
				found = append(found, p)
			}
		}
	}
	for _, s := range catalog.StorageRows() {
		if strings.EqualFold(s.Child, name) && s.Property != "" {
			if p, ok := property(s.Class, s.Property); ok && !slices.Contains(found, p) {
				found = append(found, p)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b *catalog.Property) int {
		return cmp.Compare(b.Access, a.Access)
	})
	answers := make([]Answer, len(found))
	for i, p := range found {
		answers[i] = Answer{Kind: KindProperty, Property: newProperty(p)}
	}
	return answers
}

func property(class, name string) (*catalog.Property, bool) {
	c, ok := catalog.ClassByName(class)
	if !ok {
		return nil, false
	}
	return c.Property(name)
}
