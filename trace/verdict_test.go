package trace

import (
	"slices"
	"strings"
	"testing"
)

const (
	proxyURL = "http://www.partner.example/app/"
	siteURL  = "/owa/"
)

func direct(path string, fields ...string) string {
	return strings.Join(append([]string{"GET " + path + " HTTP/1.1", "Host: mail.contoso.example"}, fields...), "\n")
}

// ntlmLogon is the three messages of a logon at a site on one connection.
func ntlmLogon(conn int, path, user, result string) []step {
	return []step{
		{conn, direct(path), answer(ask401, "WWW-Authenticate: Negotiate", "WWW-Authenticate: NTLM")},
		{conn, direct(path, "Authorization: NTLM "+base(ntlm1())), answer(ask401, "WWW-Authenticate: NTLM "+base(ntlm2()))},
		{conn, direct(path, "Authorization: NTLM "+base(ntlm3(user))), result},
	}
}

func steps(parts ...[]step) []step { return slices.Concat(parts...) }

// proxyLogon is a Kerberos logon at the proxy after being asked.
func proxyLogon(conn int, url, result string) []step {
	return []step{
		{conn, get(url), answer(ask407, "Proxy-Authenticate: Negotiate", "Proxy-Authenticate: NTLM")},
		{conn, get(url, "Proxy-Authorization: Negotiate "+kerberos("fw01.contoso.example")), result},
	}
}

const (
	iisHead   = "#Software: Microsoft Internet Information Services 6.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status\n"
	proxyHead = "#Software: Microsoft Forefront Threat Management Gateway\n#Version: 2.0\n#Fields: c-ip\tcs-username\tc-agent\tdate\ttime\tr-host\tcs-protocol\ts-operation\tcs-uri\tsc-status\trule\n"
)

func iisLog(lines ...string) string {
	var b strings.Builder
	b.WriteString(iisHead)
	for _, l := range lines {
		b.WriteString("2012-05-25 09:00:0" + l + "\n")
	}
	return b.String()
}

func proxyLog(lines ...string) string {
	return proxyHead + strings.ReplaceAll(strings.Join(lines, "\n"), "|", "\t") + "\n"
}

