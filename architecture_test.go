package tmgaudit_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// imports is the architecture: what each package of the project may import from
// the project. Arrows point down only; a package that is not here, or an arrow
// that is not, needs a decision first.
var imports = map[string][]string{
	"cmd/tmgaudit":             {"internal/cli"},
	"internal/config":          {"internal/usercheck", "checks", "internal/nearest"},
	"internal/usercheck":       {"query", "checks", "schema", "schema/catalog", "internal/lazy", "internal/nearest", "internal/text"},
	"internal/cli":             {"internal/config", "report", "fixer", "compare", "explain", "query", "redact", "inventory", "trace", "policy", "checks", "schema", "internal/lazy", "internal/nearest", "internal/pages", "internal/text"},
	"report":                   {"fixer", "compare", "explain", "query", "inventory", "trace", "policy", "checks", "schema", "schema/catalog", "internal/lazy", "internal/text"},
	"fixer":                    {"checks", "schema", "schema/catalog", "internal/lazy", "internal/text"},
	"compare":                  {"checks", "schema", "schema/catalog", "internal/text", "internal/workers"},
	"explain":                  {"checks", "schema", "schema/catalog", "internal/nearest", "internal/text"},
	"query":                    {"schema", "internal/lazy", "internal/xmlspan", "internal/text"},
	"inventory":                {"policy", "schema", "schema/catalog", "internal/text"},
	"redact":                   {"schema", "schema/catalog", "internal/lazy", "internal/xmlspan", "internal/text"},
	"trace":                    {},
	"checks":                   {"policy", "schema", "schema/catalog", "internal/nearest", "internal/text", "internal/workers"},
	"policy":                   {"schema", "schema/catalog", "internal/text", "internal/workers"},
	"schema":                   {"schema/catalog", "internal/xmlspan", "internal/text"},
	"schema/catalog":           {},
	"internal/nearest":         {},
	"internal/xmlspan":         {"internal/text"},
	"internal/text":            {"internal/pages"},
	"internal/pages":           {},
	"internal/lazy":            {},
	"internal/workers":         {},
	"internal/synth":           {},
	"internal/synth/cmd/synth": {"internal/synth"},
	"internal/gen":             {"internal/cli", "internal/config", "report", "checks", "schema", "schema/catalog", "internal/text"},
	"internal/gen/newcheck":    {"checks"},
	"internal/gen/picture":     {},
	"internal/winetest":        {},
	"internal/build":           {},
	"release":                  {"internal/build"},
	"bench":                    {"internal/build", "internal/synth"},
}

func TestImportTable(t *testing.T) {
	for pkg := range packages(t) {
		allowed, known := imports[pkg.path]
		if !known {
			t.Errorf("package %s is not in the import table", pkg.path)
			continue
		}
		for _, imp := range pkg.imports {
			if !slices.Contains(allowed, imp) {
				t.Errorf("%s imports %s; allowed are %v", pkg.path, imp, allowed)
			}
		}
	}
}

type goPackage struct {
	path    string
	imports []string
}

// packages lists the project's packages with the project's packages that they
// import outside tests.
func packages(t *testing.T) map[*goPackage]bool {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,GoFiles", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[*goPackage]bool{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
			GoFiles    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if len(p.GoFiles) > 0 && p.ImportPath != "tmgaudit" {
			all[&goPackage{relative(p.ImportPath), ownImports(p.Imports)}] = true
		}
	}
}

// The page for people says the same, a row for each package.
func TestArchitecturePage(t *testing.T) {
	page, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, allowed := range imports {
		want := "nothing"
		if len(allowed) > 0 {
			want = "`" + strings.Join(allowed, "`, `") + "`"
		}
		row := regexp.MustCompile("(?m)^\\| `" + name + "` \\| .* \\| ([^|;]*)(;.*)? \\|$").FindSubmatch(page)
		switch {
		case row == nil && imports[path.Dir(name)] == nil && !strings.HasPrefix(name, "internal/synth/"):
			t.Errorf("docs/architecture.md has no row for %s", name)
		case row != nil && string(row[1]) != want:
			t.Errorf("docs/architecture.md says that %s may know %s; the table says %s", name, row[1], want)
		}
	}
}

func ownImports(imports []string) []string {
	var own []string
	for _, i := range imports {
		if strings.HasPrefix(i, "tmgaudit/") {
			own = append(own, relative(i))
		}
	}
	return own
}

func relative(path string) string { return strings.TrimPrefix(path, "tmgaudit/") }
