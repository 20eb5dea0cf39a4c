package policy

import (
	"slices"

	"tmgaudit/schema"
)

// Rule is one rule of a policy and what it matches. A connection matches a rule
// when it matches every criterion.
type Rule struct {
	Object   schema.PolicyRule
	Name     string
	Position int // in the order in which rules are read, from 1
	Level    Level
	Type     schema.RuleType
	Deny     bool
	Enabled  bool

	Source      Set // addresses
	Destination Set // addresses; for a publishing rule those that it listens on
	Names       Set // requests to name sets, besides Destination; empty without any
	Service     Set
	SourcePort  Set
	Users       Set
	Hours       Set
	Contents    Set

	Publication *Publication // of a publishing rule
	Unknown     []string     // what could not be resolved, in the console's words
	Empty       []string     // elements that it refers to and that hold nothing

	names      []nameUse
	addresses  Set // Destination before exceptions by name made it uncertain
	excludedIP Set // addresses taken out of Destination, also for requests by name
	rank       uint32

	includedUsers, excludedUsers Set // of which Users is made

	ranked    bool
	sure, may []box // what it surely and possibly matches
	reach     []box // what a publishing rule may take from access rules
}

// nameUse is a name set that a rule refers to.
type nameUse struct {
	set      *nameSet // nil when it is not known
	label    string
	excluded bool
}

// RequiresUser reports whether nobody matches the rule without authenticating:
// a request that matches all the rest is asked for credentials.
func (r *Rule) RequiresUser() bool { return r.Users.At(anonymous) == No && !r.Users.May.Empty() }

// Publishes reports whether the rule is a publishing rule.
func (r *Rule) Publishes() bool {
	return r.Type == schema.ServerPublishingRule || r.Type == schema.WebPublishingRule
}

// IsDefault reports whether the rule is the predefined last one.
func (r *Rule) IsDefault() bool { return r.Level == DefaultRule }

// Known reports whether everything about the rule could be resolved.
func (r *Rule) Known() bool { return len(r.Unknown) == 0 }

// readRule finds what a rule matches. The name sets of all rules must have been
// collected.
func (e *elements) readRule(o schema.PolicyRule, level Level) *Rule {
	r := &Rule{Object: o, Name: o.Label(), Level: level, Type: o.Type(), Deny: o.Deny(), Enabled: o.Enabled()}
	r.rank, r.ranked = o.Order()
	if !r.ranked {
		r.Unknown = append(r.Unknown, "its place in the order")
	}
	source, listed := selection(slices.Collect(o.Sources()), anyAddress, e.address)
	if !listed {
		source = unknownWithin(anyAddress, "it names no source")
	}
	r.Source = r.take(source)
	r.SourcePort = r.take(sourcePorts(o))
	r.Hours = r.take(e.hours(o))
	r.Contents = Exactly(allNames)
	switch r.Type {
	case schema.AccessRule:
		r.readAccess(e)
	case schema.ServerPublishingRule, schema.WebPublishingRule:
		r.readPublication(e)
	default:
		r.Unknown = append(r.Unknown, "its type")
		r.Destination, r.Service, r.Users = Within(anyAddress), Within(allServices), Within(allUsers)
		r.includedUsers = r.Users
	}
	r.sure, r.may = r.boxes(e)
	return r
}

// take notes what a criterion leaves open and returns its set.
func (r *Rule) take(m meaning) Set {
	r.Unknown = append(r.Unknown, m.unknown...)
	if m.set.May.Empty() {
		r.Empty = append(r.Empty, m.empty...)
	}
	return m.set
}

// readAccess reads the criteria of an access rule.
func (r *Rule) readAccess(e *elements) {
	access, ok := r.Object.Access()
	if !ok {
		r.Unknown = append(r.Unknown, "it has no AccessProperties")
		r.Destination, r.Names, r.Service, r.Users = Within(anyAddress), Within(allNames), Within(allServices), Within(allUsers)
		r.addresses, r.includedUsers = r.Destination, r.Users
		return
	}
	r.readDestination(e, access)
	r.Service = r.take(e.accessServices(access))
	r.readUsers(e, access)
	r.Contents = r.take(e.ruleContents(access))
}

// readUsers reads the user sets of an access or a web publishing rule.
func (r *Rule) readUsers(e *elements, holder *schema.Object) {
	var m meaning
	m, r.includedUsers, r.excludedUsers = e.ruleUsers(slices.Collect(holder.Refs("UserSets")))
	r.Users = r.take(m)
}

// nameRoles are the groups of references of an access rule that name destinations.
var nameRoles = []string{"DestinationDomainNameSets", "URLSet", "URLSets", "UrlCategory", "UrlCategorySet"}

// nameRefs are the references to name sets of an access rule.
func nameRefs(access *schema.Object) []schema.Ref {
	var refs []schema.Ref
	for _, role := range nameRoles {
		refs = slices.AppendSeq(refs, access.Refs(role))
	}
	return refs
}

// readDestination reads addresses and names: a request matches when either does.
// An address that is excluded is so for requests by name too; an excluded name
// leaves nothing certain.
func (r *Rule) readDestination(e *elements, access *schema.Object) {
	addresses := destinations(access)
	included, listed := selection(addresses, anyAddress, e.address)
	var names, excluded []schema.Ref
	for _, n := range nameRefs(access) {
		if status, ok := includeStatus(n); ok && status == excludedRef {
			excluded = append(excluded, n)
		} else {
			names = append(names, n)
		}
	}
	if !listed && len(names) == 0 {
		included = unknownWithin(anyAddress, "it names no destination")
	}
	named := e.names.meaningOf(names)
	r.Names, r.Destination, r.addresses = named.set, included.set, included.set
	r.Unknown = join(r.Unknown, join(included.unknown, named.unknown))
	if r.Destination.May.Empty() && r.Names.May.Empty() {
		r.Empty = join(r.Empty, join(included.empty, named.empty))
	}
	if len(excluded) > 0 {
		r.Names.Sure, r.Destination.Sure = nil, nil
		r.Names.May = r.Names.May.Minus(e.names.meaningOf(excluded).set.Sure)
		r.Unknown = append(r.Unknown, "which requests its exceptions by name take out")
	}
	r.excludedIP = excludedAddresses(e, addresses)
	r.names = e.nameUses(names, excluded)
}

// destinations are the references to addresses of an access rule's destination.
func destinations(access *schema.Object) []schema.Ref {
	s, ok := access.Named("SelectionIPs", "DestinationSelectionIPs")
	if !ok {
		return nil
	}
	var refs []schema.Ref
	for _, c := range s.Children() {
		if c.Element == "Ref" {
			refs = append(refs, schema.Ref{Object: c})
		}
		for o := range c.Items("Ref") {
			refs = append(refs, schema.Ref{Object: o})
		}
	}
	return refs
}

func excludedAddresses(e *elements, refs []schema.Ref) Set {
	var all Set
	for _, r := range refs {
		if status, ok := includeStatus(r); ok && status == excludedRef {
			all = all.Union(e.address(r).set)
		}
	}
	return all
}

func (e *elements) nameUses(included, excluded []schema.Ref) []nameUse {
	var uses []nameUse
	for i, r := range slices.Concat(included, excluded) {
		s, ok := e.names.add(r)
		if !ok {
			s = nil
		}
		uses = append(uses, nameUse{set: s, label: target(r), excluded: i >= len(included)})
	}
	return uses
}
