package checks

import (
	"fmt"
	"iter"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// importChecks look for what an import would refuse or silently change.
var importChecks = []*Check{
	rootLevelMismatch, versionNewer, versionOlder, enterpriseToStandalone,
	optionalDataMismatch, permissionsForUpgrade,
	secretsMissing,
	serverDataOfOthers, certificateNotAtTarget, foreignAccounts, serverNameMismatch, arrayNameMismatch,
	unresolvedReference,
	enterpriseReference,
	storageNameCollision,
	predefinedMissing,
	policyWithoutSystem,
	notMigrated,
	outOfRange,
	isaInfoNotImportable,
	duplicateOrder,
	lockout,
}

var unresolvedReference = &Check{
	Code:     "I018",
	Slug:     "imp-unresolved-reference",
	Severity: Critical,
	Title:    "A reference leads to an object that does not exist",
	Why: "Import and export stop with 0xC0040357, in the form \"The X referenced by Y does not exist\". On a live server the object that " +
		"holds the reference is partly broken.",
	Remedy: "Add the missing object to the file, or take the reference out of the object that holds it.",
	Evidence: []string{
		"https://ant-sh.blogspot.com/2012/07/?m=1",
	},
	Bad:  func() string { return refFragment("«{0A1B2C3D-0000-4000-8000-00000000DEAD}»") },
	Good: func() string { return refFragment("{0a1b2c3d-0000-4000-8000-00000000000a}") },
	Run: func(p *Pass) {
		for o := range p.Objects("Ref") {
			ref := schema.Ref{Object: o}
			there, known := p.Target.holds(ref)
			switch state := ref.Resolve().State; {
			case state == schema.Missing && !there:
				reportMissing(p, ref, "in this file")
			case state == schema.Outside && known && !there:
				reportMissing(p, ref, "in this file, nor in the target's export")
			}
		}
	},
}

func reportMissing(p *Pass, ref schema.Ref, where string) {
	f := Finding{
		Object:  ref.Object,
		Value:   ref.TargetName(),
		HRESULT: "0xC0040357",
		Message: "the " + ref.TargetElement() + " referenced by " + quoted(ref.Holder()) + " as " + ref.Role() +
			" does not exist " + where + "; expected the StorageName of an object in " + schema.Collection(ref.TargetElement()),
	}
	if name := ref.Property("Name"); name != nil {
		f.Property, f.Span = name.Name, name.ValueSpan()
	}
	p.Report(f)
}

// quoted names an object with its element, for messages.
func quoted(o *schema.Object) string {
	if o == nil {
		return "the root"
	}
	named := o
	for named.Name() == "" && named.Parent != nil && named.Parent.Parent != nil {
		named = named.Parent
	}
	if named.Name() == "" {
		named = o
	}
	return named.Element + " \"" + named.Label() + "\""
}

// refFragment is a policy rule with one URL set reference.
func refFragment(target string) string {
	return `
			<fpc4:RuleElements StorageName="RuleElements" StorageType="1">
				<fpc4:URLSets StorageName="URLSets" StorageType="1">
					<fpc4:URLSet StorageName="{0A1B2C3D-0000-4000-8000-00000000000A}" StorageType="1">
						<fpc4:Name dt:dt="string">Blocked</fpc4:Name>
						<fpc4:URLStrings>
							<fpc4:Str dt:dt="string">http://blocked.example/*</fpc4:Str>
						</fpc4:URLStrings>
					</fpc4:URLSet>
				</fpc4:URLSets>
			</fpc4:RuleElements>
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">
					<fpc4:PolicyRule StorageName="{0A1B2C3D-0000-4000-8000-000000000004}" StorageType="1">
						<fpc4:Name dt:dt="string">Web</fpc4:Name>
						<fpc4:AccessProperties StorageName="AccessProperties" StorageType="1">
							<fpc4:Refs StorageName="URLSet" StorageType="1">
								<fpc4:Ref StorageName="{0A1B2C3D-0000-4000-8000-000000000005}" StorageType="1">
									<fpc4:Name dt:dt="string">` + target + `</fpc4:Name>
									<fpc4:RefClass dt:dt="string">msFPCURLSet</fpc4:RefClass>
								</fpc4:Ref>
							</fpc4:Refs>
						</fpc4:AccessProperties>
					</fpc4:PolicyRule>
				</fpc4:PolicyRules>
			</fpc4:ArrayPolicy>`
}

var storageNameCollision = &Check{
	Code:     "I020",
	Slug:     "imp-storage-name-collision",
	Severity: High,
	Title:    "Two objects of one collection have the same StorageName",
	Why: "The StorageName is the key of an object in the configuration storage and must be unique on its level; the import refuses the file " +
		"(0xC0040323) or one object takes the place of the other.",
	Remedy:   "Give one of the two a new GUID, and the references that mean it the same one.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825685(v=vs.85)"},
	Bad: func() string {
		return urlSetsFragment(
			`<fpc4:URLSet StorageName="{0A1B2C3D-0000-4000-8000-00000000000A}" StorageType="1">`,
			`<fpc4:URLSet StorageName="«{0a1b2c3d-0000-4000-8000-00000000000a}»" StorageType="1">`)
	},
	Good: func() string {
		return urlSetsFragment(
			`<fpc4:URLSet StorageName="{0A1B2C3D-0000-4000-8000-00000000000A}" StorageType="1">`,
			`<fpc4:URLSet StorageName="{0A1B2C3D-0000-4000-8000-00000000000B}" StorageType="1">`)
	},
	Run: func(p *Pass) {
		for parent := range p.Doc.All() {
			collide := collisions
			switch n := len(parent.Children()); {
			case n < 2:
				continue
			case n <= fewChildren:
				collide = fewCollisions
			}
			for _, c := range group(collide(parent.Children())) {
				c.report(p)
			}
		}
		reportNamesakes(p)
	},
}

