package trace

// logon is one identity of a client at a party.
type logon struct {
	peer
	user string
	mech Mechanism
}

func logonOf(h *Handshake) logon {
	return logon{peerOf(h.last(), h.Party), h.User, h.Mechanism}
}

// accepted finds accepted handshakes without a search through all of them.
type accepted struct {
	last     map[peer]*Handshake
	lastNTLM map[peer]*Handshake
	first    map[logon]*Handshake
	other    map[logon]*Handshake // first one for another address than that of first
}

func newAccepted(list []*Handshake) accepted {
	a := accepted{map[peer]*Handshake{}, map[peer]*Handshake{}, map[logon]*Handshake{}, map[logon]*Handshake{}}
	for _, h := range list {
		if h.Outcome != Accepted {
			continue
		}
		key := peerOf(h.last(), h.Party)
		a.last[key] = later(a.last[key], h)
		if h.Mechanism == MechNTLM {
			a.lastNTLM[key] = later(a.lastNTLM[key], h)
		}
		l := logonOf(h)
		switch f := a.first[l]; {
		case f == nil:
			a.first[l] = h
		case a.other[l] == nil && f.last().URL != h.last().URL:
			a.other[l] = h
		}
	}
	return a
}

func later(a, b *Handshake) *Handshake {
	if a != nil && a.last().Index >= b.last().Index {
		return a
	}
	return b
}

// after reports whether a list has a handshake of the same peer that ended after h.
func after(list map[peer]*Handshake, h *Handshake) (*Handshake, bool) {
	o := list[peerOf(h.last(), h.Party)]
	return o, o != nil && o != h && o.last().Index > h.last().Index
}

// before finds a logon of the same identity that was accepted before h.
func (a accepted) before(h *Handshake) (*Handshake, bool) {
	o := a.first[logonOf(h)]
	return o, o != nil && o.last().Index < h.last().Index
}

// elsewhere finds one for another address.
func (a accepted) elsewhere(h *Handshake) (*Handshake, bool) {
	for _, o := range []*Handshake{a.first[logonOf(h)], a.other[logonOf(h)]} {
		if o != nil && o.last().Index < h.last().Index && o.last().URL != h.last().URL {
			return o, true
		}
	}
	return nil, false
}
