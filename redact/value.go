package redact

import (
	"strings"

	"tmgaudit/internal/lazy"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// removed stands in place of a secret.
const removed = "removed"

// property is the redacted value of a scalar, line by line.
func (r *Redactor) property(p *schema.Property) string {
	v := p.Value()
	switch dt := p.Type(); {
	case strings.TrimSpace(v) == "":
		return v
	case plain(dt, v):
		return r.plain(p, v)
	case documented(p): // a documented password is no secret
		return v
	case p.Secret() || schema.SecretName(p.Name):
		return removedFrom(dt)
	case dt == "bin.hex":
		return r.binary(p, v)
	case p.Name == "Name" && p.Object().Element == "Ref", p.Name == "ExportItemStorageName" && p.Object().Parent == nil:
		return r.storageName(v)
	case p.Name == "Comment" && p.Object().Parent == nil:
		return r.comment(v)
	case isMask(p.Name, v):
		return v
	}
	return r.lines(p.Name, v)
}

// plain keeps a number or boolean, unless it is a number that nothing is documented
// of and that its name or an address gives away.
func (r *Redactor) plain(p *schema.Property, v string) string {
	if p.Type() == "boolean" {
		return v
	}
	is := r.number(v)
	if p.Secret() || schema.SecretName(p.Name) || personal(p.Name) {
		is = "0"
	}
	if is == v {
		return v
	}
	if com := p.COM(); com != nil && com.DT() == "int" {
		return v
	}
	return is
}

// plain reports whether a value is a number or boolean of a type that holds these.
func plain(dt, v string) bool {
	return (dt == "int" || dt == "boolean") && schema.Lexical(dt, v)
}

// removedFrom is what stands in place of a secret of a data type. An empty
// secret stays empty, so that its absence can still be seen.
func removedFrom(dt string) string {
	if dt == "bin.hex" {
		return "00"
	}
	return removed
}

// comment keeps the word by which the output of ISAInfo is told from an export.
func (r *Redactor) comment(v string) string {
	code := r.codes.word(kindText, v)
	if strings.Contains(strings.ToLower(v), "isainfo") {
		return code + " using ISAInfo"
	}
	return code
}

// lines redacts a value line by line, so that lines keep their numbers.
func (r *Redactor) lines(name, v string) string {
	if !strings.Contains(v, "\n") {
		return r.value(name, v)
	}
	return r.words(v)
}

// words replaces each line of a text.
func (r *Redactor) words(v string) string {
	all := strings.Split(v, "\n")
	for i := range all {
		all[i] = r.codes.word(kindText, all[i])
	}
	return strings.Join(all, "\n")
}

// value redacts one line of text, the value of something called name.
//
// The rule is a list of what is kept; everything else becomes a pseudonym:
//
//   - a number of at most 32 bits or a boolean, unless the property is one that
//     names or describes (see personal); one that is an address becomes another
//   - a word of the product, of Windows or of a protocol (see known)
//   - the documented default, and what setup and the console are documented to
//     write (see documented)
//   - a technical property in its own form: versions, classes, orders, schedules
//     (see technical); a media type that everybody has (see contentType); a mask
//   - wildcards with nothing else
//   - GUIDs: random numbers that say nothing, but hold the file together
//
// Of an address, a domain, a URL, an e-mail address, an account, a SID or a path
// the parts are replaced and the form is kept.
func (r *Redactor) value(name, v string) string {
	inner := strings.TrimSpace(v)
	switch {
	case strings.Trim(inner, "*?") == "" || known(inner) || guidForm().MatchString(inner):
		return v
	case technical[name] != nil && technical[name]().MatchString(inner), name == contentStrings && contentType(inner):
		return v
	}
	start := strings.Index(v, inner)
	is := ""
	if number(inner) && !personal(name) {
		is = r.number(inner)
	} else {
		is = r.form(name, inner)
	}
	return v[:start] + is + v[start+len(inner):]
}

// number keeps a number that is no address.
func (r *Redactor) number(v string) string {
	if a, ok := r.addresses.integer(v); ok {
		return a
	}
	return v
}

var (
	emailForm   = lazy.Regexp(`^(mailto:)?([^\s@/\\:]+)@([^\s@/\\:]+)$`)
	urlForm     = lazy.Regexp(`^([A-Za-z][A-Za-z0-9+.-]*)://`)
	accountForm = lazy.Regexp(`^[^\\/:*?"<>|]+\\[^\\/:*?"<>|]+$`)
	pathForm    = lazy.Regexp(`^([A-Za-z]:[\\/]|\\\\|%[A-Za-z()0-9]+%)`)
	fileForm    = lazy.Regexp(`^[^\s./\\:*?"<>|]+\.(?i:dll|exe|xml|html?|aspx?|js|vbs|log|txt|mdb|ini|dat|pac|cer|pfx|bmp|gif|css)$`)
	siteForm    = lazy.Regexp(`^[^\s/@\\]+/\S*$`)
	domainForm  = lazy.Regexp(`^(\*|[\pL\pN_*?-]+)(\.[\pL\pN_*?-]+)+\.?(:[0-9]{1,5}|:\*)?$`)
)

// form replaces a value by one of the same form.
func (r *Redactor) form(name, v string) string {
	if a, ok := r.addresses.text(v); ok {
		return a
	}
	if name == contentStrings {
		if c, ok := r.content(v); ok {
			return c
		}
	}
	switch {
	case sidForm().MatchString(v):
		return r.sid(v)
	case urlForm().MatchString(v):
		return r.url(v)
	case pathForm().MatchString(v):
		return r.path(v, `\`)
	case accountForm().MatchString(v):
		return r.account(v)
	case strings.HasPrefix(v, "/") && !strings.ContainsAny(v, " \t"):
		return r.path(v, "/")
	case fileForm().MatchString(v):
		return r.segment(v)
	case siteForm().MatchString(v):
		return r.site(v)
	case domainForm().MatchString(v):
		return r.host(v)
	}
	if m := emailForm().FindStringSubmatch(v); m != nil {
		return m[1] + r.part(kindAccount, m[2]) + "@" + r.host(m[3])
	}
	return r.codes.word(wordKind(name), v)
}

func wordKind(name string) kind {
	switch name {
	case "Description", "Comment", "Notes":
		return kindText
	case "UserName", "DisplayUserName", "Account", "Domain", "Realm":
		return kindAccount
	}
	return kindName
}

// storageName redacts the key of an object. Keys are GUIDs, words of the product
// or, for accounts, DOMAIN-name.
func (r *Redactor) storageName(s string) string {
	if _, guid := catalog.CanonicalGUID(s); guid || known(s) || strings.TrimSpace(s) == "" {
		return s
	}
	if domain, name, ok := strings.Cut(s, "-"); ok && domain != "" && name != "" && !sidForm().MatchString(s) {
		return r.part(kindAccount, domain) + "-" + r.part(kindAccount, name)
	}
	return r.form("Name", s)
}

// isMask reports whether a value is the mask of a subnet.
func isMask(name, v string) bool {
	name = strings.ToLower(name)
	if !strings.Contains(name, "mask") && !strings.HasSuffix(name, "subnet") {
		return false
	}
	_, ok := maskBits(v)
	return ok
}
