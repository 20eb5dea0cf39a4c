package xmlspan

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// needXmllint skips the test where xmllint (Debian libxml2-utils) is not
// installed, and fails it where TMGAUDIT_REQUIRE_TOOLS asks for it, as in CI.
func needXmllint(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		if os.Getenv("TMGAUDIT_REQUIRE_TOOLS") != "" {
			t.Fatalf("TMGAUDIT_REQUIRE_TOOLS is set: %v", err)
		}
		t.Skipf("xmllint is not installed, so libxml2 is not asked: %v", err)
	}
}

// verdict is what xmllint says about one document.
type verdict struct {
	errors    []string // not well-formed
	namespace []string // breaches of Namespaces in XML, which xmllint survives
	unread    bool     // it could not decode the document
}

func (v verdict) refused() bool { return len(v.errors) > 0 }

func (v verdict) String() string { return strings.Join(append(v.errors, v.namespace...), "; ") }

// xmllintLine is a message, such as "000012.xml:1: parser error : text".
var xmllintLine = regexp.MustCompile(`(?m)^(\d+)\.xml:\d+: (.+?) (error|warning) : (.*)$`)

// xmllint judges documents, many in one process.
func xmllint(t *testing.T, docs []string) []verdict {
	t.Helper()
	const perRun = 500
	out := make([]verdict, len(docs))
	for from := 0; from < len(docs); from += perRun {
		to := min(from+perRun, len(docs))
		for _, m := range xmllintLine.FindAllStringSubmatch(runXmllint(t, docs[from:to]), -1) {
			n, _ := strconv.Atoi(m[1])
			v := &out[from+n]
			switch {
			case m[3] == "warning" || strings.HasSuffix(m[4], "is not a valid URI"):
				// No constraint of Namespaces in XML, and xmllint survives it.
			case encodingMessages.MatchString(m[4]):
				v.unread = true
			case m[2] == "namespace":
				v.namespace = append(v.namespace, m[4])
			default:
				v.errors = append(v.errors, m[4])
			}
		}
	}
	return out
}

// runXmllint returns the messages about docs as files 0.xml, 1.xml and so on.
func runXmllint(t *testing.T, docs []string) string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"--noout", "--nonet"}
	for i, src := range docs {
		name := fmt.Sprintf("%d.xml", i)
		args = append(args, name)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("xmllint", args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() < 0 {
		t.Fatalf("xmllint: %v", err)
	}
	return stderr.String()
}

// encodingMessages are xmllint's errors about the label of the encoding, which is
// the business of text.Decode: the scanner reads decoded text.
var encodingMessages = regexp.MustCompile(`^(Unsupported encoding|Document labelled|input conversion failed)`)

// namespaceRules are our errors about Namespaces in XML: xmllint survives them
// with a namespace error. The last two are about names with more than one colon,
// and about two prefixes of one namespace.
var namespaceRules = regexp.MustCompile(`holds a colon|is not bound|cannot be (bound|declared)|empty namespace name|of element .* is reserved` +
	`|^"[^"]*:[^"]*" is not a valid name|^attribute .* stands twice`)

// explain says why xmllint accepts a document that the scanner refuses, or
// nothing where there is no reason.
func explain(msg string, v verdict) string {
	switch {
	case strings.Contains(msg, "DOCTYPE"):
		return "refused by decision"
	case strings.HasPrefix(msg, `version is "1."`):
		return "xmllint does not want a digit after the point"
	case len(v.namespace) > 0 && namespaceRules.MatchString(msg):
		return "xmllint survives a breach of Namespaces in XML"
	}
	return ""
}

// judge compares the scanner with xmllint on docs, both ways.
func judge(t *testing.T, docs []string) {
	t.Helper()
	accepted, reasons := 0, map[string]int{}
	for i, v := range xmllint(t, docs) {
		_, err := scanChecked(t, docs[i])
		if v.unread || !decoded(docs[i]) {
			continue
		}
		switch {
		case err == nil && len(v.errors)+len(v.namespace) > 0:
			t.Errorf("%q is accepted; xmllint says %s", docs[i], v)
		case err == nil:
			accepted++
		case !v.refused():
			why := explain(err.Error(), v)
			if reasons[why]++; why == "" {
				t.Errorf("%q is refused (%v); xmllint accepts it %s", docs[i], err, v)
			}
		}
	}
	t.Logf("%d documents, %d accepted; refused here only: %v", len(docs), accepted, reasons)
}

// decoded reports whether text.Decode hands such a text to the scanner. xmllint
// reads it as bytes: it takes a byte order mark off, and takes a NUL after the root
// for the end.
func decoded(src string) bool {
	return utf8.ValidString(src) && !strings.HasPrefix(src, "\uFEFF") && !nulAfterTag.MatchString(src)
}

var nulAfterTag = regexp.MustCompile(`>[ \t\r\n]*\x00`)

func TestXmllintAgrees(t *testing.T) {
	needXmllint(t)
	judge(t, corpus(t))
}
