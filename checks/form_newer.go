package checks

var propertyNewerThanProduct = &Check{
	Code:     "X004",
	Slug:     "form-property-newer-than-product",
	Severity: Info,
	Inferred: true,
	Title:    "A property belongs to a later product than the one that wrote the file",
	Why: "The COM interface that has this property came with a later version, so the product named in the header cannot have written it: " +
		"parts of the file come from another export, or the header was changed. The import may refuse or drop what it does not know.",
	Remedy:   "Take the property out, or export again from the product that is to be imported to.",
	Evidence: []string{persistPage},
	Bad: func() string {
		return olderFragment(`
						<fpc4:SSLTerminationMode dt:dt="int">«0»</fpc4:SSLTerminationMode>`)
	},
	Good: func() string {
		return olderFragment(`
						<fpc4:SSOEnabled dt:dt="boolean">0</fpc4:SSOEnabled>`)
	},
	Run: func(p *Pass) {
		for _, found := range p.survey().tooNew {
			com := found.fact.com
			f := p.Value(found.Property, "", "%s of %q is not of %s; the interface of %s that has it is revision %d, roughly that of %s",
				found.Name, owner(found.Object()), p.Doc.Product.Name, com.Class, com.Revision, productOf(com.Revision))
			cite(f, com)
		}
	},
}

// productOf names the product that a revision of the COM interfaces roughly came
// with.
func productOf(revision int) string {
	switch revision {
	case 1:
		return "ISA Server 2004"
	case 2:
		return "ISA Server 2006"
	}
	return "TMG"
}

// olderFragment is an export of ISA Server 2006 with a network.
func olderFragment(properties string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
	<fpc4:Build dt:dt="string">5.0.5723.493</fpc4:Build>
	<fpc4:Arrays StorageName="Arrays" StorageType="0">
		<fpc4:Array StorageName="{0A1B2C3D-0000-4000-8000-000000000001}" StorageType="1">
			<fpc4:Name dt:dt="string">ARRAY1</fpc4:Name>` + listenerFragment("Internal", properties) + `
		</fpc4:Array>
	</fpc4:Arrays>
</fpc4:Root>
`
}
