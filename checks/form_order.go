package checks

import (
	"bytes"
	"fmt"
	"strings"

	"tmgaudit/schema"
)

var duplicateProperty = &Check{
	Code:     "X005",
	Slug:     "form-duplicate-property",
	Severity: High,
	Title:    "A property stands twice in one object",
	Why: "An object stores one value under a name, so no export writes two: the file was edited or put together. Which of the two an import " +
		"keeps is not documented; the value that is read here need not be the one that comes into force.",
	Remedy:   "Keep the one that is meant and take the other out.",
	Evidence: []string{persistPage, "https://github.com/spithash/TMG-Blacklist-Generator"},
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">0</fpc4:AlwaysAuthenticate>
						<fpc4:AlwaysAuthenticate dt:dt="boolean">«0»</fpc4:AlwaysAuthenticate>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">0</fpc4:AlwaysAuthenticate>
						<fpc4:TCPPort dt:dt="int">8080</fpc4:TCPPort>`)
	},
	Run: func(p *Pass) {
		for _, o := range p.survey().disordered {
			reportDuplicates(p, o)
		}
	},
}

// reportDuplicates states a finding at every property that stands before with
// the same name. The same value twice does no harm that we know of.
func reportDuplicates(p *Pass, o *schema.Object) {
	const most = 20 // a broken file may repeat one many times
	first, label := map[string]*schema.Property{}, owner(o)
	props := o.Properties()
	for i, told := 0, 0; i < len(props) && told < most; i++ {
		prop := &props[i]
		before, seen := first[prop.Name]
		if !seen {
			first[prop.Name] = prop
			continue
		}
		told++
		f := p.Value(prop, "", "%s of %q stands for the second time; keep one", prop.Name, label)
		f.Related = []Related{{Object: o, Span: before.ValueSpan(), Message: fmt.Sprintf("%s stands here first", prop.Name)}}
		if bytes.Equal(before.Raw(), prop.Raw()) {
			f.Severity = Low
		}
	}
}

var propertyOrder = &Check{
	Code:     "X006",
	Slug:     "form-property-order",
	Severity: Info,
	Inferred: true,
	Title:    "The properties of an object are not in the order in which exports write them",
	Why: "Exports write the properties of an object first, by name, then the objects below it. Another order is the trace of a hand edit. " +
		"Whether the import minds is not known.",
	Remedy:   "Nothing need be done; look at what was inserted here, and by whom.",
	Evidence: []string{"https://github.com/spithash/TMG-Blacklist-Generator", "https://github.com/PaloAltoNetworks/pan-os-php"},
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:TCPPort dt:dt="int">8080</fpc4:TCPPort>
						<fpc4:AlwaysAuthenticate dt:dt="boolean">«0»</fpc4:AlwaysAuthenticate>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">0</fpc4:AlwaysAuthenticate>
						<fpc4:TCPPort dt:dt="int">8080</fpc4:TCPPort>`)
	},
	Run: func(p *Pass) {
		for _, o := range p.survey().disordered {
			prop, why := misplaced(o)
			if prop == nil {
				continue
			}
			p.Value(prop, "", "%s of %q stands %s; exports write properties by name, before the objects below", prop.Name, owner(o), why)
		}
	},
}

// inOrder reports whether the properties of o stand as exports write them, each
// once.
func inOrder(o *schema.Object) bool {
	props := o.Properties()
	for i := 1; i < len(props); i++ {
		if props[i-1].Name >= props[i].Name {
			return false
		}
	}
	return !behindChildren(o)
}

func behindChildren(o *schema.Object) bool {
	props, children := o.Properties(), o.Children()
	return len(props) > 0 && len(children) > 0 && props[len(props)-1].Span().Start > children[0].Span().Start
}

// misplaced is the first property out of order, and how; nil when there is none.
// Names that differ in case only at the point of difference may stand either way.
// In the header ConfigurationMode, which came with TMG, stands last.
func misplaced(o *schema.Object) (prop *schema.Property, why string) {
	props := o.Properties()
	for i := 1; i < len(props); i++ {
		before, name := props[i-1].Name, props[i].Name
		if before > name && strings.ToLower(before) > strings.ToLower(name) && (o.Parent != nil || name != "ConfigurationMode") {
			return &props[i], "behind " + before
		}
	}
	if behindChildren(o) {
		for i := range props {
			if child := o.Children()[0]; props[i].Span().Start > child.Span().Start {
				return &props[i], "behind the object " + child.Element
			}
		}
	}
	return nil, ""
}
