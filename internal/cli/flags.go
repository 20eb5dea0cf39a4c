package cli

import (
	"strings"

	"github.com/urfave/cli/v2"
)

// list is the values of a flag that may be repeated. The library's own kind
// splits values at commas, which paths may hold.
type list []string

// Set takes the value of one more occurrence.
func (l *list) Set(value string) error {
	if value != sameList {
		*l = append(*l, value)
	}
	return nil
}

// sameList stands for all values where the library copies a flag to its other
// names, which share the list. No argument holds a NUL.
const sameList = "\x00"

// Serialize is what the library sets the other names of the flag to.
func (l *list) Serialize() string { return sameList }

func (l *list) String() string { return strings.Join(*l, ",") }

// values are those of a repeatable flag, in order.
func values(c *cli.Context, flag string) []string {
	if l, ok := c.Generic(flag).(*list); ok {
		return *l
	}
	return nil
}
