package checks

import (
	"fmt"

	"tmgaudit/schema"
)

var unknownProperty = &Check{
	Code:     "X003",
	Slug:     "form-unknown-property",
	Severity: Info,
	Inferred: true,
	Title:    "A name is not one that the class of its object is known to have",
	Why: "A name that the product does not know is ignored or refused, so a setting that somebody believes to be in force is not. Names that " +
		"service packs added may be unknown here too.",
	Remedy:   "Check the spelling against an export from the console, or the COM class of the object.",
	Evidence: []string{persistPage, "https://github.com/conorws/isainfotool"},
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthentication dt:dt="boolean">«0»</fpc4:AlwaysAuthentication>
						<fpc4:ForwardedFor dt:dt="boolean">«0»</fpc4:ForwardedFor>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">0</fpc4:AlwaysAuthenticate>`)
	},
	Run: func(p *Pass) {
		for _, u := range once(p.survey().unknown) {
			reportUnknown(p, u)
		}
	},
}

// once keeps of the names that are no slips the first of each kind of object,
// with the number of the others: what is unknown in one rule is so in all.
func once(all []unknownName) []unknownName {
	var kept []unknownName
	at := map[[2]string]int{}
	for _, u := range all {
		holder, name := u.place()
		key := [2]string{holder.Element, name}
		if i, seen := at[key]; seen && u.meant == "" {
			kept[i].more++
			continue
		}
		if u.meant == "" {
			at[key] = len(kept)
		}
		kept = append(kept, u)
	}
	return kept
}

// place is the object that has the name, and the name.
func (u unknownName) place() (holder *schema.Object, name string) {
	if u.property != nil {
		return u.property.Object(), u.property.Name
	}
	return u.child.Parent, u.child.Element
}

func reportUnknown(p *Pass, u unknownName) {
	holder, name := u.place()
	f, what := Finding{Object: u.child}, "child object"
	if u.property != nil {
		f = Finding{Object: holder, Property: name, Span: u.property.ValueSpan(), Value: u.property.Display()}
		what = "property"
	}
	f.Message = fmt.Sprintf("%s has no %s %q that is known", quoted(holder), what, name)
	if c := holder.Class(); c != nil {
		f.Message += " (COM class " + c.Name + ")"
	}
	if u.more > 0 {
		f.Message += fmt.Sprintf("; %d more of its kind have it too", u.more)
	}
	if u.meant != "" {
		f.Expected = u.meant
		f.Message += fmt.Sprintf("; did you mean %q?", u.meant)
	}
	p.Report(f)
}
