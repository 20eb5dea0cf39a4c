package report

import (
	"encoding/json"
	"fmt"
	"io"

	"tmgaudit/checks"
	"tmgaudit/explain"
	"tmgaudit/schema/catalog"
)

// ExplainSchemaVersion is the version of the JSON form of an answer.
const ExplainSchemaVersion = 1

// ExplainHead is what every answer as JSON starts with; the fields of its kind
// follow: those of PropertyJSON, ClassJSON (also for a CLSID), EnumJSON, CheckJSON,
// PredefinedJSON (object, protocol), ErrorJSON, SwitchJSON or ElementJSON.
type ExplainHead struct {
	SchemaVersion int      `json:"schema_version"`
	Topic         string   `json:"topic"`
	Kind          string   `json:"kind"` // property, class, enum, check, object, protocol, clsid, error, switch or element
	Name          string   `json:"name"` // canonical
	Also          []string `json:"also"` // other topics of the same name
}

// PropertyJSON explains a COM property.
type PropertyJSON struct {
	Class             string       `json:"class"`
	Property          string       `json:"property"`
	Type              string       `json:"type"`
	DataType          string       `json:"data_type"` // dt:dt in an export, "" unknown
	Access            string       `json:"access"`    // rw or ro
	DefaultDocumented string       `json:"default_documented"`
	Default           string       `json:"default"`        // as documented
	StoredDefault     string       `json:"stored_default"` // as it stands in a file
	SetupValue        string       `json:"setup_value"`
	ConsoleValue      string       `json:"console_value"`
	Range             string       `json:"range"`
	Console           string       `json:"console"` // yes, no or unknown
	ConsoleNote       string       `json:"console_note"`
	Note              string       `json:"note"`
	Storage           []string     `json:"storage"` // element paths, the shortest first
	Revision          int          `json:"revision"`
	Members           []MemberJSON `json:"members"`
	Checks            []string     `json:"checks"`
	Evidence          string       `json:"evidence"` // of the storage name
	Source            string       `json:"source"`
}

// MemberJSON is a member of an enumeration.
type MemberJSON struct {
	Name    string `json:"name"`
	Value   int64  `json:"value"`
	Meaning string `json:"meaning"`
}

// ClassJSON explains a COM class.
type ClassJSON struct {
	Class      string   `json:"class"`
	CLSID      string   `json:"clsid"`
	Storage    []string `json:"storage"`
	Properties []string `json:"properties"`
	Checks     []string `json:"checks"`
	Evidence   string   `json:"evidence"`
	Source     string   `json:"source"`
}

// EnumJSON explains an enumeration or a member of one.
type EnumJSON struct {
	Enum    string       `json:"enum"`
	Flags   bool         `json:"flags"`
	Members []MemberJSON `json:"members"` // the one asked for, or all
	UsedBy  []string     `json:"used_by"`
}

// CheckJSON explains a check.
type CheckJSON struct {
	Code     string   `json:"code"`
	Slug     string   `json:"slug"`
	Severity string   `json:"severity"`
	Family   string   `json:"family"`
	Title    string   `json:"title"`
	Why      string   `json:"why"`
	Remedy   string   `json:"remedy"`
	Inferred bool     `json:"inferred"`
	Fix      string   `json:"fix"`    // never, sometimes or always
	Safety   string   `json:"safety"` // safe, unsafe or manual
	Evidence []string `json:"evidence"`
}

// PredefinedJSON explains a predefined object or protocol.
type PredefinedJSON struct {
	GUID       string `json:"guid"`
	Symbol     string `json:"symbol"`
	Element    string `json:"element"`
	NameSource string `json:"name_source"`
	Source     string `json:"source"`
}

// ErrorJSON explains an error of the product.
type ErrorJSON struct {
	HRESULT string `json:"hresult"`
	Symbol  string `json:"symbol"`
	Meaning string `json:"meaning"`
	Source  string `json:"source"`
}

// SwitchJSON explains a value in a vendor parameters set.
type SwitchJSON struct {
	Set         string `json:"set"`
	Container   string `json:"container"`    // element of the object that holds the set
	ScriptValue string `json:"script_value"` // what the scripts write
	Default     string `json:"default"`
	KB          string `json:"kb"`
	Product     string `json:"product"`
	Meaning     string `json:"meaning"`
	Source      string `json:"source"`
}

// ElementJSON explains an element without a COM name.
type ElementJSON struct {
	Element  string   `json:"element"`
	Storage  []string `json:"storage"`
	Evidence string   `json:"evidence"`
	Source   string   `json:"source"`
}

