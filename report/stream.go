package report

import "io"

// Stream is a report that is written while its files come in, so that a run over
// many files need not keep their documents. A report writes a file as it is added
// or keeps a small part of it; it keeps no document.
type Stream interface {
	// Add takes the next file. The file must not be changed meanwhile.
	Add(f *File) error
	// Close writes what is left. The summary counts every file that was added.
	Close(s Summary) error
}

// Opener starts a report of a run whose files are still to come.
type Opener func(w io.Writer, r Run, o Options) Stream

// Write writes a result that is there as a whole.
func (f Format) Write(w io.Writer, r Lint, o Options) error { return atOnce(f.Open, w, r, o) }

func atOnce(open Opener, w io.Writer, r Lint, o Options) error {
	s := open(w, Run{r.Version, checksOf(r)}, o)
	for i := range r.Files {
		if err := s.Add(&r.Files[i]); err != nil {
			return err
		}
	}
	return s.Close(r.Summary())
}

// eachFile is the stream of a report that is nothing but its files.
type eachFile struct {
	write func(f *File) error
	close func(s Summary) error // nil when nothing is left to write
}

func (e eachFile) Add(f *File) error { return e.write(f) }

func (e eachFile) Close(s Summary) error {
	if e.close == nil {
		return nil
	}
	return e.close(s)
}

// buffered is the opener of a report that must see every file before it can write
// the first line. It keeps the documents.
func buffered(write Writer) Opener {
	return func(w io.Writer, r Run, o Options) Stream {
		kept := Lint{Version: r.Version, Checks: r.Checks}
		return eachFile{
			write: func(f *File) error {
				kept.Files = append(kept.Files, *f)
				return nil
			},
			close: func(s Summary) error {
				kept.Suppressed = s.Suppressed
				return write(w, kept, o)
			},
		}
	}
}
