package cli

import (
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// enableColour makes a Windows console understand colour and reports whether it
// does. Windows 10 needs to be asked; other terminals understand by themselves.
func enableColour(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	var mode uint32
	h := windows.Handle(f.Fd())
	if windows.GetConsoleMode(h, &mode) != nil {
		return true // no console: a terminal of Cygwin or Git
	}
	return windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
