package usercheck

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"tmgaudit/schema"
)

// Bounds of a condition.
const (
	mostCharacters = 4000
	mostNodes      = 400
	memoryBudget   = 1_000_000 // values that one evaluation may make
	mostRead       = 64 << 10  // bytes of a value, or of an entry of a list
	mostMade       = 64 << 20  // bytes that one evaluation may be handed or make of values
)

// functions of the language that a condition may use. None makes a longer text of
// a shorter one, tells the time or reads anything.
var builtins = []string{
	"all", "any", "none", "one", "filter", "count", "find", "len", "lower", "upper", "trim", "hasPrefix", "hasSuffix",
	"indexOf", "abs", "min", "max", "split", "int", "string",
}

// condition is a compiled expression over an object.
type condition struct {
	program *vm.Program
	used    []string        // properties, sorted
	needed  map[string]bool // those without which it says nothing
	scope   *scope
}

// compile reads an expression. truth asks for one that is true or false.
func compile(field Field, source string, s *scope, truth bool) (*condition, *Fault) {
	if n := utf8.RuneCountInString(source); n > mostCharacters {
		return nil, &Fault{Field: field, Msg: fmt.Sprintf("the expression has %d characters; at most %d are read", n, mostCharacters)}
	}
	tree, err := parser.Parse(source)
	if err != nil {
		return nil, faultOf(field, err)
	}
	w := walker{scope: s, used: map[string]bool{}, needed: map[string]bool{}}
	w.walk(tree.Node, false, false)
	if w.fault != nil {
		w.fault.Field = field
		return nil, w.fault
	}
	if _, err := expr.Compile(source, options(s, w.used, truth)...); err != nil { // before anything is put in its place
		return nil, faultOf(field, err)
	}
	program, err := expr.Compile(source, append(options(s, w.used, truth), expr.Patch(guard{}))...)
	if err != nil {
		return nil, faultOf(field, err)
	}
	return &condition{program: program, used: slices.Sorted(maps.Keys(w.used)), needed: w.needed, scope: s}, nil
}

func options(s *scope, used map[string]bool, truth bool) []expr.Option {
	env := types.Map{}
	for name := range used {
		env[name] = exprTypes[s.kind(name)]
	}
	for name := range s.members {
		env[name] = types.Int
	}
	for name, f := range (&values{}).functions() {
		env[name] = types.TypeOf(f)
	}
	for name, f := range (&values{}).guards() {
		env[name] = types.TypeOf(f)
	}
	list := []expr.Option{expr.Env(env), expr.MaxNodes(mostNodes), expr.DisableAllBuiltins()}
	for _, name := range builtins {
		list = append(list, expr.EnableBuiltin(name))
	}
	if truth {
		list = append(list, expr.AsBool())
	}
	return list
}

var exprTypes = map[kind]types.Type{
	dynamic: types.Any, boolean: types.Bool, number: types.Int, words: types.String, list: types.Array(types.String),
}

// faultOf is a mistake that the language found.
func faultOf(field Field, err error) *Fault {
	f := &Fault{Field: field, Msg: err.Error()}
	var at *file.Error
	if errors.As(err, &at) {
		f.Offset, f.Msg = at.From, at.Message
	}
	return f
}

// walker looks at every part of an expression: which properties it uses, and that
// it keeps to what is bounded.
type walker struct {
	scope  *scope
	used   map[string]bool
	needed map[string]bool
	fault  *Fault
}

func (w *walker) refuse(n ast.Node, format string, args ...any) {
	if w.fault == nil {
		w.fault = &Fault{Offset: n.Location().From, Msg: fmt.Sprintf(format, args...)}
	}
}

