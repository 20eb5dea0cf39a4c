package explain

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"tmgaudit/schema/catalog"
)

// mostPlaces bounds the places listed for one topic.
const mostPlaces = 5

// tree says which elements hold an element, the one nearest to the root first.
type tree struct {
	parents map[string][]string
}

// layout is the tree of elements that the catalogue knows: what Microsoft's
// viewer reads as child objects, the object properties of mapped classes, and
// the items of collections. A property that is a reference holds nothing.
var layout = sync.OnceValue(func() *tree {
	children := map[string][]string{}
	known := map[string]bool{}
	for _, e := range catalog.Elements() {
		known[e.Name] = true
	}
	add := func(parent, child string) {
		if known[child] && parent != child && !slices.Contains(children[parent], child) {
			children[parent] = append(children[parent], child)
		}
	}
	for _, s := range catalog.StorageRows() {
		child, _, _ := strings.Cut(s.Child, "/")
		child, _, _ = strings.Cut(child, "[")
		add(s.Element, child)
	}
	for _, e := range catalog.Elements() {
		add(e.Name+"s", e.Name)
		if c, ok := catalog.ClassByName(e.Class); ok {
			for _, p := range c.Properties() {
				if child, ok := catalog.ElementClass(p.Name, e.Name); ok && p.Kind == "object" && child.Class == p.Type {
					add(e.Name, p.Name)
				}
			}
		}
	}
	return newTree(children)
})

// newTree walks breadth first from the root, so that the parents of an element
// stand in order of their distance.
func newTree(children map[string][]string) *tree {
	t := &tree{parents: map[string][]string{}}
	seen := map[string]bool{"Root": true}
	for queue := []string{"Root"}; len(queue) > 0; queue = queue[1:] {
		parent := queue[0]
		slices.Sort(children[parent])
		for _, child := range children[parent] {
			t.parents[child] = append(t.parents[child], parent)
			if !seen[child] {
				seen[child] = true
				queue = append(queue, child)
			}
		}
	}
	return t
}

// places are the paths from the root to an element, those in an array first, then
// the shortest. An element that nothing is known to hold has its own name only.
func places(element string) []string {
	found := layout().climb(element, nil)
	if len(found) == 0 {
		return []string{element}
	}
	inArray := func(path string) int {
		if strings.HasPrefix(path, "Root/Arrays/") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(found, func(a, b string) int {
		return cmp.Or(inArray(a)-inArray(b), strings.Count(a, "/")-strings.Count(b, "/"))
	})
	return found[:min(len(found), mostPlaces)]
}

// mostClimbed bounds the paths that are looked at; deepest, their length. The
// product's own trees are about ten deep.
const (
	mostClimbed = 200
	deepest     = 12
)

// climb returns the paths from the root to an element that do not pass one twice;
// below are the elements under it on the way.
func (t *tree) climb(element string, below []string) []string {
	path := append([]string{element}, below...)
	if element == "Root" {
		return []string{strings.Join(path, "/")}
	}
	var found []string
	for _, parent := range t.parents[element] {
		if len(found) < mostClimbed && len(path) < deepest && !slices.Contains(path, parent) {
			found = append(found, t.climb(parent, path)...)
		}
	}
	return found
}

// placesOf joins the places of several elements, with a child below each.
func placesOf(elements []string, child string) []string {
	var all []string
	for _, e := range elements {
		for _, p := range places(e) {
			if child != "" {
				p += "/" + child
			}
			all = append(all, p)
		}
	}
	return all[:min(len(all), mostPlaces)]
}
