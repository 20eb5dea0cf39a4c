package report

import (
	"fmt"
	"strings"

	"tmgaudit/trace"
)

// tokenDetails says everything that the credentials or challenges of a message
// tell, a fact a line. Their secrets are not there to be shown.
func tokenDetails(list []trace.Auth) []string {
	var lines []string
	for _, a := range list {
		var facts facts
		facts.add("problem", a.Token.Problem)
		facts.add("realm", a.Token.Realm)
		facts.ntlm(a.Token.NTLM)
		facts.spnego(a.Token.SPNEGO)
		facts.kerberos(a.Token.Kerberos)
		facts.digest(a.Token.Digest)
		if len(facts) > 0 {
			lines = append(lines, fmt.Sprintf("%s %s, %s:", a.Header, a.Scheme, tokenWords(a)))
			lines = append(lines, facts...)
		}
	}
	return lines
}

// facts are lines with a name and a value.
type facts []string

func (f *facts) add(name, value string) {
	if value != "" {
		*f = append(*f, "    "+name+": "+value)
	}
}

func (f *facts) ntlm(n *trace.NTLM) {
	if n == nil {
		return
	}
	f.add("domain", n.Domain)
	f.add("user", n.User)
	f.add("workstation", n.Workstation)
	f.add("target", n.Target)
	f.add("response", n.Response)
	f.add("version", n.Version)
	for _, p := range n.Info {
		f.add(p.Name, p.Value)
	}
	f.add("flags", strings.Join(n.Flags.Names(), " "))
	if n.MIC {
		f.add("integrity code", "present")
	}
}

func (f *facts) spnego(s *trace.SPNEGO) {
	if s == nil {
		return
	}
	f.add("mechanisms", strings.Join(s.Mechs, ", "))
	f.add("state", s.State)
	f.add("chosen", s.Chosen)
}

func (f *facts) kerberos(k *trace.Kerberos) {
	if k == nil {
		return
	}
	f.add("message", k.Message)
	f.add("service", k.Service)
	f.add("realm", k.Realm)
	f.add("encryption", k.Etype)
	if k.Mutual {
		f.add("mutual authentication", "wanted")
	}
	if k.ErrorCode != 0 {
		f.add("error", strings.TrimSpace(fmt.Sprintf("%d %s", k.ErrorCode, k.Error)))
	}
}

func (f *facts) digest(d *trace.Digest) {
	if d == nil {
		return
	}
	f.add("algorithm", d.Algorithm)
	f.add("quality of protection", d.QOP)
	f.add("address", d.URI)
	f.add("protection space", d.Domain)
}
