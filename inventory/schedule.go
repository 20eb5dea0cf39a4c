package inventory

import (
	"fmt"
	"strings"
	"time"

	"tmgaudit/policy"
)

// hoursText writes the hours of a week day by day, days with the same hours
// together, the week from Monday: "Mon-Fri 09:00-18:00".
func hoursText(hours policy.Points) string {
	var parts []string
	for first := 0; first < 7; {
		last := first
		of := dayText(hours, first)
		for last < 6 && dayText(hours, last+1) == of {
			last++
		}
		if of != "" {
			parts = append(parts, dayNames(first, last)+" "+of)
		}
		first = last + 1
	}
	return strings.Join(parts, "; ")
}

// weekday of the n-th day from Monday on.
func weekday(n int) time.Weekday { return time.Weekday((n + 1) % 7) }

func dayNames(first, last int) string {
	name := weekday(first).String()[:3]
	if last > first {
		name += "-" + weekday(last).String()[:3]
	}
	return name
}

// dayText is the hours of one day, "" for none.
func dayText(hours policy.Points, day int) string {
	start := uint64(weekday(day)) * 24
	var parts []string
	for _, r := range hours.Intersect(policy.Span(start, start+23)) {
		parts = append(parts, fmt.Sprintf("%02d:00-%02d:00", r.First-start, r.Last-start+1))
	}
	if len(parts) == 1 && parts[0] == "00:00-24:00" {
		return "all day"
	}
	return strings.Join(parts, ", ")
}
