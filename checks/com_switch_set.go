package checks

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

var switchInventory = &Check{
	Code:     "C023",
	Slug:     "com-vps-inventory",
	Severity: Info,
	Title:    "Hot-fix switches are set",
	Why: "In this vendor parameters set the scripts of Microsoft's hot-fixes keep switches that no console shows. A server that has them " +
		"behaves differently from one that has not.",
	Remedy: "Nothing need be done; check that each switch is still wanted, and that servers which do the same work agree.",
	Evidence: []string{
		vendorSetPage,
		"https://blogs.technet.microsoft.com/isablog/2008/12/01/error-while-running-a-script-on-isa-server-2006-css/",
		"https://support.microsoft.com/en-us/kb/956922",
	},
	Bad: func() string {
		return strings.Replace(switchFragment("EnableHotfix982550", "00000000"), catalog.HotfixSet, markOpen+catalog.HotfixSet+markClose, 1)
	},
	Good: func() string { return vendorSetFragment(otherSet, "Anything", "01000000") },
	Run: func(p *Pass) {
		for set := range vendorSets(p, catalog.HotfixSet) {
			reportInventory(p, set)
		}
	},
}

func reportInventory(p *Pass, set schema.VendorParametersSet) {
	values, err := set.Values()
	if len(values) == 0 && err == nil {
		return
	}
	f := Finding{Object: set.Object, Span: set.StorageNameSpan()}
	var listed []string
	for i := range values {
		v := &values[i]
		said := fmt.Sprintf("%s = %s", v.Name, v.Display())
		listed = append(listed, said)
		f.Related = append(f.Related, Related{Object: set.Object, Span: valueSpan(set, v), Message: said + explained(v.Name)})
	}
	f.Message = fmt.Sprintf("the hot-fix set of %q holds %s", set.Of().Label(), strings.Join(listed, ", "))
	switch {
	case errors.Is(err, schema.ErrEncrypted):
		f.Message = fmt.Sprintf("the hot-fix set of %q is encrypted; its switches cannot be shown", set.Of().Label())
	case len(values) == 0:
		f.Message = fmt.Sprintf("the hot-fix set of %q cannot be read: %v", set.Of().Label(), err)
	case err != nil:
		f.Message += fmt.Sprintf(", and cannot be read further: %v", err)
	}
	p.Report(f)
}

func explained(name string) string {
	s, ok := catalog.SwitchByName(name)
	switch {
	case !ok:
		return ": not a switch that is known"
	case s.KB != "":
		return ": " + s.Meaning + " (KB " + s.KB + ")"
	}
	return ": " + s.Meaning
}

var unknownSwitch = &Check{
	Code:     "C024",
	Slug:     "com-vps-unknown-name",
	Severity: Info,
	Inferred: true,
	Title:    "The hot-fix set holds a switch that is not known",
	Why:      "A misspelt switch does nothing, and nobody is told. It may also be one of a hot-fix that is not known here.",
	Remedy:   "Compare the name with the article or script that it came from.",
	Evidence: []string{vendorSetPage},
	Bad:      func() string { return switchFragment("EnableHotfix982551", "«01000000»") },
	Good:     func() string { return switchFragment("enablehotfix982550", "01000000") },
	Run: func(p *Pass) {
		for set := range vendorSets(p, catalog.HotfixSet) {
			values, _ := set.Values()
			for i := range values {
				reportUnknownSwitch(p, set, &values[i])
			}
		}
	},
}

func reportUnknownSwitch(p *Pass, set schema.VendorParametersSet, v *schema.VendorValue) {
	if _, known := catalog.SwitchByName(v.Name); known {
		return
	}
	var names []string
	for _, s := range catalog.Switches() {
		names = append(names, s.Name)
	}
	message := fmt.Sprintf("%q in the hot-fix set of %q is not a switch that is known", v.Name, set.Of().Label())
	meant := slipOf(v.Name, names)
	if meant != "" {
		message += fmt.Sprintf("; did you mean %q?", meant)
	}
	reportSwitch(p, set, v, message)
}

var misplacedSwitches = &Check{
	Code:     "C025",
	Slug:     "com-vps-wrong-container",
	Severity: Info,
	Inferred: true,
	Title:    "The hot-fix set does not stand on the array",
	Why:      "Microsoft's scripts write the hot-fix set to the array. On another object the service is not known to read it, so the switches may do nothing.",
	Remedy:   "Run the script of the hot-fix again, on the array, and take this set out.",
	Evidence: []string{vendorSetPage},
	Bad: func() string {
		return `
			<fpc4:RuleElements StorageName="RuleElements" StorageType="1">` +
			strings.Replace(switchFragment("EnableHotfix982550", "00000000"), catalog.HotfixSet, markOpen+catalog.HotfixSet+markClose, 1) + `
			</fpc4:RuleElements>`
	},
	Good: func() string { return switchFragment("EnableHotfix982550", "00000000") },
	Run: func(p *Pass) {
		for set := range vendorSets(p, catalog.HotfixSet) {
			if of := set.Of(); !onArray(set) && of != nil {
				p.Report(Finding{
					Object:  set.Object,
					Span:    set.StorageNameSpan(),
					Message: fmt.Sprintf("the hot-fix set stands on %s; scripts write it to the array", quoted(of)),
				})
			}
		}
	},
}

// valueSpan is the place of a value, or of the whole property.
func valueSpan(set schema.VendorParametersSet, v *schema.VendorValue) text.Span {
	if s, ok := v.Span(); ok {
		return s
	}
	return set.Blob().ValueSpan()
}

// otherSet is the set of the HTTP filter, for fragments.
const otherSet = "{F1076E51-BBAF-48BA-A2D7-B0875211E80D}"

// switchFragment is a hot-fix set with one 32-bit value, given by its digits.
func switchFragment(name, digits string) string {
	return vendorSetFragment(catalog.HotfixSet, name, digits)
}

func vendorSetFragment(guid, name, digits string) string {
	const int32Type = 3
	b := binary.LittleEndian.AppendUint32(nil, 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(2*len(name)+2))
	for _, u := range append(utf16.Encode([]rune(name)), 0, int32Type) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return `
			<fpc4:VendorParametersSets StorageName="VendorParametersSets" StorageType="1">
				<fpc4:VendorParametersSet StorageName="` + guid + `" StorageType="1">
					<fpc4:BlobData dt:dt="bin.hex">` + hex.EncodeToString(b) + digits + `</fpc4:BlobData>
				</fpc4:VendorParametersSet>
			</fpc4:VendorParametersSets>`
}
