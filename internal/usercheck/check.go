// Package usercheck makes checks of what a user writes in the configuration: a
// class of objects with a condition, or a path. They are ordinary checks, with no
// privileges and no handicaps.
//
// A check of a user is bounded: a condition reads the model and nothing else, has
// few words and no variables, and a run of one check over one export ends after
// TimeLimit. One that fails or takes longer states nothing, and says so.
package usercheck

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"tmgaudit/checks"
	"tmgaudit/internal/lazy"
	"tmgaudit/internal/text"
	"tmgaudit/query"
	"tmgaudit/schema"
)

// TimeLimit bounds one check on one export, to which TimeForMB comes for each
// megabyte: a path over a large export takes its time on a busy machine.
const (
	TimeLimit = 10 * time.Second
	TimeForMB = time.Second
)

// Definition is a check as a user writes it. Either Class and When are set, or
// Path.
type Definition struct {
	Code     string // U and three digits
	Name     string // words with hyphens; the slug is "user-" with it
	Severity checks.Severity
	Title    string // one line
	Message  string // with {expressions}; "" takes the title
	Why      string
	Remedy   string
	Evidence []string

	Class    string // COM class or element
	When     string // condition
	Path     string // path of etree
	Property string // at whose value the finding stands, "" for the object
	Fix      *Fix   // nil for none
}

// Fix is the value that repairs a finding.
type Fix struct {
	Property string // "" for that of the finding
	Value    string
	Safety   checks.Safety
}

// Field names a part of a Definition, as the configuration calls it.
type Field string

// The fields at which a Fault may stand.
const (
	FieldCode        Field = "code"
	FieldName        Field = "name"
	FieldTitle       Field = "title"
	FieldMessage     Field = "message"
	FieldWhy         Field = "why"
	FieldRemedy      Field = "remedy"
	FieldEvidence    Field = "evidence"
	FieldClass       Field = "class"
	FieldWhen        Field = "when"
	FieldPath        Field = "path"
	FieldProperty    Field = "property"
	FieldFixProperty Field = "fix.property"
	FieldFixValue    Field = "fix.value"
)

// Fault is a mistake in a definition.
type Fault struct {
	Field  Field
	Offset int // of the mistake in the text of the field, in characters
	Msg    string
}

func (f *Fault) Error() string { return f.Msg }

// Check is a check of a user.
type Check struct {
	*checks.Check
	definition Definition
	scope      *scope
	when       *condition // nil where path is set
	path       *query.Path
	message    *template
	limit      time.Duration
	stopped    atomic.Pointer[Fault] // the first fault of a run
}

