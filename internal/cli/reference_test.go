package cli

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// Every command and flag that the help shows is in both references.
func TestReferenceIsWhole(t *testing.T) {
	var text, page bytes.Buffer
	if err := Reference(&text); err != nil {
		t.Fatal(err)
	}
	if err := ManPage(&page); err != nil {
		t.Fatal(err)
	}
	for _, c := range commands() {
		if got := strings.Contains(text.String(), "\n## "+c.Name+"\n"); got == c.Hidden {
			t.Errorf("%s: in the reference %v, hidden %v", c.Name, got, c.Hidden)
		}
		if c.Hidden {
			continue
		}
		for name := range c.flags() {
			if name == "help" || name == "h" {
				continue
			}
			if flag := hyphens(name); !strings.Contains(text.String(), "`"+flag) {
				t.Errorf("%s: %s is not in the reference", c.Name, flag)
			} else if !strings.Contains(page.String(), roff(flag)) {
				t.Errorf("%s: %s is not in the manual page", c.Name, flag)
			}
		}
	}
}

func TestMarkup(t *testing.T) {
	for _, tt := range []struct{ in, markdown, roff, reason string }{
		{"a-b", "a-b", `a\-b`, "a hyphen is a minus in commands"},
		{"exports/**/*.xml", `exports/\*\*/\*.xml`, "exports/**/*.xml", "stars would be bold"},
		{".tmgaudit.yaml", ".tmgaudit.yaml", `\&.tmgaudit.yaml`, "a dot starts a request"},
		{"a\n'b", "a\n'b", "a\n\\&'b", "so does an apostrophe"},
		{`C:\x`, `C:\\x`, `C:\ex`, "a backslash escapes"},
		{"a|b", `a\|b`, "a|b", "a bar ends a cell"},
	} {
		if got := markdown(tt.in); got != tt.markdown {
			t.Errorf("markdown(%q) = %q, want %q: %s", tt.in, got, tt.markdown, tt.reason)
		}
		if got := roff(tt.in); got != tt.roff {
			t.Errorf("roff(%q) = %q, want %q: %s", tt.in, got, tt.roff, tt.reason)
		}
	}
}

// groff, where it is installed, has nothing to say about the manual page.
func TestManPageIsRoff(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is missing; install it to run this test")
	}
	var page, errs bytes.Buffer
	if err := ManPage(&page); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(groff, "-man", "-Tascii", "-ww", "-z")
	cmd.Stdin, cmd.Stderr = &page, &errs
	if err := cmd.Run(); err != nil || errs.Len() > 0 {
		t.Errorf("groff: %v\n%s", err, errs.String())
	}
}
