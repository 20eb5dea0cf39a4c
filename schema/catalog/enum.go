package catalog

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Enum is one enumeration of the COM model.
type Enum struct {
	Name    string
	Members []Member // sorted by value; of members with one value the usual name comes first
	Flags   bool     // values look like bit flags: combinations of members are values too, see looksLikeFlags

	mask int64 // all single bits of a flags enum
}

// Member is one named value of an enumeration.
type Member struct {
	Name    string
	Value   int64  // as in the header: "all" of a mask is 4294967295, which an export writes as -1
	AliasOf string // the usual name where this is a second one for the same value, such as fpcGroupLast
	Meaning string // in our words, where the documentation tells it
	Source  string
}

// Enums returns every enumeration, sorted by name.
func Enums() []*Enum { return enums().list }

// EnumByName finds an enumeration by its exact name, such as FpcPolicyRuleActions.
func EnumByName(name string) (*Enum, bool) {
	e, ok := enums().byName[name]
	return e, ok
}

// ByValue finds the member with the value, under its usual name. A negative value also stands for the unsigned
// 32-bit number with the same bits.
func (e *Enum) ByValue(v int64) (Member, bool) {
	i, ok := e.search(v)
	if !ok && v < 0 {
		i, ok = e.search(int64(uint32(v)))
	}
	if !ok {
		return Member{}, false
	}
	return e.Members[i], true
}

func (e *Enum) search(v int64) (int, bool) {
	return slices.BinarySearchFunc(e.Members, v, func(m Member, v int64) int {
		switch {
		case m.Value < v:
			return -1
		case m.Value > v:
			return 1
		}
		return 0
	})
}

// Has reports whether v is a member or, for flags, a combination of members. No flag set is a combination too.
func (e *Enum) Has(v int64) bool {
	if _, ok := e.ByValue(v); ok {
		return true
	}
	return e.Flags && v >= 0 && v&^e.mask == 0
}

// String names the value v: "fpcSundayBit (1)", "fpcSundayBit+fpcMondayBit (3)", "none (0)" for flags without a
// member for zero, "unknown (99)".
func (e *Enum) String(v int64) string {
	number := " (" + strconv.FormatInt(v, 10) + ")"
	if m, ok := e.ByValue(v); ok {
		return m.Name + number
	}
	switch {
	case !e.Has(v):
		return "unknown" + number
	case v == 0:
		return "none" + number
	}
	var names []string
	for bit := int64(1); bit <= v; bit <<= 1 {
		if v&bit != 0 {
			m, _ := e.ByValue(bit)
			names = append(names, m.Name)
		}
	}
	return strings.Join(names, "+") + number
}

// looksLikeFlags decides from the values, since the headers do not say it. Flags are at least three single bits that
// fill half of the places between the lowest and the highest; besides them only 0 and masks of all of them. So
// 1, 2, 4, 8 are flags; 0, 1, 2 and 1, 2, 256 are not. A documented meaning that starts with "bit:" decides alone.
func looksLikeFlags(members []Member, mask uint64) bool {
	for _, m := range members {
		if strings.HasPrefix(m.Meaning, "bit:") {
			return true
		}
		if m.Value < 0 || bits.OnesCount64(uint64(m.Value)) > 1 && uint64(m.Value)&mask != mask {
			return false
		}
	}
	count, places := bits.OnesCount64(mask), bits.Len64(mask)-bits.TrailingZeros64(mask)
	return count >= 3 && 2*count >= places
}

// singleBits is the union of the values that are one bit.
func singleBits(members []Member) uint64 {
	var mask uint64
	for _, m := range members {
		if m.Value > 0 && bits.OnesCount64(uint64(m.Value)) == 1 {
			mask |= uint64(m.Value)
		}
	}
	return mask
}

type enumSet struct {
	list   []*Enum
	byName map[string]*Enum
}

var enums = sync.OnceValue(loadEnums)

func loadEnums() *enumSet {
	members := make([]Member, 0, enumTable.rows())
	set := &enumSet{byName: make(map[string]*Enum)}
	enumTable.each(func(f []string) {
		if n := len(set.list); n == 0 || set.list[n-1].Name != f[0] {
			set.list = append(set.list, &Enum{Name: f[0], Members: members[len(members):]})
		}
		members = append(members, Member{Name: f[1], Value: int64(number(f[2])), AliasOf: f[3], Meaning: f[4], Source: f[5]})
		e := set.list[len(set.list)-1]
		e.Members = e.Members[:len(e.Members)+1]
	})
	for _, e := range set.list {
		mask := singleBits(e.Members)
		e.Flags, e.mask = looksLikeFlags(e.Members, mask), int64(mask)
		e.Members = slices.Clip(e.Members)
		set.byName[e.Name] = e
	}
	return set
}
