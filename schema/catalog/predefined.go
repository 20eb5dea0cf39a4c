package catalog

import (
	"strings"
	"sync"
)

// Predefined is an object that setup creates with a fixed GUID, which is its StorageName in every installation.
type Predefined struct {
	Symbol     string // constant in the SDK header
	GUID       string // as written there; compare with SameGUID
	Element    string // export element; "Protocol" for protocols; "" where the symbol does not tell
	Name       string // display name where the format notes state it, else words made from the symbol
	NameSource string // "format notes" or "from symbol"
	Source     string
}

// PredefinedObjects returns the predefined objects other than protocols, sorted by symbol.
func PredefinedObjects() []*Predefined { return predefined().objects }

// PredefinedProtocols returns the table of protocols, sorted by symbol. It also has a few RPC interfaces (Element "").
func PredefinedProtocols() []*Predefined { return predefined().protocols }

// PredefinedByGUID finds a predefined object or protocol. Case and braces do not matter.
func PredefinedByGUID(id string) (*Predefined, bool) {
	g, ok := parseGUID(id)
	if !ok {
		return nil, false
	}
	p, ok := predefined().byGUID[g]
	return p, ok
}

// PredefinedByName finds predefined objects, then protocols, by name or symbol. Case does not matter.
func PredefinedByName(name string) []*Predefined {
	var found []*Predefined
	for _, list := range [][]*Predefined{PredefinedObjects(), PredefinedProtocols()} {
		for _, p := range list {
			if strings.EqualFold(p.Name, name) || strings.EqualFold(p.Symbol, name) {
				found = append(found, p)
			}
		}
	}
	return found
}

type predefinedSet struct {
	objects, protocols []*Predefined
	byGUID             map[guid]*Predefined
}

var predefined = sync.OnceValue(loadPredefined)

func loadPredefined() *predefinedSet {
	set := &predefinedSet{objects: loadPredefinedTable(objectTable), protocols: loadPredefinedTable(protocolTable)}
	set.byGUID = make(map[guid]*Predefined, len(set.objects)+len(set.protocols))
	set.index(set.objects)
	set.index(set.protocols)
	return set
}

// index adds the list to byGUID. The first symbol of a GUID wins; the narrow-string twins (_SZ) sort last.
func (s *predefinedSet) index(list []*Predefined) {
	for _, p := range list {
		g := mustGUID(p.GUID)
		if _, taken := s.byGUID[g]; !taken {
			s.byGUID[g] = p
		}
	}
}

func loadPredefinedTable(t table) []*Predefined {
	records := make([]Predefined, 0, t.rows())
	t.each(func(f []string) {
		records = append(records, Predefined{
			Symbol: f[0], GUID: f[1], Element: f[2], Name: f[3], NameSource: f[4], Source: f[5],
		})
	})
	return pointers(records)
}
