package compare

import (
	"maps"
	"slices"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// filter is what Options.Only and Options.Except leave.
type filter struct{ only, except []pattern }

func newFilter(o Options) filter {
	return filter{patterns(o.Only), patterns(o.Except)}
}

func (f filter) wants(c *Change) bool {
	if len(f.only) == 0 && len(f.except) == 0 {
		return true
	}
	s := newSubject(c)
	return (len(f.only) == 0 || s.any(f.only)) && !s.any(f.except)
}

// Matches reports whether a pattern names a change: its class ("FPCNetwork", also
// without FPC), its property, the element of its object, or one or more whole steps
// of its path ("Internal", "Networks/Internal", "PolicyRules/Web*"), of which the
// property is the last. * stands for any characters, ? for one; case does not matter.
func Matches(pattern string, c *Change) bool {
	s := newSubject(c)
	return s.any(patterns([]string{pattern}))
}

// pattern is in lower case.
type pattern struct {
	word, path string
	last       string // what the last step that it names must match
}

func patterns(list []string) []pattern {
	var all []pattern
	for _, s := range list {
		s = strings.ToLower(strings.Trim(s, "/"))
		all = append(all, pattern{s, "*/" + s + "/*", lastStep(s)})
	}
	return all
}

// lastStep is the end of a pattern behind its last slash. A star may stand for
// slashes as well, so nothing before it is of the last step alone.
func lastStep(s string) string {
	s = s[strings.LastIndex(s, "/")+1:]
	return s[max(strings.LastIndex(s, "*"), 0):]
}

// Unnamed returns the patterns of a list that name nothing in any of the documents:
// no object, no property that is written out, and none that is documented of an
// object that is there, since one that is missing is compared as its default.
func Unnamed(list []string, docs []*schema.Document) []string {
	s := search{left: map[string]pattern{}, known: map[*catalog.Class][]string{}}
	for i, p := range patterns(list) {
		s.left[list[i]] = p
	}
	for _, doc := range docs {
		for o := range doc.All() {
			if len(s.left) == 0 {
				return nil
			}
			s.object(o)
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(p string) bool { _, left := s.left[p]; return !left })
}

// search looks for what patterns name. Those in left have named nothing yet.
type search struct {
	left  map[string]pattern
	known map[*catalog.Class][]string // documented properties, in lower case
}

func (s *search) object(o *schema.Object) {
	words, path := words(o), lowerPath(o)
	at := subject{words, []string{path + "/"}}
	maps.DeleteFunc(s.left, func(_ string, p pattern) bool {
		return at.any([]pattern{p}) || slices.ContainsFunc(s.properties(o), func(name string) bool {
			return glob(p.last, name) && (glob(p.word, name) || glob(p.path, path+name+"/"))
		})
	})
}

// properties are the names of what o has written out or could have, in lower case.
func (s *search) properties(o *schema.Object) []string {
	names := s.documented(o.Class())
	for _, p := range o.Properties() {
		names = append(names, strings.ToLower(p.Name))
	}
	return names
}

// documented are the names of the properties of a class, in COM and in a file.
func (s *search) documented(c *catalog.Class) []string {
	if names, known := s.known[c]; known || c == nil {
		return names
	}
	var names []string
	for _, p := range c.Properties() {
		names = append(names, strings.ToLower(p.Name))
	}
	for _, row := range catalog.StorageRows() {
		if row.Class == c.Name {
			names = append(names, strings.ToLower(row.Child))
		}
	}
	s.known[c] = slices.Clip(names)
	return s.known[c]
}

// Named returns what could stand in a pattern for something in the documents, with
// as many steps as the pattern has: each name once, in no order. A single step may
// be a class, an element or a property as well.
func Named(pattern string, docs []*schema.Document) []string {
	names := map[string]bool{}
	steps := strings.Count(strings.Trim(pattern, "/"), "/") + 1
	for _, doc := range docs {
		for o := range doc.All() {
			path := o.Path()
			names[lastSteps(path, steps)] = true
			for _, p := range o.Properties() {
				names[lastSteps(path+"/"+p.Name, steps)] = true
			}
			if steps == 1 {
				nameKind(names, o)
			}
		}
	}
	return slices.Collect(maps.Keys(names))
}

// nameKind adds the names of what o is, and of what it could hold.
func nameKind(names map[string]bool, o *schema.Object) {
	names[o.Element] = true
	c := o.Class()
	if c == nil || names[c.Name] {
		return
	}
	names[c.Name], names[strings.TrimPrefix(c.Name, "FPC")] = true, true
	for _, p := range c.Properties() {
		names[p.Name] = true
	}
}

// lastSteps is the end of a path, or the whole where it has no more.
func lastSteps(path string, steps int) string {
	i := len(path)
	for ; steps > 0 && i >= 0; steps-- {
		i = strings.LastIndex(path[:i], "/")
	}
	return path[i+1:]
}

// subject is what patterns are held against, in lower case.
type subject struct {
	words []string
	paths []string // of both sides, whose names may differ
}

func newSubject(c *Change) subject {
	s := subject{words: append(words(c.Object()), strings.ToLower(c.Property))}
	for _, side := range []*Side{&c.A, &c.B} {
		if side.Object != nil {
			s.paths = append(s.paths, lowerPath(side.Object)+strings.ToLower(c.Property)+"/")
		}
	}
	return s
}

// words are the class of an object, also without FPC, and its element.
func words(o *schema.Object) []string {
	class := ""
	if known := o.Class(); known != nil {
		class = strings.ToLower(known.Name)
	}
	return []string{class, strings.TrimPrefix(class, "fpc"), strings.ToLower(o.Element)}
}

func lowerPath(o *schema.Object) string { return strings.ToLower("/" + o.Path() + "/") }

func (s subject) any(list []pattern) bool {
	for _, p := range list {
		for _, w := range s.words {
			if w != "" && glob(p.word, w) {
				return true
			}
		}
		for _, path := range s.paths {
			if glob(p.path, path) {
				return true
			}
		}
	}
	return false
}

// glob reports whether s matches a pattern with * and ?. It goes back to the last
// star only, so that it is quick on any input.
func glob(pattern, s string) bool {
	p, q := []rune(pattern), []rune(s)
	i, j, star, mark := 0, 0, -1, 0
	for j < len(q) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == q[j]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}
