package trace

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
)

// TokenKind is what a credential or challenge is by its content. The scheme word
// does not tell: Negotiate carries Kerberos as well as NTLM (RFC 4559, 4).
type TokenKind string

// The kinds of token.
const (
	KindNone             TokenKind = "none" // no token, or one that is not recognised
	KindNTLMNegotiate    TokenKind = "ntlm-negotiate"
	KindNTLMChallenge    TokenKind = "ntlm-challenge"
	KindNTLMAuthenticate TokenKind = "ntlm-authenticate"
	KindKerberos         TokenKind = "kerberos"
	KindSPNEGO           TokenKind = "spnego"
	KindBasic            TokenKind = "basic"
	KindDigest           TokenKind = "digest"
)

// isNTLM reports whether the kind is one of the three NTLM messages.
func (k TokenKind) isNTLM() bool {
	return k == KindNTLMNegotiate || k == KindNTLMChallenge || k == KindNTLMAuthenticate
}

// Token is what a credential or challenge says, without its secrets.
type Token struct {
	Kind     TokenKind
	Size     int    // bytes, decoded
	Problem  string // what is wrong with it, "" when nothing is
	Elided   bool   // the input shows parts of it only
	User     string // Basic and Digest: who logs on
	Realm    string // Basic and Digest challenges
	Digest   *Digest
	NTLM     *NTLM
	SPNEGO   *SPNEGO
	Kerberos *Kerberos
}

// Digest is what a Digest credential or challenge says (RFC 7616).
type Digest struct{ Algorithm, QOP, URI, Domain string }

// maxToken bounds, in bytes, the text of a token that is looked at. The biggest
// Kerberos tokens of Windows have 64 KB before base64.
const maxToken = 128 << 10

// parseCredential reads the value that stands behind a scheme. It never fails:
// what is malformed is described.
func parseCredential(scheme, value string) Token {
	value = strings.TrimSpace(value)
	if len(value) > maxToken {
		return Token{Kind: KindNone, Size: len(value), Problem: fmt.Sprintf("it has %d characters; nothing of this size is a token", len(value))}
	}
	switch strings.ToLower(scheme) {
	case "basic":
		return parseBasic(value)
	case "digest":
		return parseDigest(value)
	case "ntlm", "negotiate", "kerberos", "nego2":
		return parseOpaque(value)
	}
	return Token{Kind: KindNone, Size: len(value)}
}

// parseBasic reads Basic credentials (RFC 7617, 2) or the parameters of a
// challenge. The password is dropped; without a colon everything might be one.
func parseBasic(value string) Token {
	if value == "" || strings.Contains(value, "realm=") || strings.Contains(value, "=\"") {
		return Token{Kind: KindNone, Realm: clean(parameters(value)["realm"])}
	}
	raw, err := decode64(value)
	user, _, ok := strings.Cut(string(raw), ":")
	switch {
	case err != nil:
		return Token{Kind: KindBasic, Size: len(value), Problem: err.Error()}
	case !ok:
		return Token{Kind: KindBasic, Size: len(raw), Problem: "there is no colon between user and password"}
	}
	return Token{Kind: KindBasic, Size: len(raw), User: clean(user)}
}

// parseDigest reads Digest credentials or a challenge (RFC 7616, 3.3 and 3.4).
// The response and the nonces are dropped.
func parseDigest(value string) Token {
	p := parameters(value)
	t := Token{
		Kind: KindDigest, Size: len(value), User: clean(p["username"]), Realm: clean(p["realm"]),
		Digest: &Digest{Algorithm: clean(p["algorithm"]), QOP: clean(p["qop"]), URI: MaskURL(p["uri"]), Domain: clean(p["domain"])},
	}
	if len(p) == 0 {
		t.Kind, t.Digest = KindNone, nil
	}
	return t
}

// parseOpaque reads a token of NTLM, SPNEGO or Kerberos in base64, by its
// content. "TlRM" and "YII" at its start are hints only, for tokens of which the
// input shows no more.
func parseOpaque(value string) Token {
	if value == "" {
		return Token{Kind: KindNone}
	}
	shown, elided := cutElision(value)
	raw, err := decode64(shown)
	if elided {
		raw, err = decodePrefix(shown), nil
	}
	t := parseBytes(raw)
	t.Elided = elided
	if elided && (t.Kind == KindNone && isPrefix(raw, ntlmSignature) || t.NTLM != nil) {
		t.Kind, t.NTLM = kindUnknownNTLM, nil
	}
	if elided {
		t.Problem = ""
	}
	if err != nil {
		t.Problem = err.Error()
	}
	return t
}

// kindUnknownNTLM is an NTLM message of which the input does not show the type;
// its place in the conversation tells (see settle).
const kindUnknownNTLM TokenKind = "ntlm"

// parseBytes recognises a decoded token.
func parseBytes(raw []byte) Token {
	t := Token{Kind: KindNone, Size: len(raw)}
	switch {
	case len(raw) == 0:
		t.Problem = "it is empty"
	case bytes.HasPrefix(raw, ntlmSignature):
		t.setNTLM(raw)
	case raw[0] == application(0) || raw[0] == context(0) || raw[0] == context(1):
		t.setGSS(raw)
	case raw[0] == application(14) || raw[0] == application(15) || raw[0] == application(30):
		t.setKerberos(raw)
	case bytes.Contains(raw, ntlmSignature):
		t.setNTLM(raw[bytes.Index(raw, ntlmSignature):])
		t.Problem = "the NTLM message does not stand at its start"
	default:
		t.Problem = fmt.Sprintf("%d bytes that are no NTLM, SPNEGO or Kerberos message", len(raw))
	}
	return t
}

func isPrefix(short, long []byte) bool {
	return len(short) >= 4 && (bytes.HasPrefix(long, short) || bytes.HasPrefix(short, long))
}

// decode64 reads base64 as peers write it, with or without padding.
func decode64(s string) ([]byte, error) {
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil {
		return decodePrefix(s), fmt.Errorf("it is no valid base64")
	}
	return raw, nil
}

// decodePrefix decodes as much of s as is base64.
func decodePrefix(s string) []byte {
	n := strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '/')
	})
	if n >= 0 {
		s = s[:n]
	}
	if len(s)%4 == 1 {
		s = s[:len(s)-1]
	}
	raw, _ := base64.RawStdEncoding.DecodeString(s)
	return raw
}

// cutElision is what stands before the mark with which a document leaves out the
// middle of a token: "[...]", "[... much longer ...]", "...", or the one character.
func cutElision(s string) (shown string, elided bool) {
	for _, mark := range []string{"[", "...", "\u2026", "<"} {
		if i := strings.Index(s, mark); i >= 0 {
			s, elided = s[:i], true
		}
	}
	return s, elided
}
