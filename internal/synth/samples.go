package synth

// Sample is one file of samples/.
type Sample struct {
	Name    string
	Options Options
}

// Samples is the list of sample files in the order of their stories.
func Samples() []Sample {
	return []Sample{
		{"tmg2010-sp2-default.xml", Options{Seed: 1}},
		{"founding-case.xml", Options{Seed: 1, Story: WebAccess, Faults: IntegratedInternal}},
		{"tmg2010-enterprise.xml", Options{Seed: 3, Kind: Enterprise}},
		{"isa2006-array.xml", Options{Seed: 4, Product: ISA2006, Story: WebAccess, Faults: SingleRadiusInternal}},
		{"isa2004-array.xml", Options{Seed: 5, Product: ISA2004, Story: Branch, Faults: AlwaysAuthInternal}},
		{"tmg2010-network-internal.xml", Options{Seed: 1, Kind: Network}},
		{"tmg2010-urlsets.xml", Options{Seed: 1, Kind: URLSets}},
		{"isainfo-tmg1.xml", Options{Seed: 1, Kind: ISAInfo, Story: WebAccess}},
		{"messy-array.xml", Options{Seed: 9, Story: Aged, Size: 1_200_000, Shape: Office, Faults: MessyFaults}},
		{"compare-works.xml", Options{Seed: 12, Story: WebAccess, Site: SecondSite}},
		{"compare-broken.xml", Options{Seed: 11, Story: WebAccess, Faults: IntegratedInternal}},
	}
}