// walk looks at a node. inLoop: it stands in the condition of an all, any or
// another loop; guarded: ?? says what is taken where it has no value.
func (w *walker) walk(n ast.Node, inLoop, guarded bool) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		w.name(n, guarded)
	case *ast.VariableDeclaratorNode:
		w.refuse(n, "let is not supported; write the value where it is used")
	case *ast.SequenceNode:
		w.refuse(n, "; is not supported; write one expression")
	case *ast.PredicateNode:
		if inLoop {
			w.refuse(n, "a loop stands in a loop; one at a time is supported")
		}
		w.walk(n.Node, true, guarded)
	case *ast.BinaryNode:
		if n.Operator == ".." {
			w.refuse(n, "the range .. is not supported; compare with < and >")
		}
		w.walk(n.Left, inLoop, guarded || n.Operator == "??")
		w.walk(n.Right, inLoop, guarded)
	case *ast.CallNode:
		w.call(n, inLoop, guarded)
	case *ast.BuiltinNode:
		if !slices.Contains(builtins, n.Name) {
			w.refuse(n, "the function %s is not supported; expected one of %s", n.Name, strings.Join(functionNames(), ", "))
		}
		for _, a := range n.Arguments {
			w.walk(a, inLoop, guarded)
		}
	default:
		for _, part := range parts(n) {
			w.walk(part, inLoop, guarded)
		}
	}
}

// call looks at a call of one of our functions, which are the only ones left.
func (w *walker) call(n *ast.CallNode, inLoop, guarded bool) {
	name, ok := n.Callee.(*ast.IdentifierNode)
	if ok {
		if _, known := (&values{}).functions()[name.Value]; !known {
			w.refuse(n, "the function %s is unknown%s; expected one of %s", name.Value, guess(name.Value, slices.Values(functionNames())), strings.Join(functionNames(), ", "))
		}
	} else {
		w.walk(n.Callee, inLoop, guarded)
	}
	for _, a := range n.Arguments {
		w.walk(a, inLoop, guarded)
	}
}

// parts are the nodes directly below one that needs no look of its own.
func parts(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.UnaryNode:
		return []ast.Node{n.Node}
	case *ast.ChainNode:
		return []ast.Node{n.Node}
	case *ast.MemberNode:
		return []ast.Node{n.Node, n.Property}
	case *ast.SliceNode:
		return slices.DeleteFunc([]ast.Node{n.Node, n.From, n.To}, func(n ast.Node) bool { return n == nil })
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.ArrayNode:
		return n.Nodes
	case *ast.MapNode:
		return n.Pairs
	case *ast.PairNode:
		return []ast.Node{n.Key, n.Value}
	}
	return nil
}

// name looks at a name that stands for a property or a member of an enumeration.
func (w *walker) name(n *ast.IdentifierNode, guarded bool) {
	if _, member := w.scope.members[n.Value]; member {
		return
	}
	if strings.HasPrefix(n.Value, "$") { // the language's way around the names
		w.refuse(n, "%s is not supported; name a property", n.Value)
		return
	}
	if f := w.scope.known("", n.Value); f != nil {
		w.refuse(n, "%s", f.Msg)
		return
	}
	w.used[n.Value] = true
	if !guarded {
		w.needed[n.Value] = true
	}
}

func functionNames() []string {
	return slices.Sorted(slices.Values(append(slices.Collect(maps.Keys((&values{}).functions())), builtins...)))
}

// holds evaluates the condition for an object. One that needs a value that the
// object does not have, nor by default, does not hold.
func (c *condition) holds(v *values, o *schema.Object) (bool, error) {
	result, known, err := c.value(v, o)
	if err != nil || !known {
		return false, err
	}
	return result.(bool), nil // the language saw to that
}

// value evaluates the expression for an object. known is false where a value that
// it needs is missing.
func (c *condition) value(v *values, o *schema.Object) (result any, known bool, err error) {
	v.object, v.made = o, 0
	env := v.env(c)
	for _, name := range c.used {
		value, ok := valueOf(o, name, c.scope.kind(name))
		if !ok && c.needed[name] {
			return nil, false, nil
		}
		if f := tooLong(name, value); f != nil {
			return nil, false, f
		}
		env[name] = value
	}
	machine := vm.VM{MemoryBudget: memoryBudget}
	result, err = machine.Run(c.program, env)
	if err != nil {
		return nil, false, faultOf(FieldWhen, err)
	}
	return result, true, nil
}
