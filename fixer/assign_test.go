package fixer

import (
	"strings"
	"testing"

	"tmgaudit/checks"
)

func TestParseAssignment(t *testing.T) {
	for _, tt := range []struct{ in, path, value, reason string }{
		{"Networks/Internal/TCPPort=8080", "Networks/Internal/TCPPort", "8080", "a path and a number"},
		{"A/Comment=a=b/c", "A/Comment", "a=b/c", "a value with = and /"},
		{"PolicyRules/a b = c/Enabled=0", "PolicyRules/a b = c/Enabled", "0", "an object's name with =, which no storage name stands before"},
		{"A/Name=", "A/Name", "", "an empty value"},
	} {
		a, err := ParseAssignment(tt.in)
		if err != nil || a.Path != tt.path || a.Value != tt.value {
			t.Errorf("ParseAssignment(%q) = %q, %q, %v: %s", tt.in, a.Path, a.Value, err, tt.reason)
		}
	}
	for _, in := range []string{"", "TCPPort=1", "A/TCPPort", "=1", "/=1", "/TCPPort=1", "A/B C=1"} {
		if a, err := ParseAssignment(in); err == nil {
			t.Errorf("ParseAssignment(%q) = %+v, want an error", in, a)
		}
	}
}

func TestAssignments(t *testing.T) {
	const listener = "Networks/Internal/WebListenerProperties"
	for _, tt := range []struct{ reason, path, value, want string }{
		{"a number that is there", listener + "/TCPPort", "3128", "3128"},
		{"the whole path", "Arrays/ARRAY1/NetConfig/" + listener + "/TCPPort", "3128", "3128"},
		{"a property that is not there is added", listener + "/SSLPort", "8443", "8443"},
		{"a boolean in words", listener + "/AlwaysAuthenticate", "false", "0"},
		{"a member of an enumeration by name", "Networks/Internal/SpoofDetectionMode", "fpcSpoofDetectionStrict", "1"},
	} {
		a := Assignment{tt.path, tt.value}
		doc := sample(t, "founding-case.xml")
		p, err := Make(doc, Options{Checks: checks.All(), Set: []Assignment{a}, Selected: func(*checks.Check) bool { return false }})
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		path, name := a.split()
		o, err := find(p.After, path)
		if err != nil || o.Text(name) != tt.want {
			t.Errorf("%s: reads %q, %v", tt.reason, o.Text(name), err)
		}
	}
}

func TestAssignmentRefusals(t *testing.T) {
	const listener = "Networks/Internal/WebListenerProperties"
	for _, tt := range []struct{ reason, path, value, why string }{
		{"no such object", "Networks/Nowhere/TCPPort", "1", "no object"},
		{"an ambiguous end of a path", "WebListenerProperties/TCPPort", "1", "write more of it"},
		{"outside the range", listener + "/TCPPort", "70000", "range"},
		{"no boolean", listener + "/AlwaysAuthenticate", "maybe", "no boolean"},
		{"no member", "Networks/Internal/NetworkType", "99", "no member"},
		{"a dummy of a skeleton", "Arrays/Name", "x", "only a path"},
		{"an unknown property that is not there", listener + "/NoSuchThing", "1", "cannot be added"},
	} {
		_, err := Make(sample(t, "founding-case.xml"), Options{Checks: checks.All(), Set: []Assignment{{tt.path, tt.value}}})
		if err == nil || !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%s: %v, want an error with %q", tt.reason, err, tt.why)
		}
	}
}

func TestTwoNewPropertiesOfOneObject(t *testing.T) {
	const listener = "Networks/Internal/WebListenerProperties"
	p := plan(t, sample(t, "founding-case.xml"), Options{Set: []Assignment{{listener + "/SSLPort", "8443"}, {listener + "/SSOEnabled", "1"}}})
	o, err := find(p.After, listener)
	if err != nil || o.Text("SSLPort") != "8443" || o.Text("SSOEnabled") != "1" {
		t.Errorf("SSLPort %q, SSOEnabled %q, %v", o.Text("SSLPort"), o.Text("SSOEnabled"), err)
	}
	if p.Count(Applied) != 3 {
		t.Errorf("%d applied, want two by hand and the founding fault", p.Count(Applied))
	}
}
