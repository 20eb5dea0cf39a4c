package cli

import (
	"archive/zip"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/encoding/charmap"

	"tmgaudit/internal/pages"
)

// Bounds of an archive. Exports shrink to a twentieth or less, so what grows more
// than two hundred times is no export, unless it is small.
const (
	mostMembers  = 100_000
	mostUnpacked = 1 << 30 // bytes of a member
	mostGrowth   = 200
	smallGrowth  = 64 << 20 // bytes below which growth does not count
)

// archive is a ZIP archive that is read in place. It is open from the first of its
// members that is read to the last.
type archive struct {
	path    string
	members []*member

	mu   sync.Mutex
	file *os.File // nil while closed
	zip  *zip.Reader
	left int // members still to be read
}

// member is a file in an archive.
type member struct {
	archive *archive
	name    string // as shown
	index   int    // in the archive's directory
	size    uint64 // unpacked, as the directory says
	err     error  // why it cannot be read
}

// isArchive reports whether a path has the ending of a ZIP archive. What a file
// holds does not tell: an Office document is one as well.
func isArchive(path string) bool {
	return strings.EqualFold(path[max(0, len(path)-len(".zip")):], ".zip")
}

// splitMember is the archive that a name of the form ARCHIVE.zip!NAME begins with,
// "" for another name.
func splitMember(name string) (archivePath string) {
	if i := strings.Index(strings.ToLower(name), ".zip!"); i >= 0 {
		return name[:i+len(".zip")]
	}
	return ""
}

// listArchive reads the directory of an archive.
func listArchive(path string) (*archive, error) {
	a := &archive{path: path}
	if err := a.open(); err != nil {
		return nil, err
	}
	defer a.close()
	if n := len(a.zip.File); n > mostMembers {
		return nil, fmt.Errorf("the archive holds %d files; at most %d are read, unpack it", n, mostMembers)
	}
	unpacked := uint64(0)
	for i, f := range a.zip.File {
		unpacked += f.UncompressedSize64
		if !f.FileInfo().IsDir() {
			a.members = append(a.members, &member{a, memberName(f), i, f.UncompressedSize64, unreadableMember(f)})
		}
	}
	if info, err := a.file.Stat(); err == nil && grows(unpacked, uint64(info.Size())) {
		return nil, fmt.Errorf("the archive has %d bytes and would grow to %d; no archive of exports does, nothing in it is read", info.Size(), unpacked)
	}
	slices.SortStableFunc(a.members, func(x, y *member) int { return cmp.Compare(x.name, y.name) })
	return a, nil
}

func grows(unpacked, packed uint64) bool {
	return unpacked > smallGrowth && unpacked/mostGrowth > packed
}

// memberName is the name in Unicode: older programs write the code page of DOS.
func memberName(f *zip.File) string {
	if f.NonUTF8 {
		if s, err := charmap.CodePage437.NewDecoder().String(f.Name); err == nil {
			return s
		}
	}
	return f.Name
}

// unreadableMember says why a member will not be read, as far as the directory of
// the archive tells.
func unreadableMember(f *zip.File) error {
	const encrypted = 1 // bit of the flags
	switch {
	case f.Flags&encrypted != 0:
		return errors.New("it is encrypted; unpack the archive with its password and name the file")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return fmt.Errorf("it is compressed by method %d; unpack the archive and name the file", f.Method)
	case f.UncompressedSize64 > mostUnpacked:
		return fmt.Errorf("it has %d bytes; at most %d are read from an archive, unpack it and name the file", f.UncompressedSize64, mostUnpacked)
	case grows(f.UncompressedSize64, f.CompressedSize64):
		return fmt.Errorf("it would grow from %d bytes to %d; no export does, it is not read", f.CompressedSize64, f.UncompressedSize64)
	}
	return nil
}

