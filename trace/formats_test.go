package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestFormats(t *testing.T) {
	story := foundingStory()
	utf16 := func(s string) []byte {
		b := []byte{0xFF, 0xFE}
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return b
	}
	tests := []struct {
		reason string
		in     []byte
		want   Format
		n      int
	}{
		{"HAR", story.har(t), FormatHAR, 6},
		{"HAR with a mark", append([]byte("\xEF\xBB\xBF"), story.har(t)...), FormatHAR, 6},
		{"HAR in UTF-16, as PowerShell writes", utf16(string(story.har(t))), FormatHAR, 6},
		{"text in UTF-16", utf16(string(story.text())), FormatText, 6},
		{"text with CRLF", bytes.ReplaceAll(story.text(), []byte("\n"), []byte("\r\n")), FormatText, 6},
		{"IIS log", []byte(iisLog("1 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 2 5")), FormatIISLog, 1},
		{"proxy log", []byte(proxyLog("10.1.1.20|anonymous|Mozilla/5.0 (x)|2012-05-25|09:00:01|h|http|GET|http://h/|407|r")), FormatProxyLog, 1},
		{"proxy log with blanks", []byte("#Software: Microsoft(R) Internet Security and Acceleration Server 2004\n#Fields: c-ip cs-username date time cs-uri r-host sc-status\n10.1.1.20 anonymous 2012-05-25 09:00:01 http://h/ h 407\n"), FormatProxyLog, 1},
		{"a log whose fields change", []byte(iisLog("1 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 2 5") + "#Fields: c-ip cs-method cs-uri-stem sc-status\n10.1.1.20 GET /b 200\n"), FormatIISLog, 2},
		{"a log with bad lines", []byte(iisLog("1 192.0.2.5 GET /a - 80 - 10.1.1.20 Mozilla 401 2 5", "x", "")), FormatIISLog, 1},
		{"what curl -v prints", []byte("* Connected to fw01\n> GET http://h/ HTTP/1.1\n> Host: h\n> \n< HTTP/1.1 407 Ask\n< Proxy-Authenticate: NTLM\n<\n* Ignoring the response-body\n> GET http://h/ HTTP/1.1\n> Host: h\n> Proxy-Authorization: NTLM " + base(ntlm1()) + "\n>\n< HTTP/1.1 407 Ask\n"), FormatText, 2},
		{"one answer alone", []byte("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\n\r\n"), FormatText, 1},
	}
	for _, tt := range tests {
		c, err := Read(bytes.NewReader(tt.in))
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		if c.Format != tt.want || len(c.Exchanges) != tt.n {
			t.Errorf("%s: %s with %d exchanges; expected %s with %d", tt.reason, c.Format, len(c.Exchanges), tt.want, tt.n)
		}
	}
}

// A token that the text breaks into lines is put together.
func TestBrokenToken(t *testing.T) {
	token := base(ntlm3("alice"))
	s := "GET / HTTP/1.1\nHost: h\nAuthorization: NTLM " + token[:60] + "\n " + token[60:120] + "\n " + token[120:] + "\nAccept: */*\n\nHTTP/1.1 200 OK\n\n"
	c := read(t, []byte(s))
	tok := c.Exchanges[0].RequestAuth[0].Token
	if tok.NTLM == nil || tok.NTLM.User != "alice" || tok.Problem != "" {
		t.Errorf("%+v", tok)
	}
}

func TestLogFields(t *testing.T) {
	c := read(t, []byte(iisLog(`1 192.0.2.5 GET /a q=secret 80 CONTOSO\alice 10.1.1.20 Mozilla/4.0+(x) 401 3 5`)))
	e := c.Exchanges[0]
	if e.URL != "/a?q=*" || e.Log.User != `CONTOSO\alice` || e.Log.Win32 != 5 || e.SubStatus != 3 || e.Log.Agent != "Mozilla/4.0 (x)" || e.Log.Line != 3 || c.Connections[0].Server != "192.0.2.5:80" {
		t.Errorf("%+v %+v", e, e.Log)
	}
	c = read(t, []byte(proxyLog("10.1.1.20|alice (?)|Mozilla/5.0 (x; y)|2012-05-25|09:00:01|h|http|GET|http://u:p@h/?x=1|12202|Deny all")))
	e = c.Exchanges[0]
	if e.URL != "http://h/?x=*" || e.Log.User != "" || e.ProxyCode != 12202 || e.Status != 502 || e.Log.Rule != "Deny all" || e.Host != "h" {
		t.Errorf("%+v %+v", e, e.Log)
	}
	if v, ok := has(Judge(c), "denied-by-policy"); !ok || len(v.Rules) != 1 || v.Rules[0] != "Deny all" {
		t.Errorf("%+v", v)
	}
}

func TestHARWithoutCredentials(t *testing.T) {
	s := story{steps: []step{{0, direct("/"), answer(ask401, "WWW-Authenticate: NTLM")}, {0, direct("/"), answer(ask401, "WWW-Authenticate: NTLM "+base(ntlm2()))}, {0, direct("/"), answer("200 OK")}}}
	c := read(t, s.har(t))
	if !strings.Contains(strings.Join(c.Notes, ""), "saved without sensitive data") {
		t.Error(c.Notes)
	}
	for _, v := range Judge(c) {
		if v.Fault() {
			t.Errorf("fault %s: %s", v.ID, v.Message)
		}
	}
}

func TestHARClearText(t *testing.T) {
	basic := "Authorization: Basic " + base([]byte("alice:x"))
	for url, clear := range map[string]bool{"http://h.example/": true, "https://h.example/": false} {
		s := story{steps: []step{{0, "GET " + url + " HTTP/1.1\n" + basic, answer("200 OK")}}}
		if _, told := has(Judge(read(t, s.har(t))), "basic-in-clear"); told != clear {
			t.Errorf("%s: told %v", url, told)
		}
	}
}

