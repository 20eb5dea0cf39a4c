package cli

import (
	"errors"
	"io"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"tmgaudit/policy"
	"tmgaudit/report"
	"tmgaudit/schema"
)

var simulateFormats = []string{"text", "json"}

func simulateCommand() command {
	return command{
		Command: &cli.Command{
			Name:      "simulate",
			Usage:     "say which rule decides a connection, and why",
			ArgsUsage: "FILE",
			Description: `Give at least --from and --to, or --url. What is left out is unknown, and an
answer that depends on it is "maybe". --matrix shows which networks may reach
which, for common protocols.`,
			Flags: []cli.Flag{
				&cli.StringFlag{Name: "from", Usage: "source `ADDRESS`; 127.0.0.1 is the firewall itself"},
				&cli.StringFlag{Name: "to", Usage: "destination `ADDRESS`"},
				&cli.IntFlag{Name: "port", Usage: "destination `PORT`"},
				&cli.StringFlag{Name: "proto", Value: "tcp", Usage: "`PROTOCOL`: tcp, udp, icmp or a number"},
				&cli.IntFlag{Name: "source-port", Usage: "source `PORT`"},
				&cli.GenericFlag{Name: "user", Value: new(list), Usage: "`USER` set by name, authenticated, or all for somebody who has not authenticated (repeatable)"},
				&cli.StringFlag{Name: "url", Usage: "`URL` of a web request"},
				&cli.StringFlag{Name: "content-type", Usage: "MIME `TYPE` or extension of the content"},
				&cli.StringFlag{Name: "time", Usage: "`TIME` such as 2026-11-20T09:30"},
				&cli.StringFlag{Name: "array", Usage: "`NAME` of the array, where the file holds several"},
				&cli.BoolFlag{Name: "matrix", DisableDefaultText: true, Usage: "show which networks may reach which"},
				formatFlag(simulateFormats),
				outputFileFlag(),
				colourFlag(),
			},
		},
		run: runSimulate,
	}
}

func runSimulate(c *cli.Context, s streams) (int, error) {
	if c.Args().Len() != 1 {
		return 0, usagef(c, "simulate takes one FILE, got %d", c.Args().Len())
	}
	format, err := oneFormat(c, simulateFormats)
	if err != nil {
		return 0, err
	}
	colour, err := parseColour(c)
	if err != nil {
		return 0, err
	}
	query, err := parseQuery(c)
	if err != nil {
		return 0, err
	}
	path := c.Args().First()
	doc, unreadable := readDocument(single(path), s.in)
	if unreadable != nil {
		return 0, errors.New(unreadable.Line(path))
	}
	model, err := parseArray(c, doc)
	if err != nil {
		return 0, err
	}
	if err := checkUsers(c, model, query.Users); err != nil {
		return 0, err
	}
	r := report.Simulation{Path: path, Model: model, Query: query}
	if c.Bool("matrix") {
		r.Matrix = report.NewMatrix(model)
	} else {
		r.Verdict = model.Simulate(query)
	}
	return exitOK, writeResult(c, s, func(w io.Writer) error {
		if format == "json" {
			return report.SimulationAsJSON(w, r)
		}
		return report.SimulationText(w, r, report.Options{Color: coloured(colour, w, os.Getenv), Width: width(w)})
	})
}

// parseQuery is the connection that the flags describe.
func parseQuery(c *cli.Context) (q policy.Query, err error) {
	if c.Bool("matrix") {
		for _, flag := range []string{"from", "to", "port", "proto", "source-port", "user", "url", "content-type", "time"} {
			if c.IsSet(flag) {
				return q, usagef(c, "--matrix shows all networks; it takes no --%s", flag)
			}
		}
		return q, nil
	}
	if u := c.String("url"); u != "" && !absoluteURL(u) {
		return q, usagef(c, "--url %q is no URL; expected one such as http://www.example.com/", u)
	}
	q = policy.Query{URL: c.String("url"), ContentType: c.String("content-type")}
	if q.From, err = parseAddress(c, "from"); err != nil {
		return q, err
	}
	if q.To, err = parseAddress(c, "to"); err != nil {
		return q, err
	}
	if !q.To.IsValid() && q.URL == "" || !q.From.IsValid() {
		return q, usagef(c, "the connection is not known; give --from, and --to or --url")
	}
	if q.Port, err = parsePort(c, "port"); err != nil {
		return q, err
	}
	if q.SourcePort, err = parsePort(c, "source-port"); err != nil {
		return q, err
	}
	if q.URL == "" || c.IsSet("proto") || q.Port != 0 {
		if q.Transport, err = parseTransport(c); err != nil {
			return q, err
		}
	}
	switch {
	case q.URL != "" && c.IsSet("proto") && q.Transport != policy.TCP:
		return q, usagef(c, "--url is a web request over tcp; leave out --proto, or --url")
	case q.Transport != policy.TCP && q.Transport != policy.UDP && q.Transport != 0 && c.IsSet("port"):
		return q, usagef(c, "--proto %s has no ports; leave out --port", c.String("proto"))
	}
	if q.Users, err = parseUsers(c); err != nil {
		return q, err
	}
	q.Time, err = parseTime(c)
	return q, err
}

