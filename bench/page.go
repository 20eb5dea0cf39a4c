package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// measure makes the files, runs everything and writes the page.
func measure(o options) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s. Files: synthetic exports (%s, seed 42), in the page cache.\n", machine(), o.describe())
	if err := o.startUp(&b); err != nil {
		return "", err
	}
	for _, s := range o.sizes {
		if err := o.table(&b, s); err != nil {
			return "", err
		}
	}
	if o.variants.megabytes > 0 {
		if err := o.variantTable(&b); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// startUp measures the program doing nothing.
func (o options) startUp(b *strings.Builder) error {
	if o.starts == 0 {
		return nil
	}
	all, err := interleave([]peer{{"tmgaudit --help", []string{o.program, "--help"}, 0, []int{0}}}, o.starts)
	if err != nil {
		return err
	}
	s := summarise(all[0])
	fmt.Fprintf(b, "\nStart-up (`tmgaudit --help`, %d runs): median %s, fastest %s, peak %s.\n", o.starts, milliseconds(s.median), milliseconds(s.fastest), mebibytes(s.peak))
	return nil
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }

// mebibytes says no more than is known.
func mebibytes(n int64) string {
	switch {
	case n == 0:
		return "unknown"
	case n <= floor():
		return fmt.Sprintf("≤ %d MiB", n>>20)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

// table measures one export with everything there is.
func (o options) table(b *strings.Builder, s size) error {
	e, err := o.write(s.megabytes)
	if err != nil {
		return err
	}
	peers, err := o.peers(e)
	if err != nil {
		return err
	}
	all, err := interleave(peers, s.rounds)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "\n### %s, %d rounds%s\n\n", s, s.rounds, load())
	b.WriteString("| command | median s | fastest s | CPU s | median to xmllint | fastest | CPU | peak memory | to the input |\n")
	b.WriteString("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	base := summary{}
	for i, p := range peers {
		m := summarise(all[i])
		if p.label == yardstick {
			base = m
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s | %s | %s | %.2f |\n", p.label, seconds(m.median), seconds(m.fastest), seconds(m.cpu),
			ratio(m.median, base.median, p.files), ratio(m.fastest, base.fastest, p.files), ratio(m.cpu, base.cpu, p.files),
			mebibytes(m.peak), float64(m.peak)/float64(e.bytes*int64(p.files)))
	}
	return e.remove()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

// ratio is to one run of the yardstick for each file that is read.
func ratio(d, base time.Duration, files int) string {
	if base == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", d.Seconds()/base.Seconds()/float64(files))
}

// variantTable measures reading alone on every shape and line end.
func (o options) variantTable(b *strings.Builder) error {
	fmt.Fprintf(b, "\n### Shapes and line ends, `tmgaudit lint`, %s, %d rounds%s\n\n", o.variants, o.variants.rounds, load())
	b.WriteString("| file | median s | fastest s | median to xmllint | fastest | CPU | peak memory | to the input |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, shape := range []string{"mixed", "list", "rule"} {
		for _, lines := range []string{"lf", "crlf", "one line"} {
			v := o
			v.shape, v.newline, v.oneLine = shape, lines, false
			if lines == "one line" {
				v.newline, v.oneLine = "lf", true
			}
			if err := v.variant(b); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o options) variant(b *strings.Builder) error {
	e, err := o.write(o.variants.megabytes)
	if err != nil {
		return err
	}
	peers, err := o.peers(e)
	if err != nil {
		return err
	}
	var both []peer
	for _, p := range peers {
		if p.label == yardstick || p.label == "tmgaudit lint" {
			both = append(both, p)
		}
	}
	all, err := interleave(both, o.variants.rounds)
	if err != nil {
		return err
	}
	base, m := summary{}, summarise(all[len(all)-1])
	if len(both) == 2 {
		base = summarise(all[0])
	}
	fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s | %.2f |\n", o.describe(), seconds(m.median), seconds(m.fastest),
		ratio(m.median, base.median, 1), ratio(m.fastest, base.fastest, 1), ratio(m.cpu, base.cpu, 1), mebibytes(m.peak), float64(m.peak)/float64(e.bytes))
	return e.remove()
}

// machine says what the figures were measured on.
func machine() string {
	parts := []string{fmt.Sprintf("%d cores", runtime.NumCPU())}
	if model := processor(); model != "" {
		parts[0] += " (" + model + ")"
	}
	parts = append(parts, runtime.GOOS+"/"+runtime.GOARCH, "Go "+strings.TrimPrefix(runtime.Version(), "go"))
	if out, err := exec.Command("xmllint", "--version").CombinedOutput(); err == nil {
		if m := libxmlVersion.FindStringSubmatch(string(out)); m != nil {
			parts = append(parts, "libxml2 "+dotted(m[1]))
		}
	}
	if out, err := exec.Command("diff", "--version").Output(); err == nil {
		first, _, _ := strings.Cut(string(out), "\n")
		parts = append(parts, first)
	}
	return strings.Join(parts, ", ")
}

var libxmlVersion = regexp.MustCompile(`version (\d{5,})`)

// dotted is a version that libxml2 writes as one number: 20914 is 2.9.14.
func dotted(version string) string {
	n, _ := strconv.Atoi(version)
	return fmt.Sprintf("%d.%d.%d", n/10000, n/100%100, n%100)
}

// processor is the model, where the system has it as text.
func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.SplitSeq(string(info), "\n") {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// load says how busy the machine was with other things, where the system does.
func load() string {
	average, err := os.ReadFile(filepath.FromSlash("/proc/loadavg"))
	if one, _, ok := strings.Cut(string(average), " "); err == nil && ok {
		return " (load average " + one + ")"
	}
	return ""
}