// stories show every verdict. The reason says what makes the difference. none lists
// verdicts that must not be told beside.
var stories = []struct {
	id     string
	reason string
	story  story
	log    string // in place of a story
	none   []string
}{
	{id: "per-request-loop", reason: "one round is enough when the proxy is seen asking in the middle of the NTLM handshake with the site",
		story: story{steps: steps(proxyLogon(0, proxyURL, answer(ask401, "WWW-Authenticate: NTLM")),
			[]step{{0, get(proxyURL, "Authorization: NTLM "+base(ntlm1())), answer(ask407, "Proxy-Authenticate: Negotiate")}})}},
	{id: "per-request-loop", reason: "the web proxy log of the founding case",
		log: proxyLog(
			"10.1.1.20|anonymous|Mozilla/5.0|2012-05-25|09:00:01|www.partner.example|http|GET|http://www.partner.example/|12209|Web access",
			`10.1.1.20|CONTOSO\alice|Mozilla/5.0|2012-05-25|09:00:01|www.partner.example|http|GET|http://www.partner.example/|401|Web access`,
			"10.1.1.20|anonymous|Mozilla/5.0|2012-05-25|09:00:02|www.partner.example|http|GET|http://www.partner.example/|12209|Web access",
			`10.1.1.20|CONTOSO\alice|Mozilla/5.0|2012-05-25|09:00:02|www.partner.example|http|GET|http://www.partner.example/|401|Web access`)},
	{id: "proxy-reauthenticates", reason: "asked again on the connection, but the page comes",
		story: story{steps: steps(proxyLogon(0, proxyURL, answer("200 OK")), proxyLogon(0, proxyURL+"2", answer("200 OK")))}, none: []string{"per-request-loop"}},
	{id: "proxy-407-loop", reason: "two tickets, none taken",
		story: story{steps: steps(proxyLogon(0, proxyURL, answer(ask407, "Proxy-Authenticate: Negotiate")), proxyLogon(1, proxyURL, answer(ask407, "Proxy-Authenticate: Negotiate")))},
		none:  []string{"proxy-credentials-refused", "denied-after-authentication"}},
	{id: "proxy-407-loop", reason: "a log with three demands in a row and no user",
		log: proxyLog(strings.Repeat("10.1.1.21|anonymous|Mozilla/5.0|2012-05-25|09:00:01|www.partner.example|http|GET|http://www.partner.example/|12209|Web access\n", 3))},
	{id: "proxy-credentials-refused", reason: "one ticket, not taken",
		story: story{steps: proxyLogon(0, proxyURL, answer(ask407, "Proxy-Authenticate: Negotiate"))}, none: []string{"proxy-407-loop"}},
	{id: "denied-after-authentication", reason: "the same client was let in before",
		story: story{steps: steps(proxyLogon(0, proxyURL, answer("200 OK")), proxyLogon(1, "http://denied.example/", answer(ask407, "Proxy-Authenticate: Negotiate")))},
		none:  []string{"proxy-407-loop", "proxy-credentials-refused"}},
	{id: "denied-after-authentication", reason: "the log names the user whom it asks",
		log: proxyLog(`10.1.1.20|CONTOSO\bob|Mozilla/5.0|2012-05-25|09:00:01|www.partner.example|http|GET|http://www.partner.example/|12209|Deny bob`)},
	{id: "denied-by-policy", reason: "12202 in the error page",
		story: story{steps: []step{{0, get(proxyURL), answer("502 Proxy Error ( The ISA Server denied the specified Uniform Resource Locator (URL). )", "Via: 1.1 FW01")}}}},
	{id: "ntlm-keepalive-off", reason: "Connection: close beside the challenge",
		story: story{ends: map[int]End{0: ServerClose}, steps: []step{
			{0, direct(siteURL, "Authorization: NTLM "+base(ntlm1())), answer(ask401, "WWW-Authenticate: NTLM "+base(ntlm2()), "Connection: close")}}},
		none: []string{"ntlm-connection-closed", "unanswered"}},
	{id: "ntlm-keepalive-off", reason: "an answer of HTTP/1.0 without keep-alive",
		story: story{steps: []step{{0, direct(siteURL, "Authorization: NTLM "+base(ntlm1())), "HTTP/1.0 401 Unauthorized\nWWW-Authenticate: NTLM " + base(ntlm2())}}}},
	{id: "healthy-ntlm", reason: "a proxy that says both close and keep-alive, and keeps",
		story: story{steps: []step{
			{0, direct(siteURL, "Authorization: NTLM "+base(ntlm1())), answer(ask401, "WWW-Authenticate: NTLM "+base(ntlm2()), "Connection: Keep-Alive", "Proxy-Connection: close")},
			{0, direct(siteURL, "Authorization: NTLM "+base(ntlm3("alice"))), answer("200 OK")}}}},
	{id: "ntlm-connection-closed", reason: "FIN from the server behind the challenge",
		story: story{ends: map[int]End{0: ServerClose}, steps: ntlmLogon(0, siteURL, "alice", "")[:2]}},
	{id: "ntlm-connection-switched", reason: "type 3 on another connection than type 2",
		story: story{steps: steps(ntlmLogon(0, siteURL, "alice", "")[:2],
			[]step{{1, direct(siteURL, "Authorization: NTLM "+base(ntlm3("alice"))), answer(ask401, "WWW-Authenticate: NTLM")}})},
		none: []string{"logon-failed"}},
	{id: "ntlm-without-challenge", reason: "type 1 is answered like no credentials",
		story: story{steps: []step{{0, direct(siteURL), answer(ask401, "WWW-Authenticate: NTLM")}, {0, direct(siteURL, "Authorization: NTLM "+base(ntlm1())), answer(ask401, "WWW-Authenticate: NTLM")}}}},
	{id: "kerberos-refused", reason: "the site takes no ticket",
		story: story{steps: []step{{0, direct(siteURL, "Authorization: Negotiate "+kerberos("mail.contoso.example")),
			answer(ask401, "WWW-Authenticate: Negotiate "+base(negResp(2, krbError(41))))}}}, none: []string{"logon-failed"}},
	{id: "kerberos-fell-back-to-ntlm", reason: "a refused ticket, then NTLM",
		story: story{steps: steps([]step{{0, direct(siteURL, "Authorization: Negotiate "+kerberos("mail.contoso.example")), answer(ask401, "WWW-Authenticate: Negotiate", "WWW-Authenticate: NTLM")}},
			ntlmLogon(0, siteURL, "alice", answer("200 OK"))[1:])}, none: []string{"kerberos-refused", "logon-failed"}},
	{id: "double-hop", reason: "the mailbox behind refuses whom the logon page accepted",
		story: story{steps: steps(ntlmLogon(0, "/exchange/logon.asp", "alice", answer("200 OK")), ntlmLogon(1, "/exchange/mailbox", "alice", answer(ask401, "WWW-Authenticate: NTLM")))},
		none:  []string{"logon-failed"}},
	{id: "logon-failed", reason: "complete NTLM credentials, refused", story: story{steps: ntlmLogon(0, siteURL, "alice", answer(ask401, "WWW-Authenticate: NTLM"))}},
	{id: "logon-failed", reason: "401.1 with a bad password in the log",
		log: iisLog("1 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 2 2148074254", "2 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 1 1326")},
	{id: "method-not-enabled", reason: "401.2 again and again", log: iisLog(
		"1 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 2 5", "2 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 2 5", "3 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 2 5")},
	{id: "acl-denied", reason: "401.3 at last", log: iisLog(`1 192.0.2.5 GET /a - 80 CONTOSO\alice 10.1.1.20 Mozilla 401 3 5`)},
	{id: "acl-denied", reason: "the error page of IIS says so", story: story{steps: []step{
		{0, direct(siteURL, "Authorization: Negotiate "+kerberos("mail")), "HTTP/1.1 401 Unauthorized\nContent-Length: 24\n\nHTTP Error 401.3 - denied"[:len("HTTP/1.1 401 Unauthorized\nContent-Length: 24\n\nHTTP Error 401.3 - denied")-1]}}}, none: []string{"kerberos-refused", "healthy-kerberos"}},
	{id: "filter-denied", reason: "401.4", log: iisLog("1 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 4 0")},
	{id: "application-denied", reason: "401.5", log: iisLog("1 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 5 0")},
	{id: "url-authorization-denied", reason: "401.7", log: iisLog(`1 192.0.2.5 GET /a - 80 CONTOSO\alice 10.1.1.20 Mozilla 401 7 0`)},
	{id: "tls-required", reason: "403.4", log: iisLog("1 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 403 4 5")},
	{id: "client-certificate-refused", reason: "403.7", log: iisLog("1 192.0.2.5 GET /a - 443 - 10.1.1.20 Mozilla 403 7 64")},
	{id: "https-inspection-failed", reason: "0x80090326 in the reason", story: story{steps: []step{
		{0, get("http://bank.example/"), answer("502 Proxy Error ( The message received was unexpected or badly formatted. -2146893018 )")}}}},
	{id: "connect-refused", reason: "the words of 12204", story: story{steps: []step{{0, "CONNECT admin.example:8443 HTTP/1.1\nHost: admin.example:8443",
		answer("502 Proxy Error ( The specified Secure Sockets Layer (SSL) port is not allowed. ISA Server is not configured to allow SSL requests from this port. )")}}}},
	{id: "connect-refused", reason: "12204 in the log", log: proxyLog("10.1.1.20|anonymous|Mozilla/5.0|2012-05-25|09:00:01|admin.example|SSL-tunnel|-|admin.example:8443|12204|-")},
	{id: "settings-need-credentials", reason: "wspad.dat answered with 407", story: story{steps: []step{
		{0, "GET /wspad.dat HTTP/1.1\nHost: fw01.contoso.example:8080", answer(ask407, "Proxy-Authenticate: NTLM")}}}, none: []string{"unanswered"}},
	{id: "service-without-credentials", reason: "Windows Update has no user", story: story{steps: []step{
		{0, get("http://update.example/v6/", "User-Agent: Windows-Update-Agent"), answer(ask407, "Proxy-Authenticate: NTLM")}}}, none: []string{"unanswered"}},
	{id: "proxy-support-missing", reason: "401 through a proxy without the field, and silence", story: story{steps: []step{
		{0, get(proxyURL), answer(ask401, "Via: 1.1 OLDPROXY", "WWW-Authenticate: Negotiate", "WWW-Authenticate: NTLM")}}}, none: []string{"unanswered"}},
	{id: "basic-in-clear", reason: "Basic over plain HTTP", story: story{steps: []step{
		{0, direct(siteURL, "Authorization: Basic "+base([]byte(`CONTOSO\alice:S3cret!`))), answer("200 OK")}}}},
	{id: "anonymous-ntlm", reason: "type 3 without a user", story: story{steps: steps(ntlmLogon(0, siteURL, "", "")[:2], []step{
		{0, direct(siteURL, "Authorization: NTLM "+base(ntlmNobody())), answer(ask401, "WWW-Authenticate: NTLM")}})}, none: []string{"logon-failed"}},
	{id: "site-reauthenticates", reason: "authPersistSingleRequest of IIS", story: story{steps: steps(ntlmLogon(0, siteURL, "alice", answer("200 OK")), ntlmLogon(0, siteURL+"2", "alice", answer("200 OK")))}},
	{id: "site-reauthenticates", reason: "Kerberos asked for again against the site's own word", story: story{steps: []step{
		{0, direct(siteURL, "Authorization: Negotiate "+kerberos("mail")), answer("200 OK", "Persistent-Auth: true")},
		{0, direct(siteURL), answer(ask401, "WWW-Authenticate: Negotiate")},
		{0, direct(siteURL, "Authorization: Negotiate "+kerberos("mail")), answer("200 OK", "Persistent-Auth: true")}}}},
	{id: "healthy-kerberos", reason: "a site that never promised to keep the logon asks again", story: story{steps: []step{
		{0, direct(siteURL, "Authorization: Negotiate "+kerberos("mail")), answer("200 OK")},
		{0, direct(siteURL), answer(ask401, "WWW-Authenticate: Negotiate")},
		{0, direct(siteURL, "Authorization: Negotiate "+kerberos("mail")), answer("200 OK")}}}},
	{id: "unanswered", reason: "the user gave up", story: story{steps: []step{{0, direct(siteURL), answer(ask401, "WWW-Authenticate: Basic realm=\"x\"")}}}},
	{id: "user-not-logged", reason: "failed logons without a name in the log",
		log: proxyLog(strings.Repeat("10.1.1.21|anonymous|Mozilla/5.0|2012-05-25|09:00:01|www.partner.example|http|GET|http://www.partner.example/|407|Web access\n", 4))},
	{id: "negotiate-used-ntlm", reason: "NTLM inside of SPNEGO", story: story{steps: []step{
		{0, direct(siteURL), answer(ask401, "WWW-Authenticate: Negotiate")},
		{0, direct(siteURL, "Authorization: Negotiate "+base(negInit(ntlm1(), derNTLM))), answer(ask401, "WWW-Authenticate: Negotiate "+base(negResp(1, ntlm2())))},
		{0, direct(siteURL, "Authorization: Negotiate "+base(negResp(1, ntlm3("alice")))), answer("200 OK")}}}},
	{id: "healthy-per-request", reason: "a ticket with each request, none asked for", story: story{steps: []step{
		{0, direct(siteURL, "Authorization: Negotiate "+kerberos("mail")), answer("200 OK", "Persistent-Auth: false")},
		{0, direct(siteURL+"2", "Authorization: Negotiate "+kerberos("mail")), answer("200 OK", "Persistent-Auth: false")}}}, none: []string{"healthy-kerberos"}},
	{id: "healthy-kerberos", reason: "one challenge", story: story{steps: proxyLogon(0, proxyURL, answer("200 OK", "Proxy-Authenticate: Negotiate "+base(negResp(0, apRep()))))}},
	{id: "healthy-ntlm", reason: "two challenges on one connection", story: story{steps: ntlmLogon(0, siteURL, "alice", answer("200 OK"))}},
	{id: "healthy-digest", reason: "one challenge", story: story{steps: []step{
		{0, direct(siteURL), answer(ask401, `WWW-Authenticate: Digest realm="x", nonce="abc", qop="auth", algorithm=MD5-sess`)},
		{0, direct(siteURL, `Authorization: Digest username="alice", realm="x", nonce="abc", uri="/owa/", response="0123456789abcdef0123456789abcdef"`), answer("200 OK")}}}},
	{id: "healthy-logon", reason: "401.2, 401.1, 200 with a user",
		log: iisLog("1 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 2 2148074254", "2 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 1 0", `3 192.0.2.5 GET /a - 80 CONTOSO\alice 10.1.1.20 Mozilla 200 0 0`)},
}

