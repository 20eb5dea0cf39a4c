package compare

import "strings"

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
type pattern struct{ word, path string }

func patterns(list []string) []pattern {
	var all []pattern
	for _, s := range list {
		s = strings.ToLower(strings.Trim(s, "/"))
		all = append(all, pattern{s, "*/" + s + "/*"})
	}
	return all
}

// subject is what patterns are held against, in lower case.
type subject struct {
	words []string
	paths []string // of both sides, whose names may differ
}

func newSubject(c *Change) subject {
	o := c.Object()
	class := strings.ToLower(c.Class())
	s := subject{words: []string{class, strings.TrimPrefix(class, "fpc"), strings.ToLower(c.Property), strings.ToLower(o.Element)}}
	for _, side := range []*Side{&c.A, &c.B} {
		if side.Object != nil {
			s.paths = append(s.paths, strings.ToLower("/"+side.Object.Path()+"/"+c.Property+"/"))
		}
	}
	return s
}

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
