// Package nearest finds the names that a mistyped one may have meant.
package nearest

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Names returns at most most of the names that are nearest to typed, the nearest
// first; names at equal distance stand in alphabetical order. A name is near when
// it needs few edits for its length, or holds what was typed. Case does not count.
func Names(typed string, among iter.Seq[string], most int) []string {
	type candidate struct {
		name     string
		distance int
	}
	want := strings.ToLower(typed)
	var near []candidate
	for name := range among {
		if d, ok := distance(want, strings.ToLower(name)); ok {
			near = append(near, candidate{name, d})
		}
	}
	slices.SortFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	near = slices.Compact(near)
	var names []string
	for _, c := range near[:min(most, len(near))] {
		names = append(names, c.name)
	}
	return names
}

// Distance is the number of letters to insert, delete or replace to make one name
// from the other. Case does not count.
func Distance(a, b string) int {
	return levenshtein.ComputeDistance(strings.ToLower(a), strings.ToLower(b))
}

// distance is the Distance of two lower-case names, if they are near.
func distance(want, name string) (int, bool) {
	allowed := max(1, len(want)/4)
	if diff := len(name) - len(want); diff < -allowed || diff > allowed {
		return diff, len(want) >= 4 && diff > 0 && strings.Contains(name, want)
	}
	d := levenshtein.ComputeDistance(want, name)
	return d, d <= allowed
}
