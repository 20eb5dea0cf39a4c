package checks

import (
	"fmt"
	"slices"
	"strings"

	"tmgaudit/policy"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

const loggingPage = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825747(v=vs.85)"

func replaceOnce(s, old, with string) string { return strings.Replace(s, old, with, 1) }

// ownRule reports whether a rule is one that an administrator made.
func ownRule(o *schema.Object) bool {
	r := schema.PolicyRule{Object: o}
	return !r.System() && !r.IsDefault() && r.Type() != schema.ArrayPlaceHolder
}

var defaultRuleChanged = &Check{
	Code:     "P014",
	Slug:     "pol-default-deny-changed",
	Severity: Critical,
	Title:    "The default rule no longer denies what no other rule allows",
	Why:      "The last rule is the net under all others: with it allowing, or switched off, what nobody thought of is let through.",
	Remedy:   "Set Action of the default rule to 1, deny, and Enabled to 1.",
	Evidence: []string{ruleAdvicePage},
	Fix:      Always,
	Safety:   Unsafe,
	Bad:      func() string { return rulesFragment(defaultRuleFragment("«0»")) },
	Good:     func() string { return rulesFragment(defaultRuleFragment("1")) },
	Run: func(p *Pass) {
		for o := range p.Objects("PolicyRule") {
			if !(schema.PolicyRule{Object: o}).IsDefault() {
				continue
			}
			if prop := o.Property("Action"); prop != nil {
				if n, ok := prop.Int(); ok && n != 1 {
					p.Value(prop, "1", "the default rule %q does not deny what no other rule allows", o.Label()).Set(prop, "1")
				}
			}
			if prop := o.Property("Enabled"); prop != nil {
				if v, ok := prop.Bool(); ok && !v {
					p.Value(prop, "1", "the default rule %q is switched off", o.Label()).Set(prop, "1")
				}
			}
		}
	},
}

func defaultRuleFragment(action string) string {
	return `
					<fpc4:PolicyRule StorageName="` + defaultRule + `" StorageType="1">
						<fpc4:Action dt:dt="int">` + action + `</fpc4:Action>
						<fpc4:IsDefaultRule dt:dt="boolean">1</fpc4:IsDefaultRule>
						<fpc4:Name dt:dt="string">Default rule</fpc4:Name>
						<fpc4:Order dt:dt="bin.hex">1000000000000000</fpc4:Order>
					</fpc4:PolicyRule>`
}

var ruleAfterDefault = &Check{
	Code:     "P015",
	Slug:     "pol-rule-after-default",
	Severity: Info,
	Inferred: true,
	Title:    "A rule has its place behind the default rule",
	Why:      "The default rule matches everything. What a file puts behind it was put there by hand and is never asked.",
	Remedy:   "Give the rule a place before the default rule.",
	Evidence: []string{ruleAdvicePage},
	Bad: func() string {
		return rulesFragment(defaultRuleFragment("1") + ruled{mark: true, name: "Late", order: 17, from: fromInternal, to: fromExternal, users: allAuthenticated, protocols: []string{protocolHTTP}}.String())
	},
	Good: func() string {
		return rulesFragment(ruled{name: "Early", order: 1, from: fromInternal, to: fromExternal, users: allAuthenticated, protocols: []string{protocolHTTP}}.String() + defaultRuleFragment("1"))
	},
	Run: func(p *Pass) {
		last := map[*schema.Object]uint32{}
		for o := range p.Objects("PolicyRule") {
			r := schema.PolicyRule{Object: o}
			if n, ok := r.Order(); ok && n > 0 && r.IsDefault() {
				last[o.Parent] = n
			}
		}
		for o := range p.Objects("PolicyRule") {
			end, known := last[o.Parent]
			if n, ok := (schema.PolicyRule{Object: o}).Order(); known && ok && n > end && ownRule(o) {
				p.Report(Finding{Object: o, Message: fmt.Sprintf("rule %q has its place behind the default rule", o.Label())})
			}
		}
	},
}

var rulesInOnePlace = &Check{
	Code:     "P016",
	Slug:     "pol-order-gap-or-duplicate",
	Severity: High,
	Title:    "Two rules of one policy have the same place",
	Why:      "The first rule that matches decides, and Order says which comes first. Of two with the same Order nothing says it: after an import the other may.",
	Remedy:   "Give every rule an Order of its own, in the order that is meant.",
	Evidence: []string{"https://github.com/conorws/isainfotool"},
	Bad: func() string {
		return replaceOnce(rulesFragment(
			ruled{name: "First", order: 1, from: fromInternal, to: fromExternal, users: allAuthenticated, protocols: []string{protocolHTTP}}.String()+
				ruled{name: "Second", order: 2, from: fromInternal, to: fromExternal, users: allAuthenticated, protocols: []string{protocolHTTPS}}.String()),
			"0200000000000000", "«0100000000000000»")
	},
	Good: func() string {
		return rulesFragment(
			ruled{name: "First", order: 1, from: fromInternal, to: fromExternal, users: allAuthenticated, protocols: []string{protocolHTTP}}.String() +
				ruled{name: "Second", order: 2, from: fromInternal, to: fromExternal, users: allAuthenticated, protocols: []string{protocolHTTPS}}.String())
	},
	Run: func(p *Pass) {
		type place struct {
			list  *schema.Object
			order string
		}
		first := map[place]*schema.Object{}
		for o := range p.Objects("PolicyRule") {
			prop := o.Property("Order")
			at := place{o.Parent, strings.ToLower(strings.TrimSpace(prop.Value()))}
			if at.order == "" || !ownRule(o) {
				continue
			}
			if before := first[at]; before != nil {
				f := p.Value(prop, "", "rule %q has the same place as %q", o.Label(), before.Label())
				f.Related = []Related{{Object: before, Span: before.Property("Order").ValueSpan(), Message: fmt.Sprintf("%q has it first", before.Label())}}
				continue
			}
			first[at] = o
		}
	},
}

var ruleDisabled = &Check{
	Code:     "P017",
	Slug:     "pol-disabled-rule",
	Severity: Info,
	Inferred: true,
	Title:    "A rule is switched off",
	Why:      "It does nothing, and whoever switches it on again gets what somebody once wanted.",
	Remedy:   "Delete the rule when nobody needs it any more.",
	Evidence: []string{ruleAdvicePage},
	Bad: func() string {
		return rulesFragment(ruled{name: "Old", order: 1, properties: `
						<fpc4:Enabled dt:dt="boolean">«0»</fpc4:Enabled>`, from: fromInternal, to: fromExternal}.String())
	},
	Good: func() string {
		return rulesFragment(ruled{name: "New", order: 1, from: fromInternal, to: fromExternal, users: allAuthenticated, protocols: []string{protocolHTTP}}.String())
	},
	Run: flagged{
		at: place{"PolicyRule", ""}, property: "Enabled", wrong: false,
		message: "rule %q is switched off",
		when:    ownRule,
	}.run,
}

var ruleExpired = &Check{
	Code:     "P018",
	Slug:     "pol-expired-rule",
	Severity: Low,
	Title:    "A rule is never active, because its schedule has no hour",
	Why:      "The rule never matches anything, though it is switched on.",
	Remedy:   "Correct the schedule, or disable the rule.",
	Evidence: []string{anomalyPage},
	Bad: func() string {
		return policyFragment(scheduleFragment("00"), ruled{mark: true, name: "Evening", order: 1, content: "", properties: scheduleRef, from: fromInternal, to: fromExternal, protocols: []string{protocolHTTP}, users: allAuthenticated})
	},
	Good: func() string {
		return policyFragment(scheduleFragment("7F"), ruled{name: "Evening", order: 1, properties: scheduleRef, from: fromInternal, to: fromExternal, protocols: []string{protocolHTTP}, users: allAuthenticated})
	},
	Run: func(p *Pass) {
		p.policies().rules(func(m *policy.Model, r *policy.Rule) {
			if r.Hours.May.Empty() {
				p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf("rule %q is never active: its schedule has no hour", r.Name), Fix: switchOff})
			}
		})
	},
}

