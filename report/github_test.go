package report

import (
	"slices"
	"strings"
	"testing"
)

// command is what a build server reads out of a line.
type command struct {
	name       string
	properties map[string]string
	message    string
}

// runnerCommands reads output as the runner of GitHub does: "::" at the start of
// a line, else "##[" anywhere in it.
func runnerCommands(output string) []command {
	var list []command
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\r\n")
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "::")
		head, message, closed := strings.Cut(rest, "::")
		if !ok || !closed {
			if strings.Contains(line, "##[") {
				list = append(list, command{name: "##["})
			}
			continue
		}
		name, properties, _ := strings.Cut(head, " ")
		list = append(list, command{name, readProperties(properties, ",", strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")),
			strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(message)})
	}
	return list
}

func readProperties(s, separator string, unescape *strings.Replacer) map[string]string {
	all := map[string]string{}
	for p := range strings.SplitSeq(s, separator) {
		if name, value, ok := strings.Cut(p, "="); ok {
			all[name] = unescape.Replace(value)
		}
	}
	return all
}

func TestGitHubReadBack(t *testing.T) {
	for name, r := range goldenRuns(t) {
		list := runnerCommands(string(written(t, "github", r)))
		s := r.Summary()
		if got, want := len(list), s.Findings+s.Errors+s.Warnings+s.Unreadable; got != want {
			t.Errorf("%s: %d commands; expected %d", name, got, want)
		}
		for _, c := range list {
			if !slices.Contains([]string{"error", "warning", "notice"}, c.name) || c.message == "" || c.properties["file"] == "" {
				t.Errorf("%s: %+v", name, c)
			}
		}
	}
}

func TestGitHubEscapes(t *testing.T) {
	for _, tt := range []struct{ in, property, data string }{
		{"plain", "plain", "plain"},
		{"100%", "100%25", "100%25"},
		{"%0A", "%250A", "%250A"},
		{"a:b,c", "a%3Ab%2Cc", "a:b,c"},
		{"x::y", "x%3A%3Ay", "x::y"},
	} {
		if got := githubProperty(tt.in); got != tt.property {
			t.Errorf("property %q: %q; expected %q", tt.in, got, tt.property)
		}
		if got := githubData.Replace(tt.in); got != tt.data {
			t.Errorf("message %q: %q; expected %q", tt.in, got, tt.data)
		}
	}
}

// Standard input is no file of the repository, and a place of several lines has
// no columns.
func TestGitHubPlaces(t *testing.T) {
	r := lintOf(t, [2]string{"-", "<html>"}, [2]string{`C:\x,y.xml`, "<html>"})
	list := runnerCommands(string(written(t, "github", r)))
	if file, ok := list[0].properties["file"]; ok {
		t.Errorf("standard input is the file %q", file)
	}
	if got := list[1].properties["file"]; got != "C:/x,y.xml" {
		t.Errorf("file %q", got)
	}
}
