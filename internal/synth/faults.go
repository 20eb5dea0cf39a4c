package synth

// Faults are the faults that a document gets, as a set of bits.
type Faults uint32

// The faults. Where each stands and what it looks like is in the table of Planted.
const (
	IntegratedInternal   Faults = 1 << iota // the founding fault, on the Internal network
	IntegratedListener                      // the same on a publishing listener
	BasicPersistOff                         // Basic is asked for every request
	ReturnAuth                              // denied users are asked again
	AlwaysAuthPerimeter                     // all users must authenticate on a perimeter network
	AlwaysAuthInternal                      // the same on Internal
	SingleRadius                            // RADIUS checked once a connection, on a publishing listener
	SingleRadiusInternal                    // the same on Internal
	DanglingProtocol                        // a rule points to a protocol that is not there
	DanglingUserSet                         // a rule points to a user set that is not there
	StorageNameClash                        // two computers share a storage name
	PortOutOfRange                          // automatic discovery on port 70000
	BooleanTwo                              // a boolean with the text 2
	WrongType                               // a number typed as string
	HotfixSwitches                          // hotfix vendor parameters
	ConnectCacheZero                        // no connections kept to upstream servers
	TunnelAnyPort                           // CONNECT to every port
)

// MessyFaults are the faults of the aged array.
const MessyFaults = IntegratedInternal | IntegratedListener | BasicPersistOff | ReturnAuth | AlwaysAuthPerimeter |
	SingleRadius | DanglingProtocol | DanglingUserSet | StorageNameClash | PortOutOfRange | BooleanTwo | WrongType |
	HotfixSwitches | ConnectCacheZero | TunnelAnyPort

// Planted is one fault and its place: the path of the object in display names (storage names where there is none), the
// property or "@StorageName", and the text that stands there, empty where it depends on the seed.
type Planted struct {
	Fault                   Faults
	Object, Property, Value string
}

const inArray = "Arrays/ARRAY1/"

// PlantedFaults is the table of all faults.
var PlantedFaults = []Planted{
	{IntegratedInternal, inArray + "NetConfig/Networks/Internal/WebListenerProperties", "IntegratedAuthPersistSingleRequest", "1"},
	{IntegratedListener, inArray + "RuleElements/WebListeners/Portal Listener Köln/WebListenerProperties", "IntegratedAuthPersistSingleRequest", "1"},
	{BasicPersistOff, inArray + "RuleElements/WebListeners/OWA listener/WebListenerProperties", "BasicAuthPersistSingleRequest", "0"},
	{ReturnAuth, inArray + "RuleElements/WebListeners/Extranet listener/WebListenerProperties", "ReturnAuthRequiredIfAuthUserDenied", "1"},
	{AlwaysAuthPerimeter, inArray + "NetConfig/Networks/Perimeter/WebListenerProperties", "AlwaysAuthenticate", "1"},
	{AlwaysAuthInternal, inArray + "NetConfig/Networks/Internal/WebListenerProperties", "AlwaysAuthenticate", "1"},
	{SingleRadius, inArray + "RuleElements/WebListeners/RADIUS listener/WebListenerProperties", "SingleRadiusAuthPerSession", "1"},
	{SingleRadiusInternal, inArray + "NetConfig/Networks/Internal/WebListenerProperties", "SingleRadiusAuthPerSession", "1"},
	{DanglingProtocol, inArray + "ArrayPolicy/PolicyRules/Old ERP client/AccessProperties/ProtocolsUsed", "Name", ""},
	{DanglingUserSet, inArray + "ArrayPolicy/PolicyRules/Доступ в интернет (отдел продаж)/AccessProperties/UserSets", "Name", ""},
	{StorageNameClash, inArray + "RuleElements/Computers/SCAN02", "@StorageName", ""},
	{PortOutOfRange, inArray + "NetConfig/Networks/Internal", "AutoDiscoveryPort", "70000"},
	{BooleanTwo, inArray + "ArrayPolicy/PolicyRules/Terminal server for support", "EnableLogging", "2"},
	{WrongType, inArray + "RuleElements/WebListeners/Test listener/WebListenerProperties", "TCPPort", "8081"},
	{HotfixSwitches, inArray + "VendorParametersSets/" + hotfixParameters, "BlobData", ""},
	{ConnectCacheZero, inArray + "ArrayPolicy/WebProxy", "ConnectCacheSize", "0"},
	{TunnelAnyPort, inArray + "ArrayPolicy/WebProxy/ProxyTunnelPortRanges/Any", "TunnelLowPort", "1"},
}

// plant changes a story so that it has the faults; those on listeners and rules need the aged story.
func (g *generator) plant(s *story, f Faults) {
	g.plantInternal(s, f)
	if f&ConnectCacheZero != 0 {
		s.connectCache = new(int)
	}
	if f&TunnelAnyPort != 0 {
		s.tunnels = append(s.tunnels, tunnelRange{"Any", 1, 65535})
	}
	if f&HotfixSwitches != 0 {
		s.hotfixes = []setting{{"DontMarkSessionAsPrivateIfProxyAuthSeen", 1}, {"LogUsernameForFailedAuthentication", 1}}
	}
	for i := range s.networks {
		if s.networks[i].id == netPerimeter {
			s.networks[i].listener.alwaysAuthenticate = f&AlwaysAuthPerimeter != 0
		}
	}
	if f&StorageNameClash != 0 {
		s.computers = append(s.computers, computer{s.computers[0].id, "SCAN02", "Scanner, second floor", "10.0.4.12"})
	}
	for i := range s.listeners {
		s.listeners[i].properties.plant(s.listeners[i].name, f)
	}
	for i := range s.rules {
		g.plantRule(&s.rules[i], f)
	}
}

func (g *generator) plantInternal(s *story, f Faults) {
	if f&IntegratedInternal != 0 {
		s.internal.integratedPersist = yes()
	}
	s.internal.alwaysAuthenticate = f&AlwaysAuthInternal != 0
	s.internal.singleRadius = f&SingleRadiusInternal != 0
	if f&PortOutOfRange != 0 {
		s.internalPort = 70000
	}
}

func (l *listener) plant(name string, f Faults) {
	switch {
	case name == "OWA listener" && f&BasicPersistOff != 0:
		l.basicPersist = no()
	case name == "Portal Listener Köln" && f&IntegratedListener != 0:
		l.integratedPersist = yes()
	case name == "Extranet listener":
		l.returnAuth = f&ReturnAuth != 0
	case name == "RADIUS listener":
		l.singleRadius = f&SingleRadius != 0
	case name == "Test listener" && f&WrongType != 0:
		l.tcpType = "string"
	}
}

func (g *generator) plantRule(r *rule, f Faults) {
	switch {
	case r.name == "Old ERP client" && f&DanglingProtocol != 0:
		r.protocols = own("Protocol", g.guid(kindMissing, 0))
	case r.name == "Доступ в интернет (отдел продаж)" && f&DanglingUserSet != 0:
		r.users = own("UserSet", g.guid(kindMissing, 1))
	case r.name == "Terminal server for support" && f&BooleanTwo != 0:
		r.rawLogging = "2"
	}
}
