package report

import (
	"io"
	"path"
	"strings"

	"tmgaudit/fixer"
)

// ManifestSchemaVersion is the version of the manifest of a bundle. Additions do
// not change it; there are no removals.
const ManifestSchemaVersion = 1

// ManifestJSON says what a bundle holds and what was done.
type ManifestJSON struct {
	SchemaVersion int                `json:"schema_version"`
	Tool          ToolJSON           `json:"tool"`
	Input         ManifestInputJSON  `json:"input"`
	Files         []ManifestFileJSON `json:"files"`    // by path, without the manifest itself
	Findings      []FindingJSON      `json:"findings"` // in the input, as lint has them
	Outcomes      []OutcomeJSON      `json:"outcomes"`
	Left          int                `json:"left"`    // findings in the corrected file
	Settled       bool               `json:"settled"` // false: fixes kept asking for others and were stopped
}

// ManifestInputJSON is the export that was corrected.
type ManifestInputJSON struct {
	Name    string `json:"name"` // without a directory
	Size    int    `json:"size"` // in bytes
	SHA256  string `json:"sha256"`
	Kind    string `json:"kind"`
	Product string `json:"product"`
	Build   string `json:"build"`
}

// ManifestFileJSON is one file of a bundle.
type ManifestFileJSON struct {
	Path   string `json:"path"` // with forward slashes
	Size   int    `json:"size"` // in bytes
	SHA256 string `json:"sha256"`
}

// OutcomeJSON is a fix and what became of it. Code and check are "" for a value
// set by hand.
type OutcomeJSON struct {
	Code   string `json:"code"`
	Check  string `json:"check"` // slug
	Object string `json:"object"`
	Title  string `json:"title"`
	Status string `json:"status"` // applied, conflict, not selected, manual or withdrawn
	Reason string `json:"reason"` // "" when it was applied
}

// BundleManifest writes the manifest of a bundle with the files given.
func BundleManifest(w io.Writer, b *fixer.Bundle, version string, files []fixer.BundleFile) error {
	p := b.Plan
	m := ManifestJSON{
		SchemaVersion: ManifestSchemaVersion,
		Tool:          ToolJSON{"tmgaudit", version},
		Input: ManifestInputJSON{
			Name: path.Base(b.Name), Size: len(p.Before.File.Disk()), SHA256: checksum(p.Before.File.Disk()),
			Kind: string(p.Before.Kind), Product: p.Before.Product.Name, Build: p.Before.Product.Build,
		},
		Files:    make([]ManifestFileJSON, len(files)),
		Findings: make([]FindingJSON, len(p.Found)),
		Outcomes: make([]OutcomeJSON, len(p.Outcomes)),
		Left:     len(p.Left),
		Settled:  p.Settled,
	}
	for i, f := range files {
		m.Files[i] = ManifestFileJSON{f.Path, len(f.Data), checksum(f.Data)}
	}
	in := File{Doc: p.Before}
	for i := range p.Found {
		m.Findings[i] = findingJSON(&in, &p.Found[i])
	}
	for i := range p.Outcomes {
		m.Outcomes[i] = outcomeJSON(&p.Outcomes[i])
	}
	return writeJSON(w, m)
}

func outcomeJSON(out *fixer.Outcome) OutcomeJSON {
	j := OutcomeJSON{Code: strings.TrimSpace(outcomeCode(out)), Object: out.Object.Path(), Title: out.Title, Status: string(out.Status), Reason: out.Reason}
	if out.Finding != nil {
		j.Check = out.Finding.Check.Slug
	}
	return j
}
