package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/fixer"
	"tmgaudit/schema"
)

// BundleFiles are all files of a bundle, by path: those of the plan, the reports
// for people and the manifest.
func BundleFiles(b *fixer.Bundle, version string) ([]fixer.BundleFile, error) {
	files := slices.Clone(b.Files)
	for _, r := range []struct {
		path, what string
		write      func(io.Writer, *fixer.Bundle, string) error
	}{
		{"report.html", reportHTML, BundleHTML},
		{"report.md", reportMarkdown, BundleMarkdown},
	} {
		var out bytes.Buffer
		if err := r.write(&out, b, version); err != nil {
			return nil, err
		}
		files = append(files, fixer.BundleFile{Path: r.path, What: r.what, Data: out.Bytes()})
	}
	slices.SortFunc(files, func(x, y fixer.BundleFile) int { return strings.Compare(x.Path, y.Path) })
	var out bytes.Buffer
	if err := BundleManifest(&out, b, version, files); err != nil {
		return nil, err
	}
	files = append(files, fixer.BundleFile{Path: "manifest.json", What: manifestJSON, Data: out.Bytes()})
	return files, nil
}

// What the files are for that no plan holds.
const (
	reportHTML     = "this report, for a browser"
	reportMarkdown = "this report as text"
	manifestJSON   = "checksums of all files, the findings and what became of each fix, for programs"
)

// bundleView is what both reports show. Its strings are plain and may come from
// the input: a writer escapes them. Those of the type prose are ours.
type bundleView struct {
	Name, Version   string
	Facts           []fact
	Verdict         prose
	Warnings        []prose
	Checks          []checkView
	Changes         []objectChanges
	NotDone         []outcomeView
	Restarts        []restart
	UnknownRestarts []string
	Imports         []importView
	NotImportable   []notImportableView
	NotScripted     []notScriptedView
	Guide           guide
	Files           []fixer.BundleFile
}

type fact struct{ Name, Value string }

// checkView is a check with the places where it found something.
type checkView struct {
	Code, Slug, Title string
	Severity          checks.Severity
	Why, Remedy       string
	Evidence          []string
	Places            []placeView
}

type placeView struct {
	Object, Class, Property string
	Message                 string
	Found, Expected         string
	Where                   string
	Status                  string
}

// objectChanges are the changes of one object.
type objectChanges struct {
	Object, Class string
	Changes       []changeView
}

type changeView struct {
	Property      string
	Before, After []part
	Note          string
}

// part is a piece of a value; Changed marks what the other side has not.
type part struct {
	Text    string
	Changed bool
}

type outcomeView struct{ Code, Object, Title, Status, Reason string }

type restart struct{ Property, Note, Source string }

type importView struct {
	Path, Object, Class, CLSID, StorageName string
	Console                                 prose
	Secrets                                 int
}

type notImportableView struct{ Object, Fields, Reason string }

type notScriptedView struct{ Place, Reason string }

func newBundleView(b *fixer.Bundle, version string) *bundleView {
	v := &bundleView{Name: Printable(b.Name), Version: version}
	v.Facts, v.Verdict, v.Warnings = bundleFacts(b), verdict(b), bundleWarnings(b)
	v.Checks = checkViews(b)
	v.Changes = changeViews(b.Changes)
	v.Restarts, v.UnknownRestarts = restarts(b)
	for i := range b.Plan.Outcomes {
		if out := &b.Plan.Outcomes[i]; out.Status != fixer.Applied {
			v.NotDone = append(v.NotDone, newOutcomeView(out))
		}
	}
	for i := range b.Imports {
		v.Imports = append(v.Imports, newImportView(&b.Imports[i]))
	}
	for _, n := range b.NotImportable {
		v.NotImportable = append(v.NotImportable, notImportableView{clip(n.Object.Path(), mostPath), fieldsOf(n.Changes), n.Reason})
	}
	for _, s := range b.Scripts.Skipped {
		if !b.Scripted() {
			break
		}
		v.NotScripted = append(v.NotScripted, notScriptedView{clip(strings.TrimSuffix(s.Object+"/"+s.Property, "/"), mostPath), clip(s.Reason, mostMessage)})
	}
	v.Guide = newGuide(b)
	v.Files = append(slices.Clone(b.Files),
		fixer.BundleFile{Path: "report.html", What: reportHTML},
		fixer.BundleFile{Path: "report.md", What: reportMarkdown},
		fixer.BundleFile{Path: "manifest.json", What: manifestJSON})
	slices.SortFunc(v.Files, func(x, y fixer.BundleFile) int { return strings.Compare(x.Path, y.Path) })
	return v
}