// absoluteURL reports whether text has a scheme and a host.
func absoluteURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme != "" && u.Host != ""
}

// parseUsers are the sets that the user is in, none for somebody who has not
// authenticated.
func parseUsers(c *cli.Context) ([]string, error) {
	users := values(c, "user")
	for _, u := range users {
		if strings.EqualFold(u, "all") {
			if len(users) > 1 {
				return nil, usagef(c, "--user all is somebody who has not authenticated and is in no other set; leave out one of the two")
			}
			return nil, nil
		}
	}
	return users, nil
}

// checkUsers looks whether the file has the user sets of a query.
func checkUsers(c *cli.Context, m *policy.Model, users []string) error {
	for _, u := range users {
		if !m.KnowsUser(u) {
			return usagef(c, "--user %q names no user set of the file%s; expected one, all, authenticated or a SID", u, didYouMean(u, m.UserSets()))
		}
	}
	return nil
}

func parseAddress(c *cli.Context, flag string) (netip.Addr, error) {
	text := c.String(flag)
	if text == "" {
		return netip.Addr{}, nil
	}
	a, err := netip.ParseAddr(text)
	switch {
	case err != nil:
		return a, usagef(c, "--%s %q is no address; expected one such as 10.1.2.3, and a name as --url http://NAME/", flag, text)
	case !a.Unmap().Is4():
		return a, usagef(c, "--%s %s is an IPv6 address; what rules mean is known for IPv4 only", flag, text)
	}
	return a, nil
}

func parsePort(c *cli.Context, flag string) (uint16, error) {
	n := c.Int(flag)
	if n < 0 || n > 65535 {
		return 0, usagef(c, "--%s %d is no port; expected 1 to 65535", flag, n)
	}
	return uint16(n), nil
}

// transports are the IP protocols with a name.
var transports = map[string]uint8{"tcp": policy.TCP, "udp": policy.UDP, "icmp": policy.ICMP}

func parseTransport(c *cli.Context) (uint8, error) {
	text := strings.ToLower(c.String("proto"))
	if n, ok := transports[text]; ok {
		return n, nil
	}
	n, err := strconv.ParseUint(text, 10, 8)
	if err != nil {
		return 0, usagef(c, "--proto %q is unknown; expected tcp, udp, icmp or an IP protocol number", text)
	}
	return uint8(n), nil
}

// timeForms are the forms of --time, without a zone: the firewall's own clock.
var timeForms = []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02 15:04:05"}

func parseTime(c *cli.Context) (time.Time, error) {
	text := c.String("time")
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range timeForms {
		if t, err := time.Parse(form, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usagef(c, "--time %q is no time; expected one such as 2026-11-20T09:30", text)
}

// parseArray is the policy of the array that --array names, or of the only one.
func parseArray(c *cli.Context, doc *schema.Document) (*policy.Model, error) {
	models := policy.New(doc)
	var names []string
	for _, m := range models {
		if name := m.Array.Label(); name == c.String("array") || c.String("array") == "" && len(models) == 1 {
			return m, nil
		} else {
			names = append(names, name)
		}
	}
	if len(models) == 0 {
		return nil, usagef(c, "the file holds no array, so there is no policy to simulate")
	}
	return nil, usagef(c, "--array %q names none of the arrays; expected one of %s", c.String("array"), strings.Join(names, ", "))
}