// Law: no secret is in what a capture holds, in any format.
func TestNoSecretIsKept(t *testing.T) {
	secrets := []string{"S3cret", "dGhpc2lzYXNlc3Npb24", "0123456789abcdef", "abcNONCE", "challnge", "\xAA\xAA\xAA", "\xBB\xBB\xBB", "\xCC\xCC\xCC", base(ntlm3("alice"))[200:240], "sessionvalue", "integritycode"}
	fields := []string{
		"Cookie: sid=sessionvalue", "X-Api-Key: S3cret", "X-Auth-Token: S3cret", "Referer: http://u:S3cret@h/?t=S3cret",
		"Authorization: Basic " + base([]byte("alice:S3cret")), "Proxy-Authorization: NTLM " + base(ntlm3("alice")),
	}
	s := story{steps: []step{
		{0, get("http://alice:S3cret@h.example/a?password=S3cret&t=dGhpc2lzYXNlc3Npb24#S3cret", fields...),
			answer(ask401, "Set-Cookie: sid=sessionvalue; path=/", "Location: /x?code=S3cret", "WWW-Authenticate: NTLM "+base(ntlm2()), `WWW-Authenticate: Digest realm="r", nonce="abcNONCE", opaque="S3cret"`)},
		{0, get("http://h.example/", `Authorization: Digest username="alice", realm="r", nonce="abcNONCE", uri="/?p=S3cret", cnonce="S3cret", response="0123456789abcdef"`,
			"Proxy-Authorization: Bearer S3cretS3cret"), answer("200 OK", "Authentication-Info: S3cret")},
		{0, get("http://h.example/", "Authorization: S3cretS3cretS3cretS3cretS3cret", "Proxy-Authorization: Negotiate "+kerberos("h")), answer("200 OK")},
		{0, get("http://h.example/", "Authorization: Basic "+base([]byte("S3cret")), "Proxy-Authorization: Basic S3cret%%"), answer("200 OK")},
	}}
	for name, b := range map[string][]byte{"pcap": s.pcap(t, s.frames(1460), packing{}), "har": s.har(t), "text": s.text()} {
		c := read(t, b)
		type flat struct {
			Exchange
			Connection *int
			Auth       []Auth
		}
		var all []flat
		for _, e := range c.Exchanges {
			x := *e
			x.Connection = nil
			all = append(all, flat{Exchange: x})
		}
		out, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		text := string(out) + fmt.Sprintf("%+v", Judge(c)) + fmt.Sprintf("%q", c.Notes)
		for _, secret := range secrets {
			if i := strings.Index(text, secret); i >= 0 {
				t.Errorf("%s: %q is kept: ...%s", name, secret, text[max(0, i-80):min(len(text), i+40)])
			}
		}
		if !strings.Contains(text, "alice") {
			t.Errorf("%s: the test does not show what it should", name)
		}
	}
}

func TestIISConfig(t *testing.T) {
	const host = `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.webServer><security><authentication>
    <windowsAuthentication enabled="true" authPersistNonNTLM="true" />
  </authentication></security></system.webServer>
  <location path="Default Web Site/app">
    <system.webServer><security><authentication>
      <windowsAuthentication enabled="true" authPersistSingleRequest="true" />
    </authentication></security></system.webServer>
  </location>
</configuration>`
	c, err := ReadIISConfig([]byte(host))
	if err != nil || len(c.Settings) != 2 {
		t.Fatal(c, err)
	}
	if s := c.Settings[1]; s.Path != "Default Web Site/app" || s.Name != "authPersistSingleRequest" || s.Line != 8 || !s.Fault {
		t.Errorf("%+v", s)
	}
	if s := c.Settings[0]; s.Name != "authPersistNonNTLM" || s.Fault || s.Path != "" || !strings.Contains(s.Meaning, "once for the connection") {
		t.Errorf("%+v", s)
	}
	const metabase = `<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0"><MBProperty>
<IIsWebService Location="/LM/W3SVC" AuthPersistence="0" />
<IIsWebServer Location="/LM/W3SVC/1" AuthPersistence="AuthPersistSingleRequest" />
<IIsWebVirtualDir Location="/LM/W3SVC/1/ROOT" AuthPersistence="64" />
<IIsWebDirectory Location="/LM/W3SVC/1/ROOT/a" AuthPersistence="AuthPersistSingleRequestIfProxy | AuthPersistSingleRequestAlwaysIfProxy" />
<IIsWebDirectory Location="/LM/W3SVC/1/ROOT/b" AuthPersistence="AuthPersistSingleRequestIfProxy | AuthPersistSingleRequest" />
</MBProperty></configuration>`
	c, err = ReadIISConfig([]byte(metabase))
	if err != nil || c.Version != "IIS 6" || len(c.Settings) != 5 {
		t.Fatal(c, err)
	}
	for i, fault := range []bool{false, true, true, false, true} {
		if c.Settings[i].Fault != fault || c.Settings[i].Line != i+2 {
			t.Errorf("%+v", c.Settings[i])
		}
	}
	for _, bad := range []string{"", "<a>", "<a/>", strings.Repeat("<configuration>", 300), `<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>`} {
		if _, err := ReadIISConfig([]byte(bad)); err == nil {
			t.Errorf("%.30q was read", bad)
		}
	}
	b, err := os.ReadFile("../samples/founding-case.xml")
	if err != nil {
		t.Fatal(err)
	}
	if IsIISConfig(b) {
		t.Error("an export is taken for a configuration of IIS")
	}
}
