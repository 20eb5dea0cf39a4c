package text_test

import (
	"fmt"

	"tmgaudit/internal/text"
)

func ExampleFile_Unified() {
	f, err := text.Decode([]byte("<fpc4:Root>\n\t<fpc4:Value>1</fpc4:Value>\n</fpc4:Root>\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	value := text.Span{Start: 25, End: 26}
	diff, err := f.Unified("a/export.xml", "b/export.xml", []text.Edit{{Span: value, New: "0"}}, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	start, _ := f.Range(value)
	fmt.Printf("line %d, column %d\n%s", start.Line, start.Column, diff)
	// Output:
	// line 2, column 14
	// --- a/export.xml
	// +++ b/export.xml
	// @@ -1,3 +1,3 @@
	//  <fpc4:Root>
	// -	<fpc4:Value>1</fpc4:Value>
	// +	<fpc4:Value>0</fpc4:Value>
	//  </fpc4:Root>
}