func bundleFacts(b *fixer.Bundle) []fact {
	doc := b.Plan.Before
	product := doc.Product.Name
	if product == "" {
		product = "unknown"
	}
	if doc.Product.Build != "" {
		product += ", build " + clip(doc.Product.Build, mostValue)
	}
	return []fact{
		{"Export", Printable(b.Name)},
		{"Size", plural(len(doc.File.Disk()), "byte")},
		{"SHA-256", checksum(doc.File.Disk())},
		{"Product", product},
		{"Holds", string(doc.Kind)},
		{"Encoding", doc.File.Encoding() + ", line ends " + doc.File.Newline().String()},
	}
}

func checksum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// checkViews groups the findings by check, the worst first.
func checkViews(b *fixer.Bundle) []checkView {
	status := statuses(b.Plan)
	f := File{Doc: b.Plan.Before}
	at := map[*checks.Check]int{}
	var views []checkView
	for i := range b.Plan.Found {
		found := &b.Plan.Found[i]
		n, known := at[found.Check]
		if !known {
			c := found.Check
			n, at[c] = len(views), len(views)
			views = append(views, checkView{Code: c.Code, Slug: c.Slug, Title: c.Title, Severity: found.Severity, Why: c.Why, Remedy: c.Remedy})
		}
		v := &views[n]
		v.Severity = max(v.Severity, found.Severity)
		for _, address := range evidence(found) {
			if !slices.Contains(v.Evidence, address) {
				v.Evidence = append(v.Evidence, address)
			}
		}
		p := newPlaceView(&f, found)
		p.Status = status[found]
		v.Places = append(v.Places, p)
	}
	slices.SortStableFunc(views, func(x, y checkView) int { return int(y.Severity) - int(x.Severity) })
	return views
}

// statuses says what became of the findings of the input. A finding of another
// round of fixing has no place in it. What has no outcome went with another fix.
func statuses(p *fixer.Plan) map[*checks.Finding]string {
	outcomes := map[checks.Identity][]fixer.Status{}
	for i := range p.Outcomes {
		if f := p.Outcomes[i].Finding; f != nil {
			outcomes[f.Identity()] = append(outcomes[f.Identity()], p.Outcomes[i].Status)
		}
	}
	all := map[*checks.Finding]string{}
	for i := range p.Found {
		f := &p.Found[i]
		all[f] = "gone with another fix"
		if left := outcomes[f.Identity()]; len(left) > 0 {
			all[f], outcomes[f.Identity()] = string(left[0]), left[1:]
		}
	}
	return all
}

func newPlaceView(f *File, found *checks.Finding) placeView {
	start, _ := f.location(found.Span)
	return placeView{
		Object:   clip(found.Object.Path(), mostPath),
		Class:    found.Class(),
		Property: clip(found.Property, mostValue),
		Message:  clip(found.Message, mostMessage),
		Found:    clip(found.Value, mostValue),
		Expected: clip(found.Expected, mostValue),
		Where:    fmt.Sprintf("line %d, column %d", start.Line, start.Column),
	}
}

func newOutcomeView(out *fixer.Outcome) outcomeView {
	return outcomeView{
		Code:   strings.TrimSpace(outcomeCode(out)),
		Object: clip(out.Object.Path(), mostPath),
		Title:  clip(out.Title, mostMessage),
		Status: string(out.Status),
		Reason: clip(out.Reason, mostMessage),
	}
}

func newImportView(d *fixer.ImportDocument) importView {
	return importView{
		Path: d.Path, Object: clip(d.Object.Path(), mostPath), Class: className(d.Object),
		CLSID: d.Object.Class().CLSID, StorageName: clip(d.Object.StorageName, mostValue),
		Console: consolePlace(d.Object), Secrets: d.Secrets,
	}
}

func className(o *schema.Object) string {
	if c := o.Class(); c != nil {
		return c.Name
	}
	return ""
}

func fieldsOf(list []fixer.Change) string {
	var names []string
	for i := range list {
		if f := list[i].Field(); f != "" {
			names = append(names, clip(f, mostValue))
		}
	}
	return strings.Join(names, ", ")
}
