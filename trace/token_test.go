package trace

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T, path string) *Capture {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, b)
}

// The three messages of the Secure Tunnel example (MS-NTHT, 4.6) decode to what
// they hold, and the exchange is healthy.
func TestSecureTunnelExample(t *testing.T) {
	c := open(t, "testdata/secure-tunnel.txt")
	if len(c.Exchanges) != 3 || len(c.Connections) != 2 {
		t.Fatalf("%d exchanges on %d connections; expected 3 on 2, the first of which was torn down", len(c.Exchanges), len(c.Connections))
	}
	one, two, three := c.Exchanges[1].RequestAuth[0].Token, c.Exchanges[1].ResponseAuth[0].Token, c.Exchanges[2].RequestAuth[0].Token
	tests := []struct {
		name      string
		got, want any
	}{
		{"type 1", one, Token{Kind: KindNTLMNegotiate, Size: 58, NTLM: &NTLM{Type: 1, Flags: 0xE208B2B7, Domain: "WORKGROUP", Workstation: "LABSMOKE3", Version: "5.1.2600"}}},
		{"type 2", two, Token{Kind: KindNTLMChallenge, Size: 156, NTLM: &NTLM{
			Type: 2, Flags: 0xE28A8235, Target: "SPIRIT1B", Version: "5.2.3790",
			Info: []AVPair{{2, "NetBIOS domain name", "SPIRIT1B"}, {1, "NetBIOS computer name", "SPIRIT1B"}, {4, "DNS domain name", "spirit1b"}, {3, "DNS computer name", "spirit1b"}},
		}}},
		{"type 3", three, Token{Kind: KindNTLMAuthenticate, Size: 178, NTLM: &NTLM{
			Type: 3, Flags: 0xE2888235, Domain: "LABSMOKE3", User: "_qa", Workstation: "LABSMOKE3", Version: "5.1.2600", Response: "NTLMv1 with session security",
		}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	var offered []string
	for _, a := range c.Exchanges[0].ResponseAuth {
		offered = append(offered, a.Header+" "+a.Scheme)
	}
	if !slices.Equal(offered, []string{"Proxy-Authenticate Negotiate", "Proxy-Authenticate Kerberos", "Proxy-Authenticate NTLM"}) {
		t.Errorf("offered %v", offered)
	}
	v := Judge(c)
	if len(v) != 1 || v[0].ID != "healthy-ntlm" || !slices.Equal(v[0].Exchanges, []int{0, 1, 2}) {
		t.Errorf("verdicts %v", ids(v))
	}
}

// Both flows of the IIS article are healthy; its tokens are shown in part.
func TestIISArticle(t *testing.T) {
	c := open(t, "testdata/iis-flows.txt")
	var kinds []TokenKind
	for _, e := range c.Exchanges {
		for _, a := range slices.Concat(e.RequestAuth, e.ResponseAuth) {
			if a.Token.Kind != KindNone {
				kinds = append(kinds, a.Token.Kind)
				if !a.Token.Elided || a.Token.Problem != "" {
					t.Errorf("token %+v; expected elided without a problem", a.Token)
				}
			}
		}
	}
	want := []TokenKind{KindKerberos, KindSPNEGO, KindNTLMNegotiate, KindNTLMChallenge, KindNTLMAuthenticate}
	if !slices.Equal(kinds, want) {
		t.Errorf("kinds %v; expected %v", kinds, want)
	}
	if s := c.Exchanges[1].ResponseAuth[0].Token.SPNEGO; s == nil || s.State != "accept-completed" {
		t.Errorf("the answer to the ticket is %+v; expected accept-completed", s)
	}
	if got := ids(Judge(c)); !slices.Equal(got, []string{"healthy-kerberos", "healthy-ntlm"}) {
		t.Errorf("verdicts %v", got)
	}
}

func TestTokens(t *testing.T) {
	tests := []struct {
		name, scheme, value string
		want                Token
	}{
		{"Basic shows the user only", "Basic", base([]byte(`CONTOSO\alice:S3cret!:x`)), Token{Kind: KindBasic, Size: 23, User: `CONTOSO\alice`}},
		{"Basic without a colon may be a password", "basic", base([]byte("S3cret!")), Token{Kind: KindBasic, Size: 7, Problem: "there is no colon between user and password"}},
		{"Basic that is no base64", "Basic", "***", Token{Kind: KindBasic, Size: 3, Problem: "it is no valid base64"}},
		{"a challenge of Basic", "Basic", `realm="fw01"`, Token{Kind: KindNone, Realm: "fw01"}},
		{"a scheme alone", "Negotiate", "", Token{Kind: KindNone}},
		{"Bearer is not looked into", "Bearer", "eyJhbGciOi", Token{Kind: KindNone, Size: 10}},
		{"NTLM nobody", "NTLM", base(ntlmNobody()), Token{Kind: KindNTLMAuthenticate, Size: 73, NTLM: &NTLM{Type: 3, Flags: FlagUnicode | FlagAnonymous, Response: "anonymous", Anonymous: true}}},
		{"NTLMv2 with integrity code", "NTLM", base(ntlm3("alice")), Token{Kind: KindNTLMAuthenticate, Size: 212, NTLM: &NTLM{
			Type: 3, Flags: FlagUnicode | FlagVersion | FlagExtendedSecurity, Domain: "CONTOSO", User: "alice", Workstation: "WS20", Version: "0.0.0", Response: "NTLMv2", MIC: true,
			Info: []AVPair{{6, "flags", "message integrity code present"}, {7, "time of the server", "2012-05-25T23:00:00Z"}}}}},
		{"NTLM of an unknown type", "NTLM", base(append(slices.Clone(ntlmSignature), 9, 0, 0, 0)), Token{Kind: KindNone, Size: 12, Problem: "the NTLM message has type 9; expected 1, 2 or 3"}},
		{"Kerberos in SPNEGO", "Negotiate", kerberos("fw01.contoso.example"), Token{Kind: KindKerberos, Size: 1639,
			SPNEGO:   &SPNEGO{Mechs: []string{"Kerberos (Microsoft)", "Kerberos", "NTLM"}},
			Kerberos: &Kerberos{Message: "AP-REQ", Realm: "CONTOSO.EXAMPLE", Service: "HTTP/fw01.contoso.example", Etype: "aes256-cts-hmac-sha1-96", Mutual: true}}},
		{"Kerberos without SPNEGO", "Kerberos", base(apReq("R", "HTTP", "h")), Token{Kind: KindKerberos, Size: 1540,
			Kerberos: &Kerberos{Message: "AP-REQ", Realm: "R", Service: "HTTP/h", Etype: "aes256-cts-hmac-sha1-96", Mutual: true}}},
		{"AP-REP", "Negotiate", base(negResp(0, apRep())), Token{Kind: KindKerberos, Size: 128,
			SPNEGO: &SPNEGO{Response: true, State: "accept-completed", Chosen: "Kerberos"}, Kerberos: &Kerberos{Message: "AP-REP", Etype: "rc4-hmac"}}},
		{"KRB-ERROR", "Negotiate", base(negResp(2, krbError(41))), Token{Kind: KindKerberos, Size: 103,
			SPNEGO:   &SPNEGO{Response: true, State: "reject", Chosen: "Kerberos"},
			Kerberos: &Kerberos{Message: "KRB-ERROR", Realm: "CONTOSO.EXAMPLE", Service: "HTTP/web", ErrorCode: 41, Error: "KRB_AP_ERR_MODIFIED"}}},
		{"SPNEGO alone", "Negotiate", base(negResp(1, nil)), Token{Kind: KindSPNEGO, Size: 22, SPNEGO: &SPNEGO{Response: true, State: "accept-incomplete", Chosen: "Kerberos"}}},
		{"NTLM in SPNEGO", "Negotiate", base(negInit(ntlm1(), derNTLM)), Token{Kind: KindNTLMNegotiate, Size: 74, SPNEGO: &SPNEGO{Mechs: []string{"NTLM"}},
			NTLM: &NTLM{Type: 1, Flags: FlagUnicode | FlagVersion | 0x200, Version: "6.1.7601"}}},
		{"something else", "Negotiate", base([]byte("hello")), Token{Kind: KindNone, Size: 5, Problem: "5 bytes that are no NTLM, SPNEGO or Kerberos message"}},
		{"a length that lies", "Negotiate", base([]byte{0x60, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 6}), Token{Kind: KindNone, Size: 7, Problem: "a length is not in a form that DER allows"}},
		{"an indefinite length", "Negotiate", base([]byte{0x60, 0x80, 6, 1, 1}), Token{Kind: KindNone, Size: 5, Problem: "a length is not in a form that DER allows"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, parseCredential(tt.scheme, tt.value)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// Every cut of every token is described, with what could be read.
func TestCutTokens(t *testing.T) {
	for name, b := range map[string][]byte{
		"type 1": ntlm1(), "type 2": ntlm2(), "type 3": ntlm3("alice"), "Kerberos": negInit(apReq("R", "HTTP", "h"), derKRB5), "response": negResp(0, apRep()),
	} {
		for n := range b {
			tok := parseCredential("Negotiate", base(b[:n]))
			if n > 0 && tok.Problem == "" && tok.NTLM == nil {
				t.Errorf("%s cut at %d of %d: no problem is told: %+v", name, n, len(b), tok)
			}
		}
	}
}

func TestDeepDER(t *testing.T) {
	b := []byte{}
	for range 20000 {
		b = append([]byte{0xA1, 0x84, byte(len(b) >> 24), byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}, b...)
	}
	if tok := parseBytes(b); tok.Problem == "" {
		t.Errorf("%+v", tok)
	}
}

func TestChallenges(t *testing.T) {
	tests := []struct{ value, want string }{
		{`Negotiate, NTLM`, "Negotiate NTLM"},
		{`Basic realm="a, b", Digest realm="x", nonce="y,z", qop="auth,auth-int", NTLM`, "Basic Digest NTLM"},
		{"Negotiate\nNTLM\nBasic realm=\"x\"", "Negotiate NTLM Basic"},
		{"Negotiate " + base(negResp(0, apRep())), "Negotiate"},
		{`Bearer realm="x", error="invalid_token"`, "Bearer"},
		{"", ""},
		{",,,", ""},
		{strings.Repeat("A", 50), "(not a scheme)"},
	}
	for _, tt := range tests {
		var got []string
		for _, a := range parseAuth("WWW-Authenticate", tt.value, true) {
			got = append(got, a.Scheme)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%q: %q; expected %q", tt.value, s, tt.want)
		}
	}
}

func TestMaskURL(t *testing.T) {
	tests := []struct{ in, want string }{
		{"http://alice:S3cret@www.example/a", "http://www.example/a"},
		{"/a?user=alice&password=S3cret", "/a?user=*&password=*"},
		{"/service?wsdl", "/service?wsdl"},
		{"/a?eyJhbGciOiJIUzI1NiJ9.e30.abc", "/a?*"},
		{"/a;jsessionid=0123456789/b?x=1#tok", "/a;jsessionid=*/b?x=*"},
		{"server.domain.net:443", "server.domain.net:443"},
		{"/x?" + strings.Repeat("n", 60) + "=v", "/x?*"},
	}
	for _, tt := range tests {
		if got := MaskURL(tt.in); got != tt.want {
			t.Errorf("%q: %q; expected %q", tt.in, got, tt.want)
		}
	}
}

func TestFlagNames(t *testing.T) {
	got := NTLMFlags(0x02000001 | 0x00000008).Names()
	if !slices.Equal(got, []string{"NEGOTIATE_UNICODE", "0x00000008", "NEGOTIATE_VERSION"}) {
		t.Error(got)
	}
}
