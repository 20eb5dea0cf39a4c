package schema

// Protocol is a view of a protocol definition.
type Protocol struct{ *Object }

// Primary returns the primary connections of the protocol.
func (p Protocol) Primary() []Connection { return p.connections("PrimaryConnections") }

// Secondary returns the secondary connections of the protocol.
func (p Protocol) Secondary() []Connection { return p.connections("SecondaryConnections") }

func (p Protocol) connections(role string) []Connection {
	c, ok := p.Named("ProtocolConnections", role)
	return views[Connection](c, ok, "ProtocolConnection", func(o *Object) Connection { return Connection{o} })
}

// Connection is a view of one connection of a protocol.
type Connection struct{ *Object }

// Transport is the IP protocol number; absent means TCP, 6.
func (c Connection) Transport() int64 {
	if v, ok := c.Property("ConnectionType").Int(); ok {
		return v
	}
	return 6
}

// Ports are the first and the last port; absent means 0.
func (c Connection) Ports() (low, high int64) {
	low, _ = c.Property("PortLow").Int()
	high, _ = c.Property("PortHigh").Int()
	return low, high
}

// URLSet is a view of a URL set.
type URLSet struct{ *Object }

// URLs is the list of the set, nil when it is empty.
func (s URLSet) URLs() *Property { return s.Property("URLStrings") }

// DomainNameSet is a view of a domain name set.
type DomainNameSet struct{ *Object }

// Domains is the list of the set, nil when it is empty.
func (s DomainNameSet) Domains() *Property { return s.Property("DomainNameStrings") }

// UserSet is a view of a user set.
type UserSet struct{ *Object }

// Accounts returns the Windows accounts of the set.
func (s UserSet) Accounts() []Account {
	c, ok := s.Child("Accounts")
	return views[Account](c, ok, "Account", func(o *Object) Account { return Account{o} })
}

// Account is a view of a Windows account in a user set.
type Account struct{ *Object }

// SID is the account's security identifier in its text form.
func (a Account) SID() string { return a.Text("AccountSid") }