const scheduleRef = `
						<fpc4:AppliesAlways dt:dt="boolean">0</fpc4:AppliesAlways>
						<fpc4:Ref StorageName="ScheduleUsed" StorageType="1">
							<fpc4:Name dt:dt="string">{0A1B2C3D-0000-4000-8000-000000000620}</fpc4:Name>
							<fpc4:RefClass dt:dt="string">msFPCProxyScheduleTemplate</fpc4:RefClass>
						</fpc4:Ref>`

// scheduleFragment is a schedule with the same days in every hour.
func scheduleFragment(days string) string {
	return `
				<fpc4:ProxyScheduleTemplates StorageName="ProxyScheduleTemplates" StorageType="1">
					<fpc4:ProxyScheduleTemplate StorageName="{0A1B2C3D-0000-4000-8000-000000000620}" StorageType="1">
						<fpc4:Name dt:dt="string">Evenings</fpc4:Name>
						<fpc4:ScheduleTemplate dt:dt="bin.hex">` + strings.Repeat(days, 24) + `</fpc4:ScheduleTemplate>
					</fpc4:ProxyScheduleTemplate>
				</fpc4:ProxyScheduleTemplates>`
}

var loggingOff = &Check{
	Code:     "P019",
	Slug:     "pol-logging-off",
	Severity: Medium,
	Title:    "A rule that allows, or the default rule, leaves no trace in the log",
	Why:      "Nobody can say afterwards what went through, nor find in the log why something did not. On is the documented default.",
	Remedy:   "Set EnableLogging to 1, the documented default.",
	Evidence: []string{loggingPage, "https://cyber.trackr.live/stig/ISA_Server_2006/1/2"},
	Fix:      Always,
	Safety:   Safe,
	Bad:      func() string { return rulesFragment(quietRule("", "«0»")) },
	Good:     func() string { return rulesFragment(quietRule("", "1")) },
	Run: flagged{
		at: place{"PolicyRule", ""}, property: "EnableLogging", wrong: false, fix: true,
		message: "what rule %q matches is not logged",
		when: func(o *schema.Object) bool {
			r := schema.PolicyRule{Object: o}
			return r.IsDefault() || ownRule(o) && r.Enabled() && !r.Deny()
		},
	}.run,
}

