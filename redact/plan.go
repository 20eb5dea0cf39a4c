package redact

import (
	"cmp"
	"slices"
)

// plan places addresses. Besides the order this must hold: glue are
// the last addresses of intervals that must stay next to what follows; witnesses
// are points that keep a hole open.
type plan struct {
	key       []byte
	points    []uint32        // sorted
	isPoint   map[uint32]bool // stands in a document
	ends      map[uint32]bool // points as a set: what stands in a document, ends of subnets, witnesses
	blocks    map[block]bool  // of subnets, and implied ones
	intervals []interval
	glue      map[uint32]bool
	frozen    map[uint32]bool // ends of what reaches over a border
}

// block is 1<<host addresses, aligned.
type block struct {
	base uint32
	host int
}

// segment is a stretch of addresses of one class.
type segment struct {
	from, to uint32
	class    class
}

type class int

const (
	special class = iota // stay as they are
	private
	public
)

// segments are the classes of all addresses. Documentation and benchmark ranges
// count as public: that is where public addresses go.
var segments = []segment{
	{ip(0, 0), ip(0, 1<<24-1), special},
	{ip(1, 0), ip(9, 1<<24-1), public},
	{ip(10, 0), ip(10, 1<<24-1), private},
	{ip(11, 0), ip(100, 64<<16-1), public},
	{ip(100, 64<<16), ip(100, 128<<16-1), private}, // carrier-grade NAT
	{ip(100, 128<<16), ip(126, 1<<24-1), public},
	{ip(127, 0), ip(127, 1<<24-1), special},
	{ip(128, 0), ip(169, 254<<16-1), public},
	{ip(169, 254<<16), ip(169, 255<<16-1), special}, // link local
	{ip(169, 255<<16), ip(172, 16<<16-1), public},
	{ip(172, 16<<16), ip(172, 32<<16-1), private},
	{ip(172, 32<<16), ip(192, 168<<16-1), public},
	{ip(192, 168<<16), ip(192, 169<<16-1), private},
	{ip(192, 169<<16), ip(223, 1<<24-1), public},
	{ip(224, 0), ip(255, 1<<24-1), special}, // multicast, reserved, masks
}

// pool is where public addresses go: the benchmark range of RFC 2544.
var pool = segment{ip(198, 18<<16), ip(198, 20<<16-1), public}

func ip(first, rest uint32) uint32 { return first<<24 | rest }

func segmentOf(a uint32) segment {
	i, found := slices.BinarySearchFunc(segments, a, func(s segment, a uint32) int { return cmp.Compare(s.from, a) })
	if !found {
		i--
	}
	return segments[i]
}

func (s segment) holds(from, to uint32) bool { return s.from <= from && to <= s.to }

// fixed reports whether an address stays as it is: a special one, and the first
// and last of each class, which bound the ranges of the world and not of a site.
func (p *plan) fixed(a uint32) bool {
	s := segmentOf(a)
	return s.class == special || a == s.from || a == s.to || p.frozen[a]
}

func newPlan(key []byte, s *survey) *plan {
	p := &plan{key: key, isPoint: s.points, blocks: map[block]bool{}, glue: map[uint32]bool{}, frozen: map[uint32]bool{}}
	for i := range s.intervals {
		p.intervals = append(p.intervals, i)
		if i.host < 0 || i.host > 31 {
			continue
		}
		if !segmentOf(i.from).holds(i.from, i.to) || segmentOf(i.from).class == special {
			p.frozen[i.from], p.frozen[i.to] = true, true
			continue
		}
		if i.host > 0 {
			p.blocks[block{i.from, i.host}] = true
		}
	}
	slices.SortFunc(p.intervals, func(a, b interval) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to), cmp.Compare(a.host, b.host))
	})
	p.ends = map[uint32]bool{}
	for a := range s.points {
		p.ends[a] = true
	}
	for b := range p.blocks {
		p.ends[b.base], p.ends[b.last()] = true, true
	}
	p.cover(p.ends)
	for a := range p.ends {
		p.points = append(p.points, a)
	}
	slices.Sort(p.points)
	p.imply()
	return p
}

// imply keeps the neighbours of a network together: blocks of 256 addresses and,
// in private ranges, of 65,536, unless so much of such a block is in use that
// there would be no other place in it.
func (p *plan) imply() {
	const crowded = 128
	used := map[block]int{} // blocks of 256 in one of 65,536
	seen := map[block]bool{}
	for _, a := range p.points {
		s := segmentOf(a)
		small := block{a >> 8 << 8, 8}
		if s.class == special || p.fixed(a) || !s.holds(small.base, small.last()) || seen[small] {
			continue
		}
		seen[small], p.blocks[small] = true, true
		large := block{a >> 16 << 16, 16}
		if s.class == private && s.to-s.from > 1<<16 && s.holds(large.base, large.last()) {
			used[large]++
		}
	}
	for b, n := range used {
		if n <= crowded {
			p.blocks[b] = true
		}
	}
}

func (b block) last() uint32 { return b.base + (1<<b.host - 1) }

// maxCover bounds the work of cover for files made to be slow.
const maxCover = 50_000_000

// cover finds, for each interval, whether the others cover it together. If not,
// a witness keeps the first hole open. If so, what lies next to each other inside
// it is glued, and what does not is kept apart.
func (p *plan) cover(points map[uint32]bool) {
	starts := map[uint32]bool{}
	for _, i := range p.intervals {
		starts[i.from] = true
	}
	work := 0
	for i, outer := range p.intervals {
		if work += len(p.intervals); work > maxCover {
			return
		}
		if outer.from == outer.to {
			continue
		}
		hole, others := p.fill(i)
		if hole <= uint64(outer.to) {
			points[uint32(hole)] = true
			continue
		}
		for _, o := range others {
			switch {
			case o.to >= outer.to:
			case starts[o.to+1]:
				p.glue[o.to] = true
			default:
				points[o.to+1] = true
			}
		}
	}
}

// fill is the first address of interval i that no others cover, other than those
// around it, and the others up to there.
func (p *plan) fill(i int) (hole uint64, others []interval) {
	outer := p.intervals[i]
	hole = uint64(outer.from)
	for k, inner := range p.intervals {
		if inner.from > outer.to {
			break
		}
		if k == i || inner.to < outer.from || inner.from <= outer.from && inner.to >= outer.to {
			continue
		}
		if uint64(inner.from) > hole {
			break
		}
		others = append(others, inner)
		hole = max(hole, uint64(inner.to)+1)
	}
	return hole, others
}
