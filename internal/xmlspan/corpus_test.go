package xmlspan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallExports are documents in the shape of real exports, small enough that a
// random change hits something.
var smallExports = []string{
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<fpc4:Root xmlns:fpc4=\"http://schemas.microsoft.com/isa/config-4\"" +
		" xmlns:dt=\"urn:schemas-microsoft-com:datatypes\" StorageName=\"FPC\" StorageType=\"0\">\r\n" +
		"\t<fpc4:Build dt:dt=\"string\">7.0.9193.500</fpc4:Build>\r\n\t<fpc4:Comment dt:dt=\"string\"/>\r\n" +
		"\t<fpc4:Arrays StorageName=\"Arrays\" StorageType=\"0\">\r\n\t</fpc4:Arrays>\r\n</fpc4:Root>\r\n",
	`<?xml version='1.0' standalone="no" ?><!-- made by ISAInfo --><f:Root xmlns:f="u"><f:Name>R&amp;D &#x2013; M&#252;nchen</f:Name>` +
		`<Extra xmlns=""><![CDATA[<b> & ]] >]]></Extra><?pi some data?></f:Root><!--end-->`,
	"<r xmlns=\"a\" xmlns:p=\"b\" xmlns:q=\"b\">\n <p:s q:t='1' u=\"&lt;&quot;'\"/>\n <s xmlns:p=\"c\" xmlns=\"d\" p:t='1' q:t='2'><p:x/></s>\n" +
		" <p:s xml:lang=\"de\" Größe=\"ü\">\u4e2d\U0001F600 ]] &gt;</p:s>\n</r>",
	"<a><b c=\"1\" d='2'></b><b c=\"1\"\td='2' /><b\n>x</b\n></a>\n",
	"<fpc4:URLSet xmlns:fpc4=\"i\" xmlns:dt=\"d\" StorageName=\"{A}\" StorageType=\"1\">\n\t<fpc4:URLStrings>\n" +
		"\t\t<fpc4:Str dt:dt=\"string\">http://a.example/?x=1&amp;y=2</fpc4:Str>\n\t\t<fpc4:Str dt:dt=\"string\">https://b.example/*</fpc4:Str>\n" +
		"\t</fpc4:URLStrings>\n</fpc4:URLSet>\n",
}

// realFiles reads the real exports that stand beside the repository for those who
// have them; they are not part of it.
func realFiles(t testing.TB) map[string]string {
	t.Helper()
	const dir = "../../../shared/real"
	paths, _ := filepath.Glob(filepath.Join(dir, "*.xml"))
	if len(paths) == 0 {
		t.Logf("no real exports in %s: only made ones are read", dir)
	}
	files := map[string]string{}
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(p)] = strings.TrimPrefix(string(b), "\uFEFF")
	}
	return files
}

// corpus is every document of the tests, well-formed or not.
func corpus(t testing.TB) []string {
	docs := append([]string{string(exportLike(20_000))}, smallExports...)
	for _, c := range formCases() {
		src, _, _ := c.parse()
		docs = append(docs, src)
	}
	for _, c := range tokenCases {
		docs = append(docs, c.src)
	}
	for _, c := range fragmentCases {
		docs = append(docs, c.src)
	}
	for _, src := range realFiles(t) {
		docs = append(docs, src)
	}
	return docs
}

// TestReadersAgree holds the laws on the whole corpus, with encoding/xml and etree
// as judges.
func TestReadersAgree(t *testing.T) {
	for _, src := range corpus(t) {
		tokens, err := scanChecked(t, src)
		if err == nil {
			compareWithGo(t, src, tokens)
			compareWithEtree(t, src, tokens)
		}
	}
}

func TestRealFiles(t *testing.T) {
	files := realFiles(t)
	if len(files) == 0 {
		t.Skip("no real exports to read")
	}
	for name, src := range files {
		s := New([]byte(src))
		if strings.HasSuffix(name, ".fragment.xml") {
			s = NewFragment([]byte(src))
		}
		if _, err := scan(s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
