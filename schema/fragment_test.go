package schema

import (
	"slices"
	"strings"
	"testing"
)

// wrapFragment puts a fragment of a real export below the array that it was
// quoted from, as StorageType 0 ancestors.
func wrapFragment(source string) string {
	return export(skeleton("Arrays", "Arrays", skeleton("Array", guidArray, source)))
}

func TestRealFragments(t *testing.T) {
	outlines := map[string]string{
		"tmg2010-frag-policygroup":             `PolicyGroup({559D7DDD-628D-45B3-AA67-00CF9D2D9A25} 1){Name:string="E-Invoice" Type:int="100"}`,
		"tmg2010-frag-protocolselectionmethod": `ProtocolSelectionMethod:int="1"`,
		"tmg2010-frag-userset": `UserSet({B6DF26BA-0278-481C-8844-BCB85AAD73E3} 1){Name:string="Admins" Accounts(Access 1){Account(CONTOSO-Domain Admins 1)` +
			`{AccountSid:string="S-1-5-21-1111111111-2222222222-3333333333-512" AccountType:int="1"}}}`,
		"tmg2010-frag-urlset-with-description": `URLSet({3F27106C-5AA3-4CCE-A35C-E728D53F153F} 1){Description:string="Sanitised description (Dutch sentence in the original)." ` +
			`Name:string="portal.example.nl" Predefined:boolean="0" URLStrings[http://portal.example.nl]}`,
	}
	for name, source := range realFragments(t) {
		t.Run(name, func(t *testing.T) {
			d := parse(t, wrapFragment(source))
			checkSpans(t, d)
			if len(d.Problems) > 0 || len(d.Foreign) > 0 {
				t.Errorf("problems\n%s", outlineProblems(d))
			}
			got := outline(d.Objects("Array")[0])
			if want, ok := outlines[strings.TrimSuffix(name, fragmentSuffix)]; ok && got != want || got == "" {
				t.Errorf("model\n%s\nwant\n%s", got, want)
			}
			for _, r := range d.References() {
				if s := r.Resolve().State; s != Builtin && s != Outside {
					t.Errorf("%s: state %d, want predefined or outside", r.Path(), s)
				}
			}
		})
	}
}

// Together the fragments are a part of one array, whose references resolve
// between them.
func TestRealFragmentsTogether(t *testing.T) {
	all := ""
	for _, source := range realFragments(t) {
		all += source
	}
	d := parse(t, wrapFragment(all))
	labels := map[string]TargetState{}
	for _, r := range d.References() {
		labels[r.Label()] = r.Resolve().State
	}
	for _, c := range []struct {
		label  string
		state  TargetState
		reason string
	}{
		{"SAMPLE BLOCKLIST A/B/0001", Resolved, "a domain name set in another fragment"},
		{"portal.example.nl", Resolved, "a URL set in another fragment"},
		{"Malicious", Resolved, "an enterprise category taken along by reference"},
		{"{e1079988-6b06-4e8c-bf8c-5288af8918a9}", Outside, "an enterprise category that is not quoted"},
		{"All Users", Builtin, "a predefined user set"},
		{"Local Host", Builtin, "a predefined network"},
	} {
		if s, ok := labels[c.label]; !ok || s != c.state {
			t.Errorf("%s: state %d (found %t), want %d: %s", c.label, s, ok, c.state, c.reason)
		}
	}
	r := NetworkRule{d.Objects("NetworkRule")[0]}
	sources, destinations := slices.Collect(r.Sources()), slices.Collect(r.Destinations())
	if len(sources) != 1 || sources[0].Label() != "Local Host" || sources[0].Role() != "Networks" ||
		len(destinations) != 1 || destinations[0].TargetElement() != "NetworkSet" || !r.Routed() || !r.Enabled() {
		t.Errorf("the network rule goes from %v to %v", sources, destinations)
	}
}
