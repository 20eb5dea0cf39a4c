package cli

import (
	"slices"
	"strings"

	"tmgaudit/internal/nearest"
)

// didYouMean is a question for the end of a message, "" when no known word is
// near.
func didYouMean(word string, known []string) string {
	near := nearest.Names(word, slices.Values(known), 3)
	if len(near) == 0 {
		return ""
	}
	return " (did you mean " + strings.Join(near, ", ") + "?)"
}
