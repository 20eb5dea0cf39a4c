package cli

import (
	"errors"
	"io"
	"net/netip"
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
	format, err := oneOf(c, "format", simulateFormats)
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
		return q, nil
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
	for _, u := range values(c, "user") {
		if !strings.EqualFold(u, "all") {
			q.Users = append(q.Users, u)
		}
	}
	q.Time, err = parseTime(c)
	return q, err
}

func parseAddress(c *cli.Context, flag string) (netip.Addr, error) {
	text := c.String(flag)
	if text == "" {
		return netip.Addr{}, nil
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		return a, usagef(c, "--%s %q is no address; expected one such as 10.1.2.3", flag, text)
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
