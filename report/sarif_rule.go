package report

import (
	"strings"

	"tmgaudit/checks"
)

// Indexed by checks.Severity: the level of a result, and the score by which
// GitHub ranks an alert (above 9.0 critical, 7.0 high, 4.0 medium, 0.1 low).
var (
	sarifLevels = [...]string{"note", "note", "warning", "error", "error"}
	sarifScores = [...]string{"", "2.0", "5.5", "8.0", "9.5"}
)

func newSARIFRule(c *checks.Check) sarifRule {
	rule := sarifRule{
		ID:            c.Code,
		Name:          c.Slug,
		Short:         sarifProse(c.Title),
		Full:          sarifProse(c.Why),
		Help:          sarifHelp(c),
		Configuration: sarifConfiguration{sarifLevels[c.Severity]},
		Properties: sarifRuleProperties{
			Tags:     []string{c.Family().Name},
			Family:   c.Family().Name,
			Severity: c.Severity.String(),
			Score:    sarifScores[c.Severity],
			Evidence: append([]string{}, c.Evidence...),
		},
	}
	if rule.Properties.Score != "" {
		rule.Properties.Tags = append(rule.Properties.Tags, "security") // without it GitHub does not read the score
	}
	if len(c.Evidence) > 0 && isLink(c.Evidence[0]) {
		rule.HelpURI = c.Evidence[0]
	}
	return rule
}

// sarifHelp is what a person reads who asks about a check.
func sarifHelp(c *checks.Check) sarifMessage {
	var md markdown
	md.paragraph("**Why it matters.** " + escaped(c.Why))
	md.paragraph("**Remedy.** " + escaped(c.Remedy))
	md.links(c.Evidence)
	help := sarifProse(c.Why + "\n\n" + c.Remedy)
	help.Markdown = sarifMarks.Replace(strings.TrimSpace(md.String()))
	return help
}

// sarifProse is a message with a text of our own, at its full length.
func sarifProse(s string) sarifMessage { return sarifMessage{Text: sarifMarks.Replace(s)} }
