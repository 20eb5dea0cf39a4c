package checks

import (
	"slices"
	"strings"
)

// all is every check, by code. A new check is entered here; nothing registers
// itself.
var all = slices.Concat(
	comChecks,
	authChecks,
	publishingChecks,
	policyChecks,
	networkChecks,
	hardeningChecks,
	importChecks,
	consistencyChecks,
	formChecks,
)

// All returns every check, sorted by family in the order of Families, then by
// code. The slice is shared.
func All() []*Check { return all }

// ByName finds a check by its code or slug, in any case.
func ByName(name string) (*Check, bool) {
	for _, c := range all {
		if strings.EqualFold(c.Code, name) || strings.EqualFold(c.Slug, name) {
			return c, true
		}
	}
	return nil, false
}

// MatchIn returns the checks of a list that a selector names: a code ("C001"), the
// start of one ("C", "C0"), a slug, a slug with a trailing "*", a family name, or "all".
func MatchIn(list []*Check, selector string) []*Check {
	var matched []*Check
	for _, c := range list {
		if c.matches(strings.ToLower(selector)) {
			matched = append(matched, c)
		}
	}
	return matched
}

// Selectors are the words that select checks of a list: codes, slugs, families.
func Selectors(list []*Check) []string {
	var words []string
	for _, c := range list {
		words = append(words, c.Code, c.Slug)
	}
	for _, f := range Families {
		if len(MatchIn(list, f.Name)) > 0 {
			words = append(words, f.Name)
		}
	}
	return words
}

func (c *Check) matches(selector string) bool {
	if selector == "" {
		return false
	}
	prefix, wild := strings.CutSuffix(selector, "*")
	return selector == "all" || selector == c.Slug || selector == c.Family().Name ||
		wild && strings.HasPrefix(c.Slug, prefix) ||
		isCodePrefix(selector) && strings.HasPrefix(strings.ToLower(c.Code), selector)
}

// isCodePrefix reports whether s is a letter and digits only.
func isCodePrefix(s string) bool {
	return s[0] >= 'a' && s[0] <= 'z' && strings.Trim(s[1:], "0123456789") == ""
}