var (
	codeForm = lazy.Regexp(`^U[0-9]{3}$`)
	nameForm = lazy.Regexp(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// Make compiles a definition. Where something is wrong it returns all that is.
func Make(d Definition) (*Check, []*Fault) {
	d.Evidence = slices.Clone(d.Evidence)
	m := maker{definition: d, check: &Check{limit: TimeLimit}}
	m.form()
	m.subject()
	m.finding()
	if len(m.faults) > 0 {
		return nil, m.faults
	}
	c := m.check
	c.definition, d = m.definition, m.definition
	c.Check = &checks.Check{
		Code: d.Code, Slug: "user-" + d.Name, Severity: d.Severity, Title: d.Title, Why: d.Why, Remedy: d.Remedy, Evidence: d.Evidence, Run: c.run,
	}
	if d.Fix != nil {
		c.Fix, c.Safety = checks.Sometimes, d.Fix.Safety
	}
	return c, nil
}

// maker compiles a definition and collects what is wrong in it.
type maker struct {
	definition Definition
	check      *Check
	faults     []*Fault
}

func (m *maker) fault(field Field, format string, args ...any) {
	m.faults = append(m.faults, &Fault{Field: field, Msg: fmt.Sprintf(format, args...)})
}

func (m *maker) form() {
	d := &m.definition
	if !codeForm().MatchString(d.Code) {
		m.fault(FieldCode, "code is %q; expected U and three digits, such as U001", d.Code)
	}
	if !nameForm().MatchString(d.Name) {
		m.fault(FieldName, "name is %q; expected words in lower case with hyphens, such as guests-without-proxy", d.Name)
	}
	if d.Title == "" || strings.Contains(d.Title, "\n") {
		m.fault(FieldTitle, "title is missing or of several lines; say in one line what is wrong")
	}
	m.prose(FieldTitle, &d.Title)
	m.prose(FieldMessage, &d.Message)
	m.prose(FieldWhy, &d.Why)
	m.prose(FieldRemedy, &d.Remedy)
	for i := range d.Evidence {
		m.prose(FieldEvidence, &d.Evidence[i])
	}
	if d.Why == "" {
		d.Why = d.Title + "."
	}
	if d.Remedy == "" {
		d.Remedy = "The configuration names none."
	}
}

// prose refuses text that would act upon a terminal or a build server: reports take
// the words of a check for the program's own. They set its lines anew.
func (m *maker) prose(field Field, text *string) {
	*text = strings.Join(strings.Fields(*text), " ")
	if strings.Contains(*text, "##") {
		m.fault(field, "%s holds ##, with which commands of build servers start; write one #", field)
	}
	for _, r := range *text {
		if !unicode.IsPrint(r) {
			m.fault(field, "%s holds the character U+%04X, which cannot be seen; leave it out", field, r)
			return
		}
	}
}

// subject compiles what the check looks at.
func (m *maker) subject() {
	d := &m.definition
	switch {
	case d.Path != "" && (d.When != "" || d.Class != ""):
		m.fault(FieldPath, "path stands beside class or when; a check has either a class and a condition, or a path")
	case d.Path != "":
		m.byPath()
	case d.When == "" || d.Class == "":
		m.fault(FieldCode, "the check looks at nothing; give it a class and a condition (when), or a path")
	default:
		scope, f := newScope(d.Class)
		m.keep(f)
		if f != nil {
			return
		}
		m.check.scope = scope
		m.check.when, f = compile(FieldWhen, d.When, scope, true)
		m.keep(f)
	}
}

// mostDescents bounds the steps of a path that look at everything below: each
// multiplies the elements to be visited.
const mostDescents = 2

func (m *maker) byPath() {
	path, err := query.Compile(m.definition.Path)
	if err != nil {
		m.fault(FieldPath, "%v", err)
		return
	}
	if n := strings.Count(m.definition.Path, "//"); n > mostDescents {
		m.fault(FieldPath, "the path has %d steps //; at most %d keep it fast, name the elements between", n, mostDescents)
	}
	m.check.path, m.check.scope = path, anyScope()
}

func (m *maker) keep(f *Fault) {
	if f != nil {
		m.faults = append(m.faults, f)
	}
}

// finding compiles what the check says and repairs.
func (m *maker) finding() {
	d, scope := &m.definition, m.check.scope
	if scope == nil {
		return
	}
	words := d.Message
	if words == "" {
		words = escapeBraces.Replace(d.Title)
	}
	var f *Fault
	m.check.message, f = newTemplate(words, scope)
	m.keep(f)
	if d.Property != "" {
		if d.Path != "" {
			m.fault(FieldProperty, "property stands beside path; the path selects the property")
		}
		m.keep(scope.known(FieldProperty, d.Property))
	}
	if d.Fix == nil {
		return
	}
	name := d.fixed()
	if name == "" && d.Path == "" {
		m.fault(FieldFixValue, "the fix names no property; say which one gets the value")
		return
	}
	if name != "" {
		m.keep(scope.known(FieldFixProperty, name))
	}
	m.value(name)
}

// fixed is the property that the fix sets, "" for the one that the path selects.
func (d *Definition) fixed() string {
	if d.Fix.Property != "" {
		return d.Fix.Property
	}
	return d.Property
}

// value checks the form of a fix's value.
func (m *maker) value(property string) {
	value, scope := m.definition.Fix.Value, m.check.scope
	for _, r := range value {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			m.fault(FieldFixValue, "the value holds the character U+%04X, which XML does not allow; leave it out", r)
			return
		}
	}
	if dt := scope.dt(property); dt != "" && dt != "string" && !schema.Lexical(dt, value) {
		m.fault(FieldFixValue, "the value %q is not of the type of %s; expected %s", value, property, forms[dt])
	}
}

// forms say how values of a data type are written.
var forms = map[string]string{"boolean": "0 or 1", "int": "a number", "bin.hex": "hexadecimal digits, two a byte"}

// finding is what the check states about an object and, where there is one, its
// property.
func (c *Check) finding(o *schema.Object, p *schema.Property, span text.Span, value string, v *values) checks.Finding {
	f := checks.Finding{Object: o, Span: span, Value: value, Message: c.message.text(v)}
	if p != nil {
		f.Property = p.Name
	}
	if c.definition.Fix != nil {
		c.repair(&f, o, p)
	}
	return f
}

// repair offers the value of the fix: in the place of the one that is there, or as
// a new property where the type is documented.
func (c *Check) repair(f *checks.Finding, o *schema.Object, p *schema.Property) {
	fix := c.definition.Fix
	if name := c.definition.fixed(); name != "" {
		p = o.Property(name)
		if p == nil {
			if dt := typeOf(o, name); dt != "" {
				f.Fix = &checks.Fix{Safety: fix.Safety, Title: fmt.Sprintf("add %s with %s", name, fix.Value), Edits: []text.Edit{o.Insert(name, dt, fix.Value)}}
			}
			return
		}
	}
	if p == nil || p.IsList() || p.Secret() || p.Value() == fix.Value {
		return
	}
	if f.Property == p.Name {
		f.Expected = fix.Value
	}
	f.Fix = &checks.Fix{Safety: fix.Safety, Title: fmt.Sprintf("set %s to %s", p.Name, fix.Value), Edits: []text.Edit{p.Set(fix.Value)}}
}
