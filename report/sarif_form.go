package report

import "strings"

// The objects of a SARIF log as far as they are written, by the names of the
// standard, section 3.13 and following.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}

	sarifRun struct {
		Tool             sarifTool            `json:"tool"`
		ColumnKind       string               `json:"columnKind"`
		NewlineSequences []string             `json:"newlineSequences"`
		BaseIDs          map[string]sarifBase `json:"originalUriBaseIds"`
		Results          []sarifResult        `json:"results"`
		Artifacts        []sarifArtifact      `json:"artifacts"`
		Invocations      []sarifInvocation    `json:"invocations"`
	}

	sarifBase struct {
		Description sarifMessage `json:"description"`
	}

	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}

	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}

	sarifRule struct {
		ID            string              `json:"id"`   // code of the check
		Name          string              `json:"name"` // its slug
		Short         sarifMessage        `json:"shortDescription"`
		Full          sarifMessage        `json:"fullDescription"`
		HelpURI       string              `json:"helpUri,omitempty"`
		Help          sarifMessage        `json:"help"`
		Configuration sarifConfiguration  `json:"defaultConfiguration"`
		Properties    sarifRuleProperties `json:"properties"`
	}

	sarifConfiguration struct {
		Level string `json:"level"`
	}

	sarifRuleProperties struct {
		Tags     []string `json:"tags"`
		Family   string   `json:"family"`
		Severity string   `json:"severity"`
		Score    string   `json:"security-severity,omitempty"` // as GitHub reads it
		Evidence []string `json:"evidence"`
	}

	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"` // every input could be read
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}

	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}

	sarifArtifact struct {
		Location    sarifArtifactLocation `json:"location"`
		Description *sarifMessage         `json:"description,omitempty"`
		Roles       []string              `json:"roles"`
		Length      *int                  `json:"length,omitempty"` // in bytes
		Encoding    string                `json:"encoding,omitempty"`
		Hashes      map[string]string     `json:"hashes,omitempty"`
	}

	sarifArtifactLocation struct {
		URI   string `json:"uri"`
		Base  string `json:"uriBaseId,omitempty"`
		Index int    `json:"index"` // in the artifacts of the run
	}

	sarifResult struct {
		RuleID       string                `json:"ruleId"`
		RuleIndex    int                   `json:"ruleIndex"`
		Level        string                `json:"level"`
		Message      sarifMessage          `json:"message"`
		Locations    []sarifLocation       `json:"locations"`
		Related      []sarifLocation       `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string     `json:"partialFingerprints"`
		Fixes        []sarifFix            `json:"fixes,omitempty"`
		Properties   sarifResultProperties `json:"properties"`
	}

	sarifResultProperties struct {
		Severity string   `json:"severity"`
		Class    string   `json:"class,omitempty"`
		Property string   `json:"property,omitempty"`
		Value    string   `json:"value,omitempty"`
		Expected string   `json:"expected,omitempty"`
		Fix      *FixJSON `json:"fix,omitempty"`
	}

	sarifLocation struct {
		ID       int            `json:"id,omitempty"`
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
		Message  *sarifMessage  `json:"message,omitempty"`
	}

	sarifPhysical struct {
		Artifact sarifArtifactLocation `json:"artifactLocation"`
		Region   *sarifRegion          `json:"region,omitempty"`
		Context  *sarifRegion          `json:"contextRegion,omitempty"`
	}

	// sarifRegion is a place as text and as bytes, or, without columns, a line.
	sarifRegion struct {
		StartLine   int           `json:"startLine"`
		StartColumn int           `json:"startColumn,omitempty"`
		EndLine     int           `json:"endLine,omitempty"`
		EndColumn   int           `json:"endColumn,omitempty"`
		CharOffset  *int          `json:"charOffset,omitempty"`
		CharLength  *int          `json:"charLength,omitempty"`
		ByteOffset  *int          `json:"byteOffset,omitempty"`
		ByteLength  *int          `json:"byteLength,omitempty"`
		Snippet     *sarifContent `json:"snippet,omitempty"`
	}

	sarifContent struct {
		Text   string `json:"text"`
		Binary string `json:"binary,omitempty"` // base64 of the bytes on disk
	}

	sarifLogical struct {
		Name      string `json:"name"`
		Qualified string `json:"fullyQualifiedName"`
		Kind      string `json:"kind"`
	}

	sarifFix struct {
		Description sarifMessage  `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}

	sarifChange struct {
		Artifact     sarifArtifactLocation `json:"artifactLocation"`
		Replacements []sarifReplacement    `json:"replacements"`
	}

	sarifReplacement struct {
		Deleted  sarifRegion   `json:"deletedRegion"`
		Inserted *sarifContent `json:"insertedContent,omitempty"`
	}

	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
)

// sarifMarks are the characters that mean something in a message: braces hold the
// number of an argument, and "](" joins the parts of a link.
var sarifMarks = strings.NewReplacer("{", "{{", "}", "}}", "](", "] (")

// sarifText is a message that says s and nothing else.
func sarifText(s string) sarifMessage {
	return sarifMessage{Text: sarifMarks.Replace(clip(s, mostMessage))}
}
