package synth

// collectionSets are the sets of the URL set collection export.
var collectionSets = []struct {
	name, description string
	entries           int
}{
	{"Blacklist by IP Address", "", 120},
	{"Blacklist by host name", "Imported every night", 160},
	{"Business partners", "Sites that need no authentication", 12},
	{"Empty set", "", 0},
	{"HTTPS Blacklist by IP Address", "", 60},
}

// urlSets writes the collection as the exported item itself.
func (g *generator) urlSets() {
	w := g.w
	w.singleton("URLSets")
	for i, c := range collectionSets {
		s := stringSet{id: g.guid(kindURLSet, i), name: c.name, description: c.description}
		for j := range c.entries {
			s.strings = append(s.strings, g.collectionURL(i, j))
		}
		g.urlSet(&s)
	}
	g.urlSet(&predefinedURLSets[0])
	w.close()
}

func (g *generator) collectionURL(set, entry int) string {
	switch set {
	case 0:
		return "http://192.0.2." + itoa(1+entry)
	case 1:
		return "http://" + pick(&g.source, words) + itoa(entry) + pick(&g.source, zones) + "/*"
	case 2:
		return "http://partner" + itoa(entry) + ".example.com/shop?a=1&b=" + itoa(entry)
	default:
		return "https://198.51.100." + itoa(1+entry)
	}
}
