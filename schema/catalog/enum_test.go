package catalog

import (
	"slices"
	"testing"
)

func TestEnumCounts(t *testing.T) {
	members := 0
	for _, e := range Enums() {
		members += len(e.Members)
	}
	if len(Enums()) != 189 || members != 1253 {
		t.Errorf("%d enumerations with %d members, want 189 with 1253", len(Enums()), members)
	}
}

func TestFlags(t *testing.T) {
	want := []string{
		"FpcAdapterState", "FpcComponents", "FpcCopyElementsType", "FpcDaysOfWeek", "FpcExportImportOptionalData",
		"FpcFetchURLFlags", "FpcFilterCondition", "FpcLinkTranslationOptions", "FpcLoggingComponents",
		"FpcMailAntivirusEngine", "FpcNlmConnectivity", "FpcProtectionMechanisms", "FpcProtocolCategory",
		"FpcReportJobCategory", "FpcServices", "FpcSupportedUpdateActions",
	}
	var got []string
	for _, e := range Enums() {
		if e.Flags {
			got = append(got, e.Name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("flags by rule:\n got %q\nwant %q", got, want)
	}
}

func TestHasAndString(t *testing.T) {
	for _, c := range []struct {
		enum   string
		value  int64
		has    bool
		text   string
		reason string
	}{
		{"FpcPolicyRuleActions", 1, true, "fpcPolicyRuleActionDeny (1)", "plain member"},
		{"FpcPolicyRuleActions", 2, false, "unknown (2)", "not a member"},
		{"FpcPolicyRuleActions", -1, false, "unknown (-1)", "negative"},
		{"FpcPolicyRuleTypes", 3, false, "unknown (3)", "1, 2, 256 are types, not flags"},
		{"FpcPolicyRuleTypes", 256, true, "fpcPolicyRuleArrayPolicyPlaceHolder (256)", "a gap in the values"},
		{"FpcDaysOfWeek", 3, true, "fpcSundayBit+fpcMondayBit (3)", "combination"},
		{"FpcDaysOfWeek", 0, true, "fpcNone (0)", "zero is a member here"},
		{"FpcDaysOfWeek", 128, false, "unknown (128)", "there are seven days"},
		{"FpcExportImportOptionalData", 12, true, "fpcExportImportServerSpecific+fpcExportImportEnterpriseSpecific (12)", "what the console writes"},
		{"FpcExportImportOptionalData", 0, true, "none (0)", "no member is zero, yet no flag may be set"},
		{"FpcIsaEditionType", 0, false, "unknown (0)", "no flags, no zero"},
		{"FpcComponents", -1, true, "fpcAllComponents (-1)", "an export writes the mask as a signed number"},
		{"FpcComponents", 4294967295, true, "fpcAllComponents (4294967295)", "as the header has it"},
		{"FpcComponents", 1, false, "unknown (1)", "bit 0 is free"},
		{"FpcScheduleDays", -1, true, "", "a real negative member"},
		{"FpcLinkTranslationOptions", 3, true, "fpcEscapeColon+fpcAllowTranslationOfPartialLinks (3)", "two bits by their meaning"},
		{"FpcConnectivityGroupType", 5, true, "fpcGroupOther (5)", "not fpcGroupLast"},
		{"FpcRedirectHTTPAsHTTPS", 2, true, "fpcRedirectHTTPAsHTTPSAlways (2)", "not the spelling of the header"},
		{"FpcMailAntivirusEngine", 0, true, "fpcMailAntivirusEngine_None (0)", "not _Default"},
	} {
		e, ok := EnumByName(c.enum)
		if !ok {
			t.Errorf("%s is missing", c.enum)
			continue
		}
		if got := e.Has(c.value); got != c.has {
			t.Errorf("%s.Has(%d) = %v: %s", c.enum, c.value, got, c.reason)
		}
		if got := e.String(c.value); c.text != "" && got != c.text {
			t.Errorf("%s.String(%d) = %q, want %q: %s", c.enum, c.value, got, c.text, c.reason)
		}
	}
}

func TestEveryMemberIsFound(t *testing.T) {
	for _, e := range Enums() {
		for _, m := range e.Members {
			got, ok := e.ByValue(m.Value)
			if !ok || got.AliasOf != "" || got.Value != m.Value {
				t.Errorf("%s.ByValue(%d) = %v, %v", e.Name, m.Value, got, ok)
			}
			if m.AliasOf != "" && m.AliasOf != got.Name {
				t.Errorf("%s: %s is an alias of %s, the usual name is %s", e.Name, m.Name, m.AliasOf, got.Name)
			}
			if _, named, ok := memberNamed(m.Name); !ok || named.Value != m.Value {
				t.Errorf("two values are called %q, one of them %v", m.Name, named)
			}
		}
	}
}

// memberNamed is the first member of a name, by the name of its enumeration.
func memberNamed(name string) (*Enum, Member, bool) {
	for _, e := range Enums() {
		for _, m := range e.Members {
			if m.Name == name {
				return e, m, true
			}
		}
	}
	return nil, Member{}, false
}