func TestStories(t *testing.T) {
	for _, s := range stories {
		t.Run(s.id+"/"+s.reason, func(t *testing.T) {
			b := []byte(s.log)
			if s.log == "" {
				b = s.story.pcap(t, s.story.frames(1460), packing{})
			}
			c := read(t, b)
			all := Judge(c)
			v, ok := has(all, s.id)
			if !ok {
				t.Fatalf("verdicts %v", ids(all))
			}
			if v.Message == "" || len(v.Exchanges) == 0 || v.Exchanges[len(v.Exchanges)-1] >= len(c.Exchanges) {
				t.Errorf("message %q, proof %v", v.Message, v.Exchanges)
			}
			for _, id := range s.none {
				if _, there := has(all, id); there {
					t.Errorf("%s is told beside %s", id, s.id)
				}
			}
			if !v.Fault() {
				for _, o := range all {
					if o.Fault() && s.id != "user-not-logged" {
						t.Errorf("fault %s in a healthy story: %s", o.ID, o.Message)
					}
				}
			}
		})
	}
}

// Laws of kinds, see Kind.
func TestKinds(t *testing.T) {
	told := map[string]bool{}
	for _, s := range stories {
		told[s.id] = true
	}
	seen := map[string]bool{}
	for _, k := range Kinds() {
		if seen[k.ID] || k.Title == "" || k.Next == "" || k.judge == nil {
			t.Errorf("%s: an ID stands twice, or something is missing", k.ID)
		}
		seen[k.ID] = true
		if !told[k.ID] {
			t.Errorf("%s has no story", k.ID)
		}
		if strings.HasPrefix(k.ID, "healthy") && k.Fault() {
			t.Errorf("%s is a fault", k.ID)
		}
	}
}

