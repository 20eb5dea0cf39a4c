package schema

// WebListener is a view of a publishing listener.
type WebListener struct{ *Object }

// Settings are the properties of the listener.
func (l WebListener) Settings() (WebListenerProperties, bool) {
	o, ok := l.Child("WebListenerProperties")
	return WebListenerProperties{o}, ok
}

// WebListenerProperties is a view of the settings of a listener: of a network's
// web proxy listener or of a publishing listener. The element is the same.
type WebListenerProperties struct{ *Object }

// OfNetwork reports whether these are the settings of a network's web proxy
// listener, and returns the network.
func (p WebListenerProperties) OfNetwork() (Network, bool) {
	if p.Parent != nil && p.Parent.Element == "Network" {
		return Network{p.Parent}, true
	}
	return Network{}, false
}

// OfWebListener reports whether these are the settings of a publishing listener,
// and returns it.
func (p WebListenerProperties) OfWebListener() (WebListener, bool) {
	if p.Parent != nil && p.Parent.Element == "WebListener" {
		return WebListener{p.Parent}, true
	}
	return WebListener{}, false
}

// AlwaysAuthenticate reports whether every request needs credentials.
func (p WebListenerProperties) AlwaysAuthenticate() bool {
	return p.Property("AlwaysAuthenticate").True()
}

// IntegratedPerRequest is the property IntegratedAuthPersistSingleRequest, nil
// when it is absent, which means false.
func (p WebListenerProperties) IntegratedPerRequest() *Property {
	return p.Property("IntegratedAuthPersistSingleRequest")
}
