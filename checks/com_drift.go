package checks

import (
	"fmt"
	"slices"

	"tmgaudit/schema"
)

// persistProperty is one of the properties whose drift between listeners is
// looked for. stored is the documented default as it stands in a file, "" where
// none is documented; then only listeners that write the property are compared.
type persistProperty struct {
	name, stored string
}

// The Integrated property is not among them: wherever it is 1, C001 or C002 say so
// and louder.
var persistProperties = []persistProperty{
	{"BasicAuthPersistSingleRequest", "1"},
	{"DigestAuthPersistSingleRequest", ""},
}

var authPersistDrift = &Check{
	Code:     "C004",
	Slug:     "com-auth-persist-drift",
	Severity: Medium,
	Title:    "Listeners of one kind disagree on how long authentication lasts",
	Why: "Users behind one network or listener see other authentication behaviour than the rest. A difference at a single network is how the " +
		"founding case looked: everything worked behind the other one.",
	Remedy:   "Compare the listeners named and give all of them the same value, normally the documented default.",
	Evidence: []string{"https://blogs.technet.microsoft.com/isablog/2012/05/25/authentication-failure-while-trying-to-access-a-website-through-tmg-as-forward-proxy/"},
	Bad: func() string {
		return `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">` +
			networkFragment("{4E32B556-0FAF-4A27-9111-085F679EDC9B}", "Internal", `
						<fpc4:DigestAuthPersistSingleRequest dt:dt="boolean">0</fpc4:DigestAuthPersistSingleRequest>`) +
			networkFragment("{0A1B2C3D-0000-4000-8000-000000000003}", "Branch", `
						<fpc4:DigestAuthPersistSingleRequest dt:dt="boolean">«1»</fpc4:DigestAuthPersistSingleRequest>`) + `
				</fpc4:Networks>
			</fpc4:NetConfig>`
	},
	Good: func() string {
		return `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">` +
			networkFragment("{4E32B556-0FAF-4A27-9111-085F679EDC9B}", "Internal", `
						<fpc4:BasicAuthPersistSingleRequest dt:dt="boolean">1</fpc4:BasicAuthPersistSingleRequest>
						<fpc4:DigestAuthPersistSingleRequest dt:dt="boolean">1</fpc4:DigestAuthPersistSingleRequest>`) +
			networkFragment("{0A1B2C3D-0000-4000-8000-000000000003}", "Branch", ``) + `
				</fpc4:Networks>
			</fpc4:NetConfig>`
	},
	Run: func(p *Pass) {
		networks, publishing := listenersByArray(p)
		for _, group := range slices.Concat(networks, publishing) {
			for _, prop := range persistProperties {
				drift(p, group, prop)
			}
		}
	},
}

// listenersByArray groups the settings of listeners that serve users: those of
// networks with web proxy clients, and those of publishing listeners, each array
// by itself, in document order.
func listenersByArray(p *Pass) (networks, publishing [][]*schema.Object) {
	byOwner := map[*schema.Object][2][]*schema.Object{}
	var owners []*schema.Object
	for o := range p.Objects("WebListenerProperties") {
		at := o.Owner()
		groups, seen := byOwner[at]
		if !seen {
			owners = append(owners, at)
		}
		if n, ok := (schema.WebListenerProperties{Object: o}).OfNetwork(); ok && n.Property("EnableWebProxyClients").True() {
			groups[0] = append(groups[0], o)
		} else if _, ok := (schema.WebListenerProperties{Object: o}).OfWebListener(); ok {
			groups[1] = append(groups[1], o)
		}
		byOwner[at] = groups
	}
	for _, at := range owners {
		networks = append(networks, byOwner[at][0])
		publishing = append(publishing, byOwner[at][1])
	}
	return networks, publishing
}

// drift states a finding at every listener whose value differs from that of the
// majority; a tie is decided for the documented default, else for the first.
func drift(p *Pass, listeners []*schema.Object, prop persistProperty) {
	var zero, one []*schema.Object
	for _, o := range listeners {
		switch effective(o, prop) {
		case "0":
			zero = append(zero, o)
		case "1":
			one = append(one, o)
		}
	}
	if len(zero) == 0 || len(one) == 0 {
		return
	}
	odd, common, value := one, zero, "0"
	if zeroIsOdd(zero, one, prop) {
		odd, common, value = zero, one, "1"
	}
	for _, o := range odd {
		if at := o.Property(prop.name); at != nil {
			reportDrift(p, at, common, value)
		}
	}
}

func zeroIsOdd(zero, one []*schema.Object, prop persistProperty) bool {
	if len(zero) != len(one) {
		return len(zero) < len(one)
	}
	if prop.stored != "" {
		return prop.stored == "1"
	}
	return one[0].Span().Start < zero[0].Span().Start
}

func reportDrift(p *Pass, at *schema.Property, common []*schema.Object, value string) {
	f := p.Value(at, value, "%s of %q is %s; other listeners of its kind have %s", at.Name, owner(at.Object()), at.Display(), value)
	for _, o := range common {
		f.Related = append(f.Related, Related{
			Object:  o,
			Span:    o.TagSpan(),
			Message: fmt.Sprintf("%q has %s", owner(o), value),
		})
	}
}

// effective is the value in force, "" where it is not known.
func effective(o *schema.Object, prop persistProperty) string {
	at := o.Property(prop.name)
	if at == nil {
		return prop.stored
	}
	v, ok := at.Bool()
	switch {
	case !ok:
		return ""
	case v:
		return "1"
	}
	return "0"
}
