package report

import (
	"strings"
	"testing"
)

// agentCommands reads output as the agent of Azure does: "##vso[" anywhere in a
// line; "##[" changes how the line is shown.
func agentCommands(output string) []command {
	unescape := strings.NewReplacer("%3B", ";", "%0D", "\r", "%0A", "\n", "%5D", "]", "%AZP25", "%")
	var list []command
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\r\n")
		_, rest, ok := strings.Cut(line, "##vso[")
		head, message, closed := strings.Cut(rest, "]")
		if ok && closed {
			name, properties, _ := strings.Cut(head, " ")
			list = append(list, command{name, readProperties(properties, ";", unescape), unescape.Replace(message)})
		} else if strings.Contains(line, "##[") {
			list = append(list, command{name: "##["})
		}
	}
	return list
}

func TestAzureDevOpsReadBack(t *testing.T) {
	for name, r := range goldenRuns(t) {
		list := agentCommands(string(written(t, "azuredevops", r)))
		s := r.Summary()
		if got, want := len(list), s.Findings+s.Errors+s.Warnings+s.Unreadable; got != want {
			t.Errorf("%s: %d commands; expected %d", name, got, want)
		}
		for _, c := range list {
			kind := c.properties["type"]
			if c.name != "task.logissue" || kind != "error" && kind != "warning" || c.message == "" || c.properties["sourcepath"] == "" {
				t.Errorf("%s: %+v", name, c)
			}
		}
	}
}

func TestAzureEscape(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"plain", "plain"},
		{"a;b]c", "a%3Bb%5Dc"},
		{"100%", "100%AZP25"},
		{"%0A", "%AZP250A"},
		{"a\r\nb", `a\r\nb`},
		{"##vso[task.complete]", `#\x23vso[task.complete%5D`},
	} {
		if got := azureEscape(tt.in); got != tt.want {
			t.Errorf("%q: %q; expected %q", tt.in, got, tt.want)
		}
	}
}
