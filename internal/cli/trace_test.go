package cli

import (
	"bytes"
	"strings"
	"testing"
)

// The walk of the founding case in one command: a capture of packets, and the
// export in which the property stands.
func TestTraceFoundingCase(t *testing.T) {
	for _, name := range []string{"founding.pcap", "founding.pcapng", "founding.har", "founding.txt"} {
		var out, errs bytes.Buffer
		code := Main([]string{"tmgaudit", "trace", "../../trace/testdata/" + name, "--export", "../../samples/founding-case.xml"}, strings.NewReader(""), &out, &errs)
		if code != exitFindings || errs.Len() > 0 {
			t.Errorf("%s: exit %d, %s", name, code, errs.String())
		}
		for _, want := range []string{"critical per-request-loop", "C001 com-integrated-auth-per-request: confirmed by the export at ../../samples/founding-case.xml:1485:65"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: %q is missing in\n%s", name, want, out.String())
			}
		}
	}
}
