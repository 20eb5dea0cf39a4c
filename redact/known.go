package redact

import (
	_ "embed" // the list
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"tmgaudit/internal/lazy"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

//go:embed known.txt
var knownText string

// known reports whether a value is a word of the product, of Windows or of a
// protocol, which is the same everywhere.
func known(s string) bool { return constants()[s] }

var constants = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(knownText) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			set[line] = true
		}
	}
	for _, p := range append(catalog.PredefinedObjects(), catalog.PredefinedProtocols()...) {
		set[p.Name] = true
	}
	for _, e := range catalog.Elements() {
		set[e.Name] = true
	}
	for _, s := range catalog.StorageRows() {
		set[s.Child] = true
		for _, m := range quotedName().FindAllStringSubmatch(s.Child, -1) {
			set[m[1]] = true
		}
	}
	for _, c := range catalog.Classes() {
		set[c.Name], set[strings.TrimPrefix(c.Name, "FPC")] = true, true
	}
	for _, e := range catalog.Enums() {
		for _, m := range e.Members {
			set[m.Name] = true
		}
	}
	for _, s := range catalog.Switches() {
		set[s.Name] = true
	}
	delete(set, "")
	return set
})

// quotedName is a StorageName in a path of Microsoft's viewer.
var quotedName = lazy.Regexp(`'([^']+)'`)

// technical are the properties whose values are the product's own, and the form
// that the values must have to be kept: a name alone proves nothing about a file
// that was edited by hand.
var technical = map[string]func() *regexp.Regexp{
	"Build":                   versionForm,
	"Version":                 versionForm,
	"IsaXmlVersion":           versionForm,
	"ScriptVersion":           versionForm,
	"ProductVersion":          versionForm,
	"ExportItemClassCLSID":    guidForm,
	"RefClass":                lazy.Regexp(`^msFPC[A-Za-z]{1,60}$`),
	"Order":                   lazy.Regexp(`^\s*[0-9A-Fa-f]{8,16}\s*$`),
	"ScheduleTemplate":        lazy.Regexp(`^\s*[0-9A-Fa-f]{48}\s*$`),
	"LogFieldSelectionString": lazy.Regexp(`^[01]{1,200}$`),
	"OID":                     lazy.Regexp(`^[0-9]+(\.[0-9]+)+$`),
}

var (
	versionForm = lazy.Regexp(`^[0-9]{1,5}(\.[0-9]{1,5}){0,3}$`)
	guidForm    = lazy.Regexp(`^\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?$`)

	// numberForm is how programs write numbers. People begin a telephone number
	// with 0 or +.
	numberForm = lazy.Regexp(`^-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,5})?$`)
)

// personal reports whether a property may hold a number which means a person or a
// thing: a name, a personnel number, a ticket, a telephone.
func personal(name string) bool {
	name = strings.TrimPrefix(name, "@") // an attribute
	if personalNames[name] {
		return true
	}
	name = strings.ToLower(name)
	return slices.ContainsFunc(personalWords, func(w string) bool { return strings.Contains(name, w) })
}

var personalNames = map[string]bool{
	"Name": true, "Description": true, "Comment": true, "Notes": true, "CustomMessageText": true,
	"UserName": true, "DisplayUserName": true, "Account": true, "Domain": true, "Realm": true,
}

var personalWords = []string{"phone", "fax", "mobile", "pager", "contact", "employee", "personnel", "customer", "ticket"}

// number reports whether a value is a number of at most 32 bits or a boolean. A
// longer one may be a telephone number.
func number(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false":
		return true
	}
	if !numberForm().MatchString(s) {
		return false
	}
	whole, _, _ := strings.Cut(strings.TrimLeft(s, "-"), ".")
	n, err := strconv.ParseUint(whole, 10, 64)
	return err == nil && n < 1<<32
}

// documented reports whether the value of p is one that the documentation names:
// the default, or what setup or the console writes.
func documented(p *schema.Property) bool {
	com := p.COM()
	if com == nil {
		return false
	}
	v := p.Value()
	if com.HasStoredDefault() && v == com.StoredDefault {
		return true
	}
	for _, stated := range []string{com.SetupValue, com.ConsoleValue} {
		if word, _, _ := strings.Cut(stated, " "); word == v {
			return true
		}
	}
	return false
}