// open opens the archive where it is closed. a.mu is held or a is not shared yet.
func (a *archive) open() error {
	if a.file != nil {
		return nil
	}
	f, err := os.Open(a.path)
	if err != nil {
		return readError(err)
	}
	info, err := f.Stat()
	if err == nil {
		a.zip, err = zip.NewReader(f, info.Size())
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // nothing is unpacked onto the disk
		f.Close()
		return fmt.Errorf("the archive is damaged or no ZIP archive (%w); send it anew", err)
	}
	a.file = f
	return nil
}

func (a *archive) close() {
	a.file.Close()
	a.file, a.zip = nil, nil
}

// read is the content of the member.
func (m *member) read() ([]byte, error) {
	if m.err != nil {
		return nil, m.err
	}
	f, err := m.archive.take(m)
	if err != nil {
		return nil, err
	}
	defer m.archive.release()
	r, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	defer r.Close()
	disk := pages.Make(int(m.size))
	if _, err := io.ReadFull(r, disk); err != nil {
		return nil, damaged(err)
	}
	// Only behind the last byte does the archive say whether it is whole.
	if n, err := r.Read(make([]byte, 1)); n > 0 || err != io.EOF {
		return nil, damaged(cmp.Or(err, zip.ErrFormat))
	}
	return disk, nil
}

func damaged(err error) error {
	return fmt.Errorf("it is damaged in the archive (%w); send the archive anew", err)
}

// take opens the archive for a member; release must follow.
func (a *archive) take(m *member) (*zip.File, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.open(); err != nil {
		return nil, err
	}
	if m.index >= len(a.zip.File) || a.zip.File[m.index].UncompressedSize64 != m.size {
		return nil, errors.New("the archive changed while it was read; start again")
	}
	return a.zip.File[m.index], nil
}

// release closes the archive behind the last member.
func (a *archive) release() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.left--; a.left <= 0 && a.file != nil {
		a.close()
	}
}

// inside enters the members of an archive that are wanted and says how many there
// are.
func (e *expansion) inside(a *archive, wanted func(*member) bool) int {
	n := 0
	for _, m := range a.members {
		if !wanted(m) {
			continue
		}
		n++
		if e.enter(fmt.Sprintf("%s!%d", pathKey(a.path), m.index), input{path: a.path + "!" + m.name, member: m}) && m.err == nil {
			a.left++
		}
	}
	return n
}

// export reports whether a member is one to read. Archives in an archive are
// named, so that nobody takes them for audited; what macOS adds is not.
func (m *member) export() bool {
	if isArchive(m.name) {
		m.err = errors.New("it is an archive in an archive; unpack the outer one and name this one")
	}
	return !strings.HasPrefix(m.name, "__MACOSX/") && (isArchive(m.name) || strings.EqualFold(path.Ext(m.name), ".xml"))
}

// archive enters the exports in an archive.
func (e *expansion) archive(path string) {
	a, err := listArchive(path)
	switch {
	case err != nil:
		e.fail(path, err)
	case e.inside(a, (*member).export) == 0:
		e.fail(path, errors.New("the archive holds no *.xml file; name one that holds exports"))
	}
}

// archiveBelow enters the exports in an archive that was found in a directory,
// where one without exports is nothing to speak of.
func (e *expansion) archiveBelow(path string) int {
	a, err := listArchive(path)
	if err != nil {
		e.fail(path, err)
		return 1
	}
	return e.inside(a, (*member).export)
}

// named enters the member that a name of the form ARCHIVE.zip!NAME says.
func (e *expansion) named(arg string) {
	path := splitMember(arg)
	name := arg[len(path)+1:]
	a, err := listArchive(path)
	if err != nil {
		e.fail(arg, err)
		return
	}
	if e.inside(a, func(m *member) bool { return m.name == name }) > 0 {
		return
	}
	var names []string
	for _, m := range a.members {
		names = append(names, m.name)
	}
	e.fail(arg, fmt.Errorf("the archive holds no file %q%s", name, didYouMean(name, names)))
}
