package usercheck

import (
	"errors"
	"fmt"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm/runtime"
)

// excess is an evaluation that would need more than it may have.
type excess struct{ msg string }

func (e *excess) Error() string { return e.msg }

var errLate = errors.New("the check was stopped")

// valueCost is about what an entry of a list or a map takes besides its bytes.
const valueCost = 64

// tooLong is an error for a value that is longer than a condition may read.
func tooLong(name string, value any) error {
	n := 0
	switch value := value.(type) {
	case string:
		n = len(value)
	case []string:
		for _, entry := range value {
			n = max(n, len(entry))
		}
	}
	if n <= mostRead {
		return nil
	}
	return &excess{fmt.Sprintf("%s has a value of %d bytes; conditions read at most %d, look at another property", name, n, mostRead)}
}

// size is about how many bytes a value takes.
func size(value any) int {
	n := valueCost
	switch value := value.(type) {
	case string:
		n += len(value)
	case []string:
		for _, entry := range value {
			n += 16 + len(entry)
		}
	case []any:
		for _, entry := range value {
			n += size(entry)
		}
	case map[string]any:
		for name, entry := range value {
			n += len(name) + size(entry)
		}
	}
	return n
}

// charge counts bytes that an evaluation gets, and ends one that gets too many or
// is given up.
func (v *values) charge(n int) {
	if v.late != nil && v.late.Load() {
		panic(errLate)
	}
	if v.made += n; v.made > mostMade {
		panic(&excess{fmt.Sprintf("the condition makes more than %d bytes of values; simplify it", mostMade)})
	}
}

// handed is a value that an expression gets with others.
func (v *values) handed(name string, value any) any {
	if err := tooLong(name, value); err != nil {
		panic(err)
	}
	v.charge(len(name) + size(value))
	return value
}

// guards stand in the place of what makes values of values. No expression can name
// them.
func (v *values) guards() map[string]any {
	return map[string]any{"$add": v.add, "$split": v.split, "$string": v.string, "$go": v.goOn, "$charge": v.charged, "$text": v.short, "$set": v.set}
}

func (v *values) add(a, b any) any {
	s, ok := a.(string)
	t, too := b.(string)
	if ok && too {
		v.charge(len(s) + len(t))
	}
	return runtime.Add(a, b)
}

func (v *values) split(s, separator string) []string {
	n := strings.Count(s, separator) + 1
	v.charge(n * 16)
	return strings.Split(s, separator)
}

func (v *values) string(value any) string {
	v.charge(2 * size(value))
	return fmt.Sprint(value)
}

// charged counts the bytes of a value of which something as large is made.
func (v *values) charged(value string) string {
	v.charge(len(value))
	return value
}

// mostSet is how many bytes the characters that trim takes away may have, and a
// pattern that is no constant: both are looked for in all of a text.
const mostSet = 1000

// short is a text in which a pattern may be looked for: the time is that of the text
// times that of the pattern.
func (v *values) short(value any) any {
	if s, ok := value.(string); ok && len(s) > mostRead {
		panic(&excess{fmt.Sprintf("matches looks at a text of %d bytes; at most %d are read", len(s), mostRead)})
	}
	v.charge(0)
	return value
}

// set is what a text is trimmed of, or a pattern.
func (v *values) set(value any) any {
	if s, ok := value.(string); ok && len(s) > mostSet {
		panic(&excess{fmt.Sprintf("trim or matches looks for a text of %d bytes; at most %d are read", len(s), mostSet)})
	}
	return value
}

// goOn is true, as long as the run is not given up.
func (v *values) goOn() bool { v.charge(0); return true }

// guard puts the guards into an expression.
type guard struct{}

// Visit looks at a node when those below it are done.
func (guard) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BinaryNode:
		switch n.Operator {
		case "+":
			replace(node, "$add", n.Left, n.Right)
		case "matches":
			n.Left = called("$text", n.Left)
			if _, constant := n.Right.(*ast.StringNode); !constant {
				n.Right = called("$set", n.Right)
			}
		}
	case *ast.PredicateNode:
		n.Node = &ast.BinaryNode{Operator: "&&", Left: called("$go"), Right: n.Node}
	case *ast.BuiltinNode:
		switch {
		case n.Name == "split" && len(n.Arguments) == 2:
			replace(node, "$split", n.Arguments...)
		case n.Name == "string":
			replace(node, "$string", n.Arguments...)
		case n.Name == "trim" && len(n.Arguments) == 2:
			n.Arguments[1] = called("$set", n.Arguments[1])
		case n.Name == "lower" || n.Name == "upper":
			n.Arguments[0] = called("$charge", n.Arguments[0])
		}
	}
}

func called(name string, arguments ...ast.Node) ast.Node {
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: arguments}
}

func replace(node *ast.Node, name string, arguments ...ast.Node) {
	ast.Patch(node, called(name, arguments...))
}
