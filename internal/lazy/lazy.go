// Package lazy makes what takes time to make when it is first asked for: a run of the
// program needs few of the regular expressions that are in it.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp returns a function that compiles a regular expression the first time it is
// called. It panics then where the source is none, which the tests of the package that
// declares it show.
func Regexp(source string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(source) })
}
