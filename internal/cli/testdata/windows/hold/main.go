// Command hold opens a file of Windows, as a program does that works with it, and
// keeps it open until its standard input ends.
//
//	hold none FILE     nobody else may open it
//	hold read FILE     others may read it, but neither write nor replace it
package main

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

func main() {
	share := map[string]uint32{"none": 0, "read": syscall.FILE_SHARE_READ}[os.Args[1]]
	name, err := syscall.UTF16PtrFromString(os.Args[2])
	if err == nil {
		_, err = syscall.CreateFile(name, syscall.GENERIC_READ, share, nil, syscall.OPEN_EXISTING, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("held")
	io.Copy(io.Discard, os.Stdin)
}