func quietRule(properties, logging string) string {
	return ruled{name: "Web", order: 1, properties: `
						<fpc4:EnableLogging dt:dt="boolean">` + logging + `</fpc4:EnableLogging>` + properties,
		from: fromInternal, to: fromExternal, protocols: []string{protocolHTTP}, users: allAuthenticated}.String()
}

var systemLoggingOff = &Check{
	Code:     "P020",
	Slug:     "pol-syslog-off",
	Severity: Low,
	Title:    "A rule of the system policy leaves no trace in the log",
	Why:      "What the firewall itself sends and answers is not seen. Scripts switch this off for all rules at once to make logs smaller.",
	Remedy:   "Set EnableLogging to 1, the documented default, unless the log cannot bear it.",
	Evidence: []string{loggingPage},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return rulesFragment(quietRule(`
						<fpc4:System dt:dt="boolean">1</fpc4:System>`, "«0»"))
	},
	Good: func() string {
		return rulesFragment(quietRule(`
						<fpc4:System dt:dt="boolean">1</fpc4:System>`, "1"))
	},
	Run: flagged{
		at: place{"PolicyRule", ""}, property: "EnableLogging", wrong: false, fix: true,
		message: "what system rule %q matches is not logged",
		when:    func(o *schema.Object) bool { r := schema.PolicyRule{Object: o}; return r.System() && r.Enabled() },
	}.run,
}

// named are the elements whose display names people choose by.
var named = []string{
	"PolicyRule", "Network", "NetworkSet", "NetworkRule", "Computer", "AddressRange", "Subnet", "ComputerSet", "URLSet", "DomainNameSet",
	"Protocol", "ContentTypeSet", "UserSet", "ProxyScheduleTemplate", "WebListener", "ServerFarm",
}

