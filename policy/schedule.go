package policy

import (
	"encoding/hex"
	"strings"
	"time"

	"tmgaudit/schema"
)

// The points of the hour dimension are the hours of a week, from Sunday 0:00.
const weekHours = 7 * 24

var alwaysHours = Span(0, weekHours-1)

// Hour is the point of a moment, in the time zone that it carries.
func Hour(t time.Time) uint64 { return uint64(t.Weekday())*24 + uint64(t.Hour()) }

// HourName is an hour as people write it: "Mon 09:00".
func HourName(x uint64) string {
	return time.Weekday(x / 24).String()[:3] + time.Date(0, 1, 1, int(x%24), 0, 0, 0, time.UTC).Format(" 15:04")
}

// ScheduleHours decodes a schedule: 24 bytes in hexadecimal, one an hour from
// midnight, in which bit 0 is Sunday and bit 6 Saturday. That is how the
// product's own viewer reads it; another length is not understood.
func ScheduleHours(o *schema.Object) (Points, bool) {
	b, err := hex.DecodeString(strings.TrimSpace(o.Text("ScheduleTemplate")))
	if err != nil || len(b) != 24 {
		return nil, false
	}
	var hours []Range
	for hour, days := range b {
		for day := range 7 {
			if days>>day&1 == 1 {
				x := uint64(day*24 + hour)
				hours = append(hours, Range{x, x})
			}
		}
	}
	return PointsOf(hours...), true
}