// The server that took a logon goes on to another one as nobody.
func TestSecondHop(t *testing.T) {
	front := story{server: "192.0.2.5", steps: ntlmLogon(0, siteURL, "alice", answer("200 OK"))}
	back := story{client: "192.0.2.5", server: "192.0.2.6", steps: []step{{1, "GET /public HTTP/1.1\nHost: mailbox.contoso.example", answer(ask401, "WWW-Authenticate: NTLM")}}}
	b := front.pcap(t, front.frames(1460), packing{})
	b = append(b, back.pcap(t, back.frames(1460), packing{})[24:]...)
	all := Judge(read(t, b))
	if v, ok := has(all, "double-hop"); !ok || !strings.Contains(v.Message, "alice") {
		t.Errorf("verdicts %v; expected double-hop for alice", ids(all))
	}
}

// A right password after a wrong one is no fault.
func TestSecondTryWorks(t *testing.T) {
	s := story{steps: steps(ntlmLogon(0, siteURL, "alice", answer(ask401, "WWW-Authenticate: NTLM")), ntlmLogon(1, siteURL, "alice", answer("200 OK")))}
	for _, v := range Judge(read(t, s.pcap(t, s.frames(1460), packing{}))) {
		if v.Fault() {
			t.Errorf("fault %s: %s", v.ID, v.Message)
		}
	}
}
