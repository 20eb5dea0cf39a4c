package trace

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
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
	head, _ := decode(b[:min(len(b), 4<<10)])
	return bytes.Contains(head, []byte("<configuration")) || bytes.Contains(head, []byte("<MBProperty")) || bytes.Contains(head, []byte("urn:microsoft-catalog:XML_Metabase"))
}

// decode is a file as UTF-8, from UTF-16 with a mark too.
func decode(b []byte) ([]byte, error) {
	out, _, err := transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), b)
	return out, err
}

// ReadIISConfig reads the settings that concern persistent authentication.
func ReadIISConfig(b []byte) (*IISConfig, error) {
	b, err := decode(b)
	if err != nil {
		return nil, fmt.Errorf("read the configuration of IIS: %w", err)
	}
	r := iisReader{config: &IISConfig{}, dec: xml.NewDecoder(bytes.NewReader(b))}
	r.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // the names that count are ASCII
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
	on := singleRequest(v)
	meaning := "NTLM lasts for the connection, as by default"
	if on {
		meaning = "every request of an NTLM client needs a new handshake with this site; other schemes do so anyway"
	}
	r.add(attribute(t, "Location"), "AuthPersistence", v, on, meaning)
}

// singleRequest reports whether a value of AuthPersistence, a number or names of
// flags, has the flag. IIS 5 had two more whose names start with it, for requests
// through proxies; IIS 6 does not know them.
func singleRequest(v string) bool {
	if n, err := strconv.ParseUint(v, 0, 32); err == nil {
		return n&authPersistSingle != 0
	}
	for name := range strings.SplitSeq(v, "|") {
		if strings.EqualFold(strings.TrimSpace(name), "AuthPersistSingleRequest") {
			return true
		}
	}
	return false
}

func (r *iisReader) add(path, name, value string, fault bool, meaning string) {
	if len(r.config.Settings) == 1000 {
		return
	}
	line, _ := r.dec.InputPos()
	r.config.Settings = append(r.config.Settings, IISSetting{clean(path), name, clean(value), line, fault, meaning})
}
