package cli

import (
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
)

// parseChecks is the checks of all that --select names, or all, without those that
// --ignore names.
func parseChecks(c *cli.Context, all []*checks.Check) ([]*checks.Check, error) {
	selected, err := match(c, "select", all)
	if err != nil {
		return nil, err
	}
	ignored, err := match(c, "ignore", all)
	if err != nil {
		return nil, err
	}
	var list []*checks.Check
	some := c.IsSet("select")
	for _, check := range all {
		if (selected[check] || !some) && !ignored[check] {
			list = append(list, check)
		}
	}
	if len(list) == 0 {
		return nil, usagef(c, "no check is left; --ignore leaves out every check that would run")
	}
	return list, nil
}

// match is the set of checks that the selectors of a flag name.
func match(c *cli.Context, flag string, all []*checks.Check) (map[*checks.Check]bool, error) {
	set := map[*checks.Check]bool{}
	for _, selector := range splitList(values(c, flag)) {
		matched := checks.MatchIn(all, selector)
		if len(matched) == 0 {
			return nil, usagef(c, "--%s %q names no check%s; expected a code, the start of one, a slug, slug* or a family", flag, selector, didYouMean(selector, checks.Selectors(all)))
		}
		for _, check := range matched {
			set[check] = true
		}
	}
	return set, nil
}

// splitList splits the values of a repeatable flag at commas. A value without
// any word keeps one empty word, which names nothing.
func splitList(values []string) []string {
	var words []string
	for _, v := range values {
		parts := strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
		if len(parts) == 0 {
			parts = []string{""}
		}
		words = append(words, parts...)
	}
	return words
}
