package redact

import "slices"

// item is a block with what lies in it, or a single address (host 0).
type item struct {
	block
	pinned bool // holds a fixed address
	items  []*item
}

// solve finds the image of every point.
func (p *plan) solve(images map[uint32]uint32) {
	var outside []*item
	for _, s := range segments {
		items := p.tree(s)
		switch {
		case s.class == special:
			for _, it := range items {
				images[it.base] = it.base
			}
		case s.class == public:
			for _, it := range items {
				if it.host == 0 && it.pinned {
					images[it.base] = it.base
				} else {
					outside = append(outside, it)
				}
			}
		default:
			p.place(items, room{block{s.from, 0}, s.from, s.to}, images)
		}
	}
	if p.movable(outside) && p.place(outside, room{block{pool.from, 0}, pool.from, pool.to}, images) {
		return
	}
	for _, s := range segments {
		if s.class == public {
			p.place(p.tree(s), room{block{s.from, 0}, s.from, s.to}, images)
		}
	}
}

// movable reports whether the public addresses can go to the pool: whether no
// interval tells it apart from the place where they are.
func (p *plan) movable(items []*item) bool {
	if slices.ContainsFunc(items, func(it *item) bool { return it.pinned }) {
		return false
	}
	var outside []uint32
	for _, a := range p.points {
		if segmentOf(a).class == public && !p.fixed(a) {
			outside = append(outside, a)
		}
	}
	for _, i := range p.intervals {
		s := segmentOf(i.from)
		if s.class == public && s.holds(i.from, i.to) && !p.fixed(i.from) && !p.fixed(i.to) {
			continue
		}
		start, _ := slices.BinarySearch(outside, i.from)
		end, found := slices.BinarySearch(outside, i.to)
		if found {
			end++
		}
		all, none := end-start == len(outside), end == start
		holds, apart := i.from <= pool.from && pool.to <= i.to, pool.to < i.from || i.to < pool.from
		if !(all && holds || none && apart) {
			return false
		}
	}
	return true
}

// tree is the items of a segment, each in the smallest block around it.
func (p *plan) tree(s segment) []*item {
	var all []*item
	for b := range p.blocks {
		if s.holds(b.base, b.last()) {
			all = append(all, &item{block: b})
		}
	}
	for _, a := range p.points {
		if s.from <= a && a <= s.to {
			all = append(all, &item{block: block{a, 0}, pinned: p.fixed(a)})
		}
	}
	slices.SortFunc(all, func(a, b *item) int {
		if a.base != b.base {
			return int(int64(a.base) - int64(b.base))
		}
		return b.host - a.host
	})
	top := &item{}
	open := []*item{top}
	for _, it := range all {
		for len(open) > 1 && open[len(open)-1].last() < it.base {
			open = open[:len(open)-1]
		}
		parent := open[len(open)-1]
		parent.items = append(parent.items, it)
		if it.pinned {
			for _, o := range open {
				o.pinned = true
			}
		}
		if it.host > 0 {
			open = append(open, it)
		}
	}
	return top.items
}
