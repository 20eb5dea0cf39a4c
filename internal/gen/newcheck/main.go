// Command newcheck writes the file of a new check with its empty record:
//
//	go run ./internal/gen/newcheck C036 com-something-wrong
//
// What is left to do by hand is printed: fill in the record and enter it in the
// list of its family.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"

	"tmgaudit/checks"
)

func main() {
	if err := run(os.Args[1:], "checks", os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "newcheck:", err)
		os.Exit(2)
	}
}

var (
	codeForm = regexp.MustCompile(`^[A-Z]\d{3}$`)
	slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
)

func run(args []string, dir string, out io.Writer) error {
	if len(args) != 2 {
		return errors.New("usage: newcheck CODE SLUG, for example: newcheck C036 com-something-wrong")
	}
	r := record{Code: args[0], Slug: args[1]}
	if err := r.valid(); err != nil {
		return err
	}
	var b strings.Builder
	if err := source.Execute(&b, r); err != nil {
		return err
	}
	path := filepath.Join(dir, r.File())
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists; choose another slug or edit that file", path)
	} else if err != nil {
		return err
	}
	if _, err = f.WriteString(b.String()); err != nil {
		return errors.Join(err, f.Close())
	}
	fmt.Fprintf(out, "%s written; fill in the record, enter %s in the list of its family, run go test ./checks\n", path, r.Variable())
	return f.Close()
}

// record is what the scaffold is made from.
type record struct{ Code, Slug string }

func (r record) valid() error {
	if !codeForm.MatchString(r.Code) || !knownFamily(r.Code[0]) {
		return fmt.Errorf("code %q is malformed; expected a family letter and three digits", r.Code)
	}
	if !slugForm.MatchString(r.Slug) {
		return fmt.Errorf("slug %q is malformed; expected lower-case words joined by hyphens", r.Slug)
	}
	for _, name := range []string{r.Code, r.Slug} {
		if c, taken := checks.ByName(name); taken {
			return fmt.Errorf("%s is taken by %s %s; codes and slugs are never reused", name, c.Code, c.Slug)
		}
	}
	return nil
}

func knownFamily(letter byte) bool {
	for _, f := range checks.Families {
		if f.Letter == letter {
			return true
		}
	}
	return false
}

// File is the name of the check's file.
func (r record) File() string { return strings.ReplaceAll(r.Slug, "-", "_") + ".go" }

// Variable is the name of the check's variable: the slug without its family.
func (r record) Variable() string {
	words := strings.Split(r.Slug, "-")[1:]
	for i := range words[1:] {
		words[i+1] = strings.ToUpper(words[i+1][:1]) + words[i+1][1:]
	}
	return strings.Join(words, "")
}

var source = template.Must(template.New("check").Parse(`package checks

var {{.Variable}} = &Check{
	Code:     "{{.Code}}",
	Slug:     "{{.Slug}}",
	Severity: Info,
	Title:    "",
	Why:      "",
	Remedy:   "",
	Evidence: []string{},
	Bad:      func() string { return "" },
	Good:     func() string { return "" },
	Run: func(p *Pass) {
	},
}
`))
