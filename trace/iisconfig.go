package trace

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// IISSetting is one setting of a web server that decides how long a logon lasts.
// IIS uses the words of the firewall's property for its own connections.
type IISSetting struct {
	Path    string // site or directory, as the file names it
	Name    string
	Value   string
	Line    int
	Fault   bool   // it makes NTLM clients log on for every request
	Meaning string // what the value does there
}

// IISConfig is what an applicationHost.config or web.config of IIS 7 and later, or a
// MetaBase.xml of IIS 6, says of it.
type IISConfig struct {
	Version  string // "IIS 7 or later" or "IIS 6"
	Settings []IISSetting
}

// maxDepth bounds the nesting of a configuration file.
const maxDepth = 256

// ErrNotIIS says that a file is no configuration of IIS.
var ErrNotIIS = errors.New("this is neither an applicationHost.config nor a MetaBase.xml")

// IsIISConfig reports whether a file looks like a configuration of IIS.
func IsIISConfig(b []byte) bool {
	head := b[:min(len(b), 4<<10)]
	return bytes.Contains(head, []byte("<configuration")) || bytes.Contains(head, []byte("<MBProperty")) || bytes.Contains(head, []byte("urn:microsoft-catalog:XML_Metabase"))
}

// ReadIISConfig reads the settings that concern persistent authentication.
func ReadIISConfig(b []byte) (*IISConfig, error) {
	r := iisReader{config: &IISConfig{}, dec: xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))))}
	for {
		token, err := r.dec.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the configuration of IIS: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if r.start(t) != nil {
				return nil, fmt.Errorf("the configuration of IIS is nested deeper than %d", maxDepth)
			}
		case xml.EndElement:
			if len(r.open) > 0 {
				r.open = r.open[:len(r.open)-1]
			}
		}
	}
	if r.config.Version == "" {
		return nil, ErrNotIIS
	}
	return r.config, nil
}

type iisReader struct {
	config   *IISConfig
	dec      *xml.Decoder
	open     []string
	location string
}

func (r *iisReader) start(t xml.StartElement) error {
	if len(r.open) == maxDepth {
		return errors.New("too deep")
	}
	r.open = append(r.open, t.Name.Local)
	switch {
	case t.Name.Local == "configuration" && len(r.open) == 1:
		r.config.Version = "IIS 7 or later"
	case t.Name.Local == "MBProperty":
		r.config.Version = "IIS 6"
	case t.Name.Local == "location":
		r.location = attribute(t, "path")
	case t.Name.Local == "windowsAuthentication":
		r.windows(t)
	case strings.HasPrefix(t.Name.Local, "IIs") && r.config.Version == "IIS 6":
		r.metabase(t)
	}
	return nil
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if strings.EqualFold(a.Name.Local, name) {
			return a.Value
		}
	}
	return ""
}

// windows takes the attributes of system.webServer/security/authentication/
// windowsAuthentication.
func (r *iisReader) windows(t xml.StartElement) {
	at := ""
	if contains(r.open, "location") {
		at = r.location
	}
	if v := attribute(t, "authPersistSingleRequest"); v != "" {
		on := strings.EqualFold(v, "true")
		meaning := "NTLM lasts for the connection, as by default"
		if on {
			meaning = "every request of an NTLM client needs a new handshake with this site"
		}
		r.add(at, "authPersistSingleRequest", v, on, meaning)
	}
	if v := attribute(t, "authPersistNonNTLM"); v != "" {
		meaning := "Kerberos clients are authenticated with every request, as by default"
		if strings.EqualFold(v, "true") {
			meaning = "Kerberos clients are authenticated once for the connection"
		}
		r.add(at, "authPersistNonNTLM", v, false, meaning)
	}
}

// authPersistSingle is the flag AuthPersistSingleRequest of the metabase property
// AuthPersistence (6031).
const authPersistSingle = 0x40

// metabase takes the attributes of a key of IIS 6.
func (r *iisReader) metabase(t xml.StartElement) {
	v := attribute(t, "AuthPersistence")
	if v == "" {
		return
	}
	n, err := strconv.ParseUint(v, 0, 32)
	on := strings.Contains(v, "AuthPersistSingleRequest") || err == nil && n&authPersistSingle != 0
	meaning := "NTLM lasts for the connection, as by default"
	if on {
		meaning = "every request of an NTLM client needs a new handshake with this site; other schemes do so anyway"
	}
	r.add(attribute(t, "Location"), "AuthPersistence", v, on, meaning)
}

func (r *iisReader) add(path, name, value string, fault bool, meaning string) {
	if len(r.config.Settings) == 1000 {
		return
	}
	line, _ := r.dec.InputPos()
	r.config.Settings = append(r.config.Settings, IISSetting{clean(path), name, clean(value), line, fault, meaning})
}