var duplicateNames = &Check{
	Code:     "P021",
	Slug:     "pol-duplicate-name",
	Severity: Medium,
	Title:    "Two rules or elements of one list have the same name",
	Why:      "Scripts and people find things by name: they change, use or delete the wrong one of the two.",
	Remedy:   "Rename one of them.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825685(v=vs.85)"},
	Bad: func() string {
		return ruleElementsFragment(ownProtocols(portProtocol(appProtocol, "Application", "5500", "5500"),
			replaceOnce(portProtocol(wideProtocol, "Application", "5600", "5600"), ">Application<", ">«Application»<")))
	},
	Good: func() string { return ruleElementsFragment(appProtocols) },
	Run: func(p *Pass) {
		type key struct {
			list *schema.Object
			name string
		}
		for _, element := range named {
			first := map[key]*schema.Object{}
			for o := range p.Objects(element) {
				prop := o.Property("Name")
				at := key{o.Parent, strings.ToLower(prop.Value())}
				if at.name == "" || element == "PolicyRule" && !ownRule(o) {
					continue
				}
				if before := first[at]; before == nil {
					first[at] = o
				} else if !catalog.SameGUID(before.StorageName, o.StorageName) {
					f := p.Value(prop, "", "%s %q has the name of another one in its list", element, o.Label())
					f.Related = []Related{{Object: before, Span: before.TagSpan(), Message: "has the name first"}}
				}
			}
		}
	},
}

var publishingNotAllowed = &Check{
	Code:     "P044",
	Slug:     "pol-enterprise-publishing-blocked",
	Severity: High,
	Title:    "The enterprise allows the array no publishing rules, and it has some",
	Why:      "With EnablePublishingRules off, the policy of the array may not contain rules that publish: the configuration contradicts itself.",
	Remedy:   "Delete the publishing rules of the array, or let the enterprise allow them.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825711(v=vs.85)"},
	Bad:      func() string { return assignmentFragment("«0»") },
	Good:     func() string { return assignmentFragment("1") },
	Run: func(p *Pass) {
		for _, a := range p.Doc.Arrays() {
			assignment, ok := a.Child("PolicyAssignment")
			if !ok {
				continue
			}
			prop := assignment.Property("EnablePublishingRules")
			allowed, known := prop.Bool()
			publishes := slices.ContainsFunc(a.Rules(), func(r schema.PolicyRule) bool {
				return r.Type() == schema.ServerPublishingRule || r.Type() == schema.WebPublishingRule
			})
			if known && !allowed && publishes {
				p.Value(prop, "1", "the enterprise allows no publishing rules, but %q has some", a.Label())
			}
		}
	},
}

func assignmentFragment(value string) string {
	return siteFragment("", "") + `
			<fpc4:PolicyAssignment StorageName="PolicyAssignment" StorageType="1">
				<fpc4:EnablePublishingRules dt:dt="boolean">` + value + `</fpc4:EnablePublishingRules>
			</fpc4:PolicyAssignment>`
}

// manyRules is the number of rules from which on nobody reads a policy any more.
const manyRules = 1000

var tooManyRules = &Check{
	Code:     "P045",
	Slug:     "pol-rule-count",
	Severity: Info,
	Inferred: true,
	Title:    "A policy has more rules than anybody reads",
	Why:      "Rules are compared one after the other with every new connection, and a review of so many takes days.",
	Remedy:   "Delete rules that decide nothing, and join rules that differ in one element.",
	Evidence: []string{ruleAdvicePage},
	Limit:    manyRules,
	Bad: func() string {
		return manyRulesFragment(`«<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">»`, manyRules+1)
	},
	Good: func() string {
		return manyRulesFragment(`<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">`, 1)
	},
	Run: func(p *Pass) {
		for o := range p.Objects("PolicyRules") {
			n := 0
			for range o.Items("PolicyRule") {
				n++
			}
			message := fmt.Sprintf("the policy of %q has %d rules", o.Owner().Label(), n)
			switch {
			case n > mostRules:
				message += fmt.Sprintf("; what more than %d mean together is not looked at", mostRules)
			case n <= p.Limit():
				continue
			}
			p.Report(Finding{Object: o, Message: message})
		}
	},
}

func manyRulesFragment(tag string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `
					<fpc4:PolicyRule StorageName="{0A1B2C3D-0000-4000-8000-0000001%05d}" StorageType="1"/>`, i)
	}
	return `
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				` + tag + b.String() + `
				</fpc4:PolicyRules>
			</fpc4:ArrayPolicy>`
}
