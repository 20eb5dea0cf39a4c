package schema

// Header is a view of the properties of the root, which say who wrote the file,
// what it holds and how. Every one of them may be missing.
type Header struct{ *Object }

// Header is the header of the export.
func (d *Document) Header() Header { return Header{d.Root} }

// OptionalData is the set of optional data in an export, the product's
// FpcExportImportOptionalData.
type OptionalData int64

// The bits of OptionalData.
const (
	Passwords          OptionalData = 1
	UserPermissions    OptionalData = 2
	ServerSpecific     OptionalData = 4
	EnterpriseSpecific OptionalData = 8
)

// Build is the build number of the product that wrote the file.
func (h Header) Build() string { return h.Text("Build") }

// Comment is the comment given at export.
func (h Header) Comment() string { return h.Text("Comment") }

// IsaXMLVersion is the version of the document format.
func (h Header) IsaXMLVersion() string { return h.Text("IsaXmlVersion") }

// ItemCLSID is the COM class of the exported item.
func (h Header) ItemCLSID() string { return h.Text("ExportItemClassCLSID") }

// ItemStorageName is the StorageName of the exported item.
func (h Header) ItemStorageName() string { return h.Text("ExportItemStorageName") }

// ItemScope is the level of the exported item.
func (h Header) ItemScope() (Scope, bool) {
	n, ok := h.Property("ExportItemScope").Int()
	return Scope(n), ok
}

// Edition is the product edition, the product's FpcIsaEditionType.
func (h Header) Edition() (int64, bool) { return h.Property("Edition").Int() }

// OptionalData says which optional data the export includes.
func (h Header) OptionalData() (OptionalData, bool) {
	n, ok := h.Property("OptionalData").Int()
	return OptionalData(n), ok
}
