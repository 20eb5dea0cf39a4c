package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"tmgaudit/checks"
)

// Baseline is a set of findings that are known and do not count. They are told by
// check, place in the storage and property, not by line.
type Baseline struct {
	SchemaVersion int     `json:"schema_version"`
	Entries       []Entry `json:"findings"`

	index map[checks.Identity]int // place in Entries, of what was added
}

// Entry is one or more equal findings of a baseline. Path is for people.
type Entry struct {
	Code     string `json:"code"`
	Object   string `json:"object"`
	Property string `json:"property"`
	Path     string `json:"path"`
	Count    int    `json:"count"`
}

// NewBaseline returns a baseline that knows nothing.
func NewBaseline() *Baseline { return &Baseline{SchemaVersion: 1, Entries: []Entry{}} }

// Add makes findings known.
func (b *Baseline) Add(found []checks.Finding) {
	if b.index == nil {
		b.index = map[checks.Identity]int{}
	}
	for i := range found {
		id := found[i].Identity()
		if at, known := b.index[id]; known {
			b.Entries[at].Count++
			continue
		}
		b.index[id] = len(b.Entries)
		b.Entries = append(b.Entries, Entry{id.Code, id.Object, id.Property, strings.Clone(found[i].Object.Path()), 1})
	}
}

// JSON is the baseline as a file, sorted.
func (b *Baseline) JSON() ([]byte, error) {
	b.index = nil
	slices.SortFunc(b.Entries, func(x, y Entry) int {
		return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Property, y.Property), cmp.Compare(x.Object, y.Object))
	})
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(b)
	return out.Bytes(), err
}

// ParseBaseline reads a baseline.
func ParseBaseline(name string, source []byte) (*Baseline, error) {
	var b Baseline
	d := json.NewDecoder(bytes.NewReader(source))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		return nil, fmt.Errorf("%s is no baseline: %w; make one with lint --write-baseline", name, err)
	}
	if b.SchemaVersion != 1 {
		return nil, fmt.Errorf("%s is a baseline of version %d; this program reads version 1", name, b.SchemaVersion)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s goes on behind the baseline; make one with lint --write-baseline", name)
	}
	if i := slices.IndexFunc(b.Entries, func(e Entry) bool { return e.Count < 1 || e.Code == "" }); i >= 0 {
		return nil, fmt.Errorf("finding %d of %s has no code or a count below 1; make a baseline with lint --write-baseline", i+1, name)
	}
	return &b, nil
}

// Known takes findings that are known away from a run, file by file.
type Known struct {
	left  map[checks.Identity]int
	paths map[checks.Identity]string
}

// Known returns what is known by the baseline, for one run.
func (b *Baseline) Known() *Known {
	k := &Known{map[checks.Identity]int{}, map[checks.Identity]string{}}
	for _, e := range b.Entries {
		id := checks.Identity{Code: e.Code, Object: e.Object, Property: e.Property}
		k.left[id] += e.Count
		k.paths[id] = e.Path
	}
	return k
}

// Apply returns the findings that are new, and how many are known. It changes the
// slice.
func (k *Known) Apply(found []checks.Finding) (fresh []checks.Finding, known int) {
	fresh = found[:0]
	for _, f := range found {
		if id := f.Identity(); k.left[id] > 0 {
			k.left[id]--
			known++
			continue
		}
		fresh = append(fresh, f)
	}
	return fresh, known
}

// Gone names the findings of the baseline that a run of some checks should have met
// and did not.
func (k *Known) Gone(ran []*checks.Check) []string {
	var gone []string
	for id, n := range k.left {
		if n > 0 && slices.ContainsFunc(ran, func(c *checks.Check) bool { return c.Code == id.Code }) {
			gone = append(gone, fmt.Sprintf("%s at %s is gone; write the baseline anew", id.Code, k.paths[id]))
		}
	}
	slices.Sort(gone)
	return gone
}