// ExplainAsJSON writes the first answer and names the others.
func ExplainAsJSON(w io.Writer, topic string, answers []explain.Answer) error {
	a := answers[0]
	head := ExplainHead{SchemaVersion: ExplainSchemaVersion, Topic: topic, Kind: string(a.Kind), Name: a.Name(), Also: []string{}}
	for _, other := range answers[1:] {
		head.Also = append(head.Also, other.Name())
	}
	switch a.Kind {
	case explain.KindProperty:
		return writeAnswer(w, head, propertyJSON(a.Property))
	case explain.KindClass, explain.KindCLSID:
		return writeAnswer(w, head, classJSON(a.Class))
	case explain.KindEnum:
		return writeAnswer(w, head, enumJSON(a.Enum))
	case explain.KindCheck:
		return writeAnswer(w, head, checkJSON(a.Check))
	case explain.KindObject, explain.KindProtocol:
		p := a.Predefined
		return writeAnswer(w, head, PredefinedJSON{p.GUID, p.Symbol, p.Element, p.NameSource, p.Source})
	case explain.KindSwitch:
		s := a.Switch
		return writeAnswer(w, head, SwitchJSON{s.Set, s.Container, s.ScriptValue, s.Default, s.KB, s.Product, s.Meaning, s.Source})
	case explain.KindError:
		return writeAnswer(w, head, ErrorJSON{a.Error.Hex, a.Error.Symbol, a.Error.Meaning, a.Error.Source})
	}
	return writeAnswer(w, head, ElementJSON{a.Element.Name, list(a.Element.Storage), "storage name only", a.Element.Source})
}

// writeAnswer writes the fields of head and of detail, a struct, as one object.
func writeAnswer(w io.Writer, head ExplainHead, detail any) error {
	first, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	second, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return writeJSON(w, json.RawMessage(string(first[:len(first)-1])+","+string(second[1:])))
}

func propertyJSON(p *explain.Property) PropertyJSON {
	out := PropertyJSON{
		Class: p.Class, Property: p.Name, Type: p.Type, DataType: p.DT(), Access: p.Access,
		DefaultDocumented: p.DefaultDocumented, Default: p.Default, StoredDefault: p.StoredDefault,
		SetupValue: p.SetupValue, ConsoleValue: p.ConsoleValue, Range: p.RangeText,
		Console: p.Console, ConsoleNote: p.ConsoleNote, Note: p.Note,
		Storage: list(p.Storage), Revision: p.Revision, Members: []MemberJSON{},
		Checks: slugs(p.Checks), Evidence: p.Evidence, Source: p.Source,
	}
	if p.Members != nil {
		out.Members = membersJSON(p.Members.Members)
	}
	return out
}

func membersJSON(members []catalog.Member) []MemberJSON {
	out := make([]MemberJSON, len(members))
	for i, m := range members {
		out[i] = MemberJSON{m.Name, m.Value, m.Meaning}
	}
	return out
}

func classJSON(c *explain.Class) ClassJSON {
	out := ClassJSON{
		Class: c.Name, CLSID: c.CLSID, Storage: list(c.Storage), Properties: []string{},
		Checks: slugs(c.Checks), Evidence: c.Evidence, Source: c.Source,
	}
	for _, p := range c.Properties() {
		out.Properties = append(out.Properties, p.Name)
	}
	return out
}

func enumJSON(e *explain.Enum) EnumJSON {
	out := EnumJSON{Enum: e.Name, Flags: e.Flags, Members: membersJSON(e.Members), UsedBy: []string{}}
	if e.Member != nil {
		out.Members = membersJSON([]catalog.Member{*e.Member})
	}
	for _, p := range e.UsedBy {
		out.UsedBy = append(out.UsedBy, p.Class+"."+p.Name)
	}
	return out
}

func checkJSON(c *checks.Check) CheckJSON {
	return CheckJSON{
		Code: c.Code, Slug: c.Slug, Severity: c.Severity.String(), Family: c.Family().Name, Title: c.Title, Why: c.Why,
		Remedy: c.Remedy, Inferred: c.Inferred, Fix: c.Fix.String(), Safety: c.Safety.String(), Evidence: list(c.Evidence),
	}
}

func slugs(list []*checks.Check) []string {
	out := []string{}
	for _, c := range list {
		out = append(out, c.Slug)
	}
	return out
}

// list is s, never null in JSON.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