// fewChildren is the number of children up to which comparing all of them is
// cheaper than a table.
const fewChildren = 8

// collisions yields each child with the first one of its element and StorageName.
func collisions(children []*schema.Object) iter.Seq2[*schema.Object, *schema.Object] {
	return func(yield func(first, second *schema.Object) bool) {
		type key struct{ element, name string }
		seen := make(map[key]*schema.Object, len(children))
		for _, o := range children {
			name, _ := catalog.CanonicalGUID(o.StorageName)
			k := key{o.Element, name}
			if first := seen[k]; first == nil {
				seen[k] = o
			} else if name != "" && !yield(first, o) {
				return
			}
		}
	}
}

// fewCollisions is collisions of few children.
func fewCollisions(children []*schema.Object) iter.Seq2[*schema.Object, *schema.Object] {
	return func(yield func(first, second *schema.Object) bool) {
		var names [fewChildren]string
		for i, o := range children {
			names[i], _ = catalog.CanonicalGUID(o.StorageName)
			for j, first := range children[:i] {
				if names[i] != names[j] || names[i] == "" || o.Element != first.Element {
					continue
				}
				if !yield(first, o) {
					return
				}
				break
			}
		}
	}
}

// collision is one StorageName with all that have it.
type collision struct {
	first  *schema.Object
	others []*schema.Object // the first few of them
	count  int              // of all others
}

// mostNamesakes is how many of the others a finding shows.
const mostNamesakes = 6

// group makes one of all collisions with the same object.
func group(pairs iter.Seq2[*schema.Object, *schema.Object]) (all []*collision) {
	var at map[*schema.Object]*collision
	for first, second := range pairs {
		c := at[first]
		if c == nil {
			if at == nil {
				at = map[*schema.Object]*collision{}
			}
			c = &collision{first: first}
			at[first] = c
			all = append(all, c)
		}
		if c.count++; c.count <= mostNamesakes {
			c.others = append(c.others, second)
		}
	}
	return all
}

// report makes one finding of a name, at the second object that has it: a file may
// hold it a million times.
func (c *collision) report(p *Pass) {
	second, again := c.others[0], ""
	if c.count > 1 {
		again = fmt.Sprintf(", which %d objects have", c.count+1)
	}
	f := Finding{
		Object:  second,
		Span:    second.StorageNameSpan(),
		Value:   second.StorageName,
		HRESULT: "0xC0040323",
		Message: second.Element + " \"" + second.Label() + "\" has the StorageName of \"" + c.first.Label() + "\"" + again + "; expected one of its own",
		Related: []Related{{Object: c.first, Span: c.first.StorageNameSpan(), Message: "\"" + c.first.Label() + "\" has it first"}},
	}
	for _, o := range c.others[1:] {
		f.Related = append(f.Related, Related{Object: o, Span: o.StorageNameSpan(), Message: "\"" + o.Label() + "\" has it too"})
	}
	p.Report(f)
}

func urlSetsFragment(first, second string) string {
	return `
			<fpc4:RuleElements StorageName="RuleElements" StorageType="1">
				<fpc4:URLSets StorageName="URLSets" StorageType="1">
					` + first + `
						<fpc4:Name dt:dt="string">Blocked</fpc4:Name>
					</fpc4:URLSet>
					` + second + `
						<fpc4:Name dt:dt="string">Allowed</fpc4:Name>
					</fpc4:URLSet>
				</fpc4:URLSets>
			</fpc4:RuleElements>`
}

var isaInfoNotImportable = &Check{
	Code:     "I028",
	Slug:     "imp-isainfo-not-importable",
	Severity: Critical,
	Title:    "The file is the output of ISAInfo and must not be imported",
	Why: "ISAInfo adds elements of its own to an export, leaves out what needs a password, and writes the file anew. It is good for an audit; " +
		"as an import file it is not what the product wrote.",
	Remedy:   "Audit this file, but make corrections in an export from the console.",
	Evidence: []string{"https://github.com/conorws/isainfotool"},
	Bad: func() string {
		return `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
	<fpc4:Comment dt:dt="string">«Exported by CONTOSO\admin using ISAInfo.js»</fpc4:Comment>
	<fpc4:Arrays StorageName="Arrays" StorageType="1"/>
</fpc4:Root>
`
	},
	Good: func() string {
		return `<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
	<fpc4:Comment dt:dt="string">before the change</fpc4:Comment>
	<fpc4:Arrays StorageName="Arrays" StorageType="1"/>
</fpc4:Root>
`
	},
	Run: func(p *Pass) {
		if p.Doc.Kind != schema.KindISAInfo {
			return
		}
		f := Finding{Object: p.Doc.Root, Message: "this file was written by ISAInfo; audit it, but never import it"}
		if c := p.Doc.Root.Property("Comment"); strings.Contains(strings.ToLower(c.Value()), "isainfo") {
			f.Property, f.Span, f.Value = c.Name, c.ValueSpan(), c.Display()
		} else if len(p.Doc.Foreign) > 0 {
			f.Span = p.Doc.Foreign[0].Span
			f.Span.End = f.Span.Start + 1 + len(p.Doc.Foreign[0].Name)
		}
		p.Report(f)
	},
}
