package checks

import (
	"fmt"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

var lockout = &Check{
	Code:     "I030",
	Slug:     "imp-lockout",
	Severity: Critical,
	Title:    "After the import no computer can manage the firewall from afar",
	Why: "No rule lets any computer reach the firewall by Remote Desktop or by RPC, which the console uses: the rules of the system policy for " +
		"management are off or name nobody, and no other rule stands in for them. When the import takes effect, whoever is connected from another " +
		"computer loses the server.",
	Remedy:   "Put the computer that you work from into Remote Management Computers, or make sure that somebody can get at the server's own console.",
	Evidence: []string{systemPolicyPage},
	Import:   ontoSP2,
	Bad: func() string {
		return replaceOnce(remoteFragment("0"), `<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">`, `«<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">»`)
	},
	Good: func() string { return remoteFragment("1") },
	Run: func(p *Pass) {
		for _, m := range p.policies().models {
			rules, ok := m.Array.Find("ArrayPolicy", "PolicyRules")
			if ok && rules.Audited() && len(m.Unknown) == 0 && hasSystemPolicy(m) && !manageable(m) {
				p.Report(Finding{Object: rules, Message: fmt.Sprintf("no rule of %q lets another computer reach the firewall by Remote Desktop or RPC", m.Array.Label())})
			}
		}
	},
}

// hasSystemPolicy reports whether the file holds rules of the system policy, which
// some exports leave out.
func hasSystemPolicy(m *policy.Model) bool {
	for _, r := range m.Rules() {
		if r.Level == policy.SystemPolicy {
			return true
		}
	}
	return false
}

// managementPorts are those of Remote Desktop and of the RPC end point mapper.
var managementPorts = []uint16{3389, 135}

// manageable reports whether some enabled rule may let another computer reach the
// firewall by one of the ways of management. What is not known may do so.
func manageable(m *policy.Model) bool {
	var services policy.Points
	for _, port := range managementPorts {
		x := policy.Service(policy.TCP, port)
		services = services.Union(policy.Span(x, x))
	}
	firewall := m.FirewallAddresses().Union(policy.Span(policy.LocalHost, policy.LocalHost))
	for _, r := range m.Rules() {
		switch {
		case !r.Enabled || r.Deny || r.IsDefault():
		case r.Publishes():
			if r.Service.May.Meets(services) {
				return true // of something that may be the firewall itself
			}
		case r.Type != schema.AccessRule:
			return true
		case !r.Source.May.Minus(firewall).Empty() && r.Destination.May.Meets(firewall) && r.Service.May.Meets(services):
			return true
		}
	}
	return false
}

// remoteFragment is a system policy with the rule for Remote Desktop.
func remoteFragment(enabled string) string {
	return policyFragment(ownProtocols(portProtocol(appProtocol, "Remote Desktop", "3389", "3389")), ruled{name: "Allow remote management", order: 1, properties: `
						<fpc4:Enabled dt:dt="boolean">` + enabled + `</fpc4:Enabled>
						<fpc4:System dt:dt="boolean">1</fpc4:System>`, from: fromInternal, to: fromLocalHost,
		protocols: []string{appProtocol}})
}
