package trace

import (
	"fmt"
	"strings"
)

// Kerberos is a message of RFC 4120 as HTTP carries it, without what is
// encrypted.
type Kerberos struct {
	Message   string // AP-REQ, AP-REP or KRB-ERROR
	Realm     string // AP-REQ: of the ticket; KRB-ERROR: of the service
	Service   string // AP-REQ and KRB-ERROR: the SPN, "HTTP/fw01.contoso.example"
	Etype     string // encryption of the ticket (AP-REQ) or of the answer (AP-REP)
	Mutual    bool   // AP-REQ: the client wants the service to prove itself
	ErrorCode int    // KRB-ERROR
	Error     string // KRB-ERROR: name of the code, "" when it is not known
}

// etypes are the encryption types (RFC 3961, 8; RFC 4757; RFC 8009).
var etypes = map[int]string{
	1: "des-cbc-crc", 3: "des-cbc-md5", 16: "des3-cbc-sha1-kd", 17: "aes128-cts-hmac-sha1-96", 18: "aes256-cts-hmac-sha1-96",
	19: "aes128-cts-hmac-sha256-128", 20: "aes256-cts-hmac-sha384-192", 23: "rc4-hmac", 24: "rc4-hmac-exp",
}

// krbErrors are the codes (RFC 4120, 7.5.9) that tell what is wrong with a logon.
var krbErrors = map[int]string{
	6: "KDC_ERR_C_PRINCIPAL_UNKNOWN", 7: "KDC_ERR_S_PRINCIPAL_UNKNOWN", 14: "KDC_ERR_ETYPE_NOSUPP", 31: "KRB_AP_ERR_BAD_INTEGRITY",
	32: "KRB_AP_ERR_TKT_EXPIRED", 33: "KRB_AP_ERR_TKT_NYV", 34: "KRB_AP_ERR_REPEAT", 35: "KRB_AP_ERR_NOT_US", 36: "KRB_AP_ERR_BADMATCH",
	37: "KRB_AP_ERR_SKEW", 41: "KRB_AP_ERR_MODIFIED", 44: "KRB_AP_ERR_BADKEYVER", 45: "KRB_AP_ERR_NOKEY", 60: "KRB_ERR_GENERIC",
}

// setKerberos decodes a message, with the token identifier of RFC 4121, 4.1
// before it or without.
func (t *Token) setKerberos(b []byte) {
	t.Kind = KindKerberos
	k := &Kerberos{}
	t.Kerberos = k
	if len(b) >= 2 && b[1] == 0 && b[0] >= 1 && b[0] <= 3 {
		k.Message = [...]string{"AP-REQ", "AP-REP", "KRB-ERROR"}[b[0]-1]
		b = b[2:]
	}
	outer, _, err := readElement(b)
	if err == nil && outer.tag != application(14) && outer.tag != application(15) && outer.tag != application(30) {
		err = fmt.Errorf("tag 0x%02x is none of AP-REQ, AP-REP and KRB-ERROR", outer.tag)
	}
	if err != nil {
		t.Problem = "the Kerberos message cannot be read: " + err.Error()
		return
	}
	seq, _, err := expect(outer.body, tagSequence)
	if err != nil {
		t.Problem = "the Kerberos message is malformed: " + err.Error()
		return
	}
	switch outer.tag {
	case application(14):
		k.Message = "AP-REQ"
		err = members(seq.body, k.apReq)
	case application(15):
		k.Message = "AP-REP"
		err = members(seq.body, k.apRep)
	default:
		k.Message = "KRB-ERROR"
		err = members(seq.body, k.krbError)
	}
	switch {
	case outer.missing > 0:
		t.Problem = "the Kerberos message is shorter than it says"
	case err != nil:
		t.Problem = "the Kerberos message is malformed: " + err.Error()
	}
}

// apReq takes a member of AP-REQ (RFC 4120, 5.5.1).
func (k *Kerberos) apReq(m element) {
	switch m.tag {
	case context(2):
		bits, _, err := readElement(m.body)
		k.Mutual = err == nil && len(bits.body) > 1 && bits.body[1]&0x20 != 0
	case context(3):
		ticket, _, err := expect(m.body, application(1))
		if err != nil {
			return
		}
		members(ticket.inner(tagSequence), k.ticket)
	}
}

// ticket takes a member of Ticket (RFC 4120, 5.3).
func (k *Kerberos) ticket(m element) {
	switch m.tag {
	case context(1):
		k.Realm = m.text()
	case context(2):
		k.Service = principal(m.inner(tagSequence))
	case context(3):
		k.encrypted(m)
	}
}

// apRep takes a member of AP-REP (RFC 4120, 5.5.2).
func (k *Kerberos) apRep(m element) {
	if m.tag == context(2) {
		k.encrypted(m)
	}
}

// encrypted reads the type of EncryptedData (RFC 4120, 5.2.9), nothing else.
func (k *Kerberos) encrypted(m element) {
	members(m.inner(tagSequence), func(f element) {
		if v, ok := f.integer(); ok && f.tag == context(0) {
			k.Etype = fmt.Sprintf("etype %d", v)
			if n := etypes[v]; n != "" {
				k.Etype = n
			}
		}
	})
}

// krbError takes a member of KRB-ERROR (RFC 4120, 5.9.1).
func (k *Kerberos) krbError(m element) {
	switch m.tag {
	case context(6):
		k.ErrorCode, _ = m.integer()
		k.Error = krbErrors[k.ErrorCode]
	case context(9):
		k.Realm = m.text()
	case context(10):
		k.Service = principal(m.inner(tagSequence))
	}
}

// principal is the name of PrincipalName (RFC 4120, 5.2.2) as it is written.
func principal(body []byte) string {
	var parts []string
	members(body, func(f element) {
		if f.tag != context(1) {
			return
		}
		members(f.inner(tagSequence), func(s element) {
			if len(parts) < 8 {
				parts = append(parts, clean(string(s.body)))
			}
		})
	})
	return strings.Join(parts, "/")
}
