package synth

// Site is where a server stands. Each has its own names, addresses and certificate, and its administrators did things
// in their own way.
type Site int

// The sites.
const (
	HeadOffice Site = iota
	SecondSite      // set up by the same people from the same plan, as a twin of the head office's
)

// identity is what a server is called.
type identity struct {
	array, server, fqdn string
	internal, external  string // addresses
	certificate         string // hash
}

var identities = [...]identity{
	HeadOffice: {"ARRAY1", "FW01", "fw01.contoso.example", "10.0.0.1", "203.0.113.10", "1f6b0d5e2a9c48b7d3e10f72a4c5968b7e0d1c2f"},
	SecondSite: {"ARRAY2", "FW02", "fw02.contoso.example", "10.0.0.2", "203.0.113.20", "90c2d4417be05a6f1d38e7c9b2406fa85d13e6b7"},
}

// twin changes the web access story into that of the second site: what the console shows differs a little, and one
// default is written out. The web works there.
func (g *generator) twin(s *story) {
	s.internal.integratedPersist = no()
	s.rules[2], s.rules[3] = s.rules[3], s.rules[2]
	servers := &s.computerSets[0]
	servers.computers = servers.computers[:2]
}
