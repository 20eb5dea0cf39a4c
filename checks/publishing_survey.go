package checks

import (
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// publishing is what arrays publish: their publishing rules, with what these use.
// Rules of the system policy are not among them.
type publishing struct {
	sites   []site                     // web publishing rules in document order
	servers []server                   // server publishing rules in document order
	using   map[*schema.Object][]*site // by web listener; disabled rules too
	system  map[*schema.Object]bool    // web listeners of rules of the system policy
}

// site is one web publishing rule.
type site struct {
	schema.WebPublication
	rule     schema.PolicyRule
	listener schema.WebListener // of a nil object where the file does not hold it
	enabled  bool
}

// server is one server publishing rule.
type server struct {
	schema.ServerPublication
	rule     schema.PolicyRule
	protocol schema.Protocol // of a nil object where the file does not hold it
	enabled  bool
}

func newPublishing(doc *schema.Document) *publishing {
	p := &publishing{using: map[*schema.Object][]*site{}, system: map[*schema.Object]bool{}}
	for _, o := range doc.Objects("WebPublishingProperties") {
		switch r, ok := ruleAbove(o); {
		case !ok:
		case r.System():
			p.system[listenerOf(o).Object] = true
		default:
			p.sites = append(p.sites, site{schema.WebPublication{Object: o}, r, listenerOf(o), r.Enabled()})
		}
	}
	for i := range p.sites {
		if s := &p.sites[i]; s.listener.Object != nil {
			p.using[s.listener.Object] = append(p.using[s.listener.Object], s)
		}
	}
	for _, o := range doc.Objects("ServerPublishingProperties") {
		if r, ok := ruleAbove(o); ok && !r.System() {
			p.servers = append(p.servers, server{schema.ServerPublication{Object: o}, r, protocolOf(o), r.Enabled()})
		}
	}
	return p
}

func ruleAbove(o *schema.Object) (schema.PolicyRule, bool) {
	if !o.Audited() || o.Parent == nil || o.Parent.Element != "PolicyRule" {
		return schema.PolicyRule{}, false
	}
	return schema.PolicyRule{Object: o.Parent}, true
}

func listenerOf(publication *schema.Object) schema.WebListener {
	ref, ok := schema.WebPublication{Object: publication}.ListenerRef()
	if !ok {
		return schema.WebListener{}
	}
	t := ref.Resolve()
	if t.Object == nil || !t.Object.Audited() || t.Object.Element != "WebListener" {
		return schema.WebListener{}
	}
	return schema.WebListener{Object: t.Object}
}

func protocolOf(publication *schema.Object) schema.Protocol {
	ref, ok := schema.ServerPublication{Object: publication}.Protocol()
	if !ok {
		return schema.Protocol{}
	}
	t := ref.Resolve()
	if t.Object == nil || t.Object.Element != "Protocol" {
		return schema.Protocol{}
	}
	return schema.Protocol{Object: t.Object}
}

// served returns the enabled rules that use the listener with the settings o; none
// for the listener of a network.
func (p *publishing) served(o *schema.Object) []*site {
	l, ok := schema.WebListenerProperties{Object: o}.OfWebListener()
	if !ok {
		return nil
	}
	var sites []*site
	for _, s := range p.using[l.Object] {
		if s.enabled {
			sites = append(sites, s)
		}
	}
	return sites
}

// settings are those of the listener of the site.
func (s *site) settings() (schema.WebListenerProperties, bool) {
	if s.listener.Object == nil {
		return schema.WebListenerProperties{}, false
	}
	return s.listener.Settings()
}

// channel is what the rule asks of the connection to the client, the product's
// FpcSSLRequireSecureChannelMode; ok is false where the file does not say.
func (s *site) channel() (n int64, ok bool) { return s.Property("SSLRequireSecureChannel").Int() }

// plain reports whether the rule is proven to answer over HTTP: it says that it
// needs no secure channel, or its listener has none to offer.
func (s *site) plain() bool {
	n, ok := s.channel()
	l, known := s.settings()
	return ok && n == 0 || !ok && known && l.SSLPort() == 0
}

// exchange reports whether the rule was made for an Exchange server.
func (s *site) exchange() bool {
	n, ok := s.Property("PublishedServerApplication").Int()
	return ok && n == 1
}

// forAnyone reports whether the user sets of a rule name All Users.
func forAnyone(properties *schema.Object) bool {
	for ref := range properties.Refs("UserSets") {
		if catalog.SameGUID(ref.TargetName(), allUsers) {
			return true
		}
	}
	return false
}

// forSomeUsers reports whether a rule names user sets, and not All Users.
func forSomeUsers(properties *schema.Object) bool {
	named := false
	for ref := range properties.Refs("UserSets") {
		if catalog.SameGUID(ref.TargetName(), allUsers) {
			return false
		}
		named = true
	}
	return named
}

// mostRelated bounds the places that one finding speaks of.
const mostRelated = 50

// related makes rules into places that a finding speaks of, as far as they go.
func related(rules []schema.PolicyRule, message string) []Related {
	var all []Related
	for _, r := range rules[:min(len(rules), mostRelated)] {
		all = append(all, Related{Object: r.Object, Span: r.TagSpan(), Message: "\"" + r.Label() + "\" " + message})
	}
	return all
}

func rulesOf(sites []*site) []schema.PolicyRule {
	var rules []schema.PolicyRule
	for _, s := range sites {
		rules = append(rules, s.rule)
	}
	return rules
}
