package checks

// formChecks look at the form of the file.
var formChecks = []*Check{
	valueNotOfType,
	typeContradictsProperty,
	unknownProperty,
	propertyNewerThanProduct,
	duplicateProperty,
	propertyOrder,
}

var valueNotOfType = &Check{
	Code:     "X001",
	Slug:     "form-value-not-of-type",
	Severity: High,
	Title:    "A value is not written as its data type asks for",
	Why: "The importer reads values by their dt:dt: a boolean is 0 or 1, an int a decimal number, bin.hex pairs of hexadecimal digits. " +
		"Anything else is refused (0xC0040339, 0xC0040397) or misread.",
	Remedy:   "Correct the value, or the dt:dt where that is what was changed by mistake.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825682(v=vs.85)"},
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">«no»</fpc4:AlwaysAuthenticate>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">0</fpc4:AlwaysAuthenticate>`)
	},
	Run: func(p *Pass) {
		for _, prop := range p.survey().misspelt {
			dt := prop.Type()
			p.Value(prop, forms[dt], "%s of %q is not of type %s; expected %s", prop.Name, owner(prop.Object()), dt, forms[dt])
		}
	},
}

// forms says how a value of a data type is written.
var forms = map[string]string{
	"boolean": "0 or 1",
	"int":     "a decimal number",
	"bin.hex": "pairs of hexadecimal digits",
}
