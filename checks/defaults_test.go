package checks

import (
	"bytes"
	"testing"

	"tmgaudit/internal/synth"
)

// What every product version writes after setup, whole or in part, has no finding above
// info, nor has its import to where it came from.
func TestDefaultsOfEveryProduct(t *testing.T) {
	written := 0
	releases := map[synth.Product]string{synth.ISA2004: "isa2004", synth.ISA2006: "isa2006", synth.TMG2010: "tmg2010-sp2"}
	for _, product := range []synth.Product{synth.ISA2004, synth.ISA2006, synth.TMG2010} {
		for _, kind := range []synth.Kind{synth.Array, synth.Enterprise, synth.Network, synth.URLSets, synth.ISAInfo} {
			for seed := range uint64(3) {
				var b bytes.Buffer
				if err := synth.Write(&b, synth.Options{Seed: seed, Product: product, Kind: kind}); err != nil {
					continue // not every product has every kind
				}
				written++
				doc, self := parse(t, b.String()), Import{Target: releases[product], Export: b.String()}
				for _, f := range RunFor(doc, All(), onto(t, self)) {
					if f.Severity > Info && f.Check != isaInfoNotImportable {
						t.Errorf("product %d, kind %d, seed %d: %s %s", product, kind, seed, f.Check.Code, f.Message)
					}
				}
			}
		}
	}
	if written != 27 {
		t.Errorf("%d documents; want three of every kind that a product has", written)
	}
}
