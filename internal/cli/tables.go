package cli

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"

	"tmgaudit/report"
)

// writeTables writes the files of a format into a folder.
func writeTables(dir string, f report.ConfigurationFormat, r report.Configuration) error {
	var open *os.File // the one before is complete when the next begins
	finish := func() error {
		if open == nil {
			return nil
		}
		return errors.Join(open.Sync(), open.Close())
	}
	err := f.Files(r, func(name string) (io.Writer, error) {
		err := finish()
		if err == nil {
			open, err = os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		}
		return open, err
	})
	return errors.Join(err, finish())
}

// zipTables writes the files of a format as a zip archive without times, so that
// it is the same every time.
func zipTables(w io.Writer, f report.ConfigurationFormat, r report.Configuration) error {
	z := zip.NewWriter(w)
	err := f.Files(r, func(name string) (io.Writer, error) { return z.Create(name) })
	return errors.Join(err, z.Close())
}
