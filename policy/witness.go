package policy

// Example is one connection in the words of a console user.
type Example struct {
	From, To string // addresses, or names of endpoints such as Local Host
	Service  string // tcp/443
	User     string // "anyone", "an authenticated user", or the set or account
	Name     string // the name set that the request matches; empty for any
	Hour     string // "Mon 09:00"; empty for any
	Content  string // the content type set; empty for any

	at [dimensions]uint64
}

// witness is a connection that both rules match: surely where that is known.
func (a *analysis) witness(t, by *Rule) *Example {
	for _, pair := range [][2][]box{{t.sure, by.sure}, {t.may, by.sure}, {t.may, by.may}} {
		for i := range pair[0] {
			for j := range pair[1] {
				if b := pair[0][i].intersect(&pair[1][j]); !b.empty() {
					return a.model.example(b)
				}
			}
		}
	}
	return nil
}

// example picks a connection of a box that is not empty.
func (m *Model) example(b box) *Example {
	var x Example
	for d := range b {
		x.at[d] = b[d][0].First
	}
	x.at[sourceDimension] = m.sampleAddress(b[sourceDimension])
	x.at[destinationDimension] = m.sampleAddress(b[destinationDimension])
	x.From, x.To = AddressName(x.at[sourceDimension]), AddressName(x.at[destinationDimension])
	x.Service = ServiceName(x.at[serviceDimension])
	x.User = m.elements.userName(x.at[userDimension])
	if !b[nameDimension].Equal(allNames) {
		x.Name = m.elements.names.label(x.at[nameDimension])
	}
	if !b[hourDimension].Equal(alwaysHours) {
		x.Hour = HourName(x.at[hourDimension])
	}
	if !b[contentDimension].Equal(allNames) {
		x.Content = m.elements.contents.label(x.at[contentDimension])
	}
	return &x
}

// documentation is 203.0.113.0/24, where an example is surely nobody's address.
var documentation = Span(203<<24|113<<8, 203<<24|113<<8|255)

// sampleAddress prefers addresses that read well: of the documentation range, of
// an inner network, then any; not the firewall's own and no network address.
func (m *Model) sampleAddress(p Points) uint64 {
	hosts := p.Intersect(allIPv4).Minus(m.elements.firewall)
	inner := allIPv4.Minus(m.elements.external.May)
	for _, preferred := range []Points{hosts.Intersect(documentation), hosts.Intersect(inner), hosts} {
		if x, ok := host(preferred); ok {
			return x
		}
	}
	return p[0].First
}

// host is the first address that does not end in 0, if there is one.
func host(p Points) (uint64, bool) {
	for _, r := range p {
		if r.First&255 == 0 {
			r.First++
		}
		if r.First <= r.Last {
			return r.First, true
		}
	}
	if p.Empty() {
		return 0, false
	}
	return p[0].First, true
}

// userName is the point of a user as people call it.
func (e *elements) userName(x uint64) string {
	if x == anonymous {
		return "anyone"
	}
	if name, ok := e.userNames[x]; ok {
		return name
	}
	return "an authenticated user"
}

// label is what a set is called, "" for requests that no set matches.
func (t *nameTable) label(x uint64) string {
	if x == 0 || x > uint64(len(t.sets)) {
		return ""
	}
	return t.sets[x-1].label
}
