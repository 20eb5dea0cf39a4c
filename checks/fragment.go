package checks

import (
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// Marks around the text at which a bad fragment's findings stand. They are not
// part of the document.
const (
	markOpen  = "«"
	markClose = "»"
)

const fragmentHead = `<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
	<fpc4:Build dt:dt="string">7.0.9193.500</fpc4:Build>
	<fpc4:IsaXmlVersion dt:dt="string">9.0</fpc4:IsaXmlVersion>
	<fpc4:Arrays StorageName="Arrays" StorageType="0">
		<fpc4:Array StorageName="{0A1B2C3D-0000-4000-8000-000000000001}" StorageType="1">
			<fpc4:Name dt:dt="string">ARRAY1</fpc4:Name>
`

const fragmentTail = `
		</fpc4:Array>
	</fpc4:Arrays>
</fpc4:Root>
`

// Target is what the fragments of c are imported to; nil for a check that asks for
// none.
func (c *Check) Target() *Target {
	if c.Import == nil {
		return nil
	}
	t, err := c.Import.Resolve(func(fragment string) (*schema.Document, error) {
		export, _ := Document(fragment)
		f, err := text.Decode([]byte(export))
		if err != nil {
			return nil, err
		}
		return schema.Parse(f)
	})
	if err != nil {
		panic("checks: import of " + c.Code + ": " + err.Error())
	}
	return t
}

// Fragment makes the example of a check, when it is asked for: building all of them
// would be the most of the program's start.
type Fragment func() string

// Document makes the whole export around a check's fragment: the content of an
// array, or a document of its own when it starts with an XML declaration. It
// returns the export and the spans of the marked places in it, as pairs of start
// and end offsets.
func Document(fragment string) (export string, marks [][2]int) {
	source := fragment
	if !strings.HasPrefix(fragment, "<?xml") {
		source = fragmentHead + strings.TrimRight(strings.TrimPrefix(fragment, "\n"), "\n\t ") + fragmentTail
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(source, markOpen)
		b.WriteString(before)
		if !found {
			return b.String(), marks
		}
		marked, after, _ := strings.Cut(rest, markClose)
		start := b.Len()
		b.WriteString(marked)
		marks = append(marks, [2]int{start, b.Len()})
		source = after
	}
}
