//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peak is the resident memory that a process had at most. A process starts with
// the peak of the one that started it, so less than floor cannot be told.
func peak(p *os.ProcessState) int64 {
	if usage, ok := p.SysUsage().(*syscall.Rusage); ok {
		return maxrss(usage)
	}
	return 0
}

func floor() int64 {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return 0
	}
	return maxrss(&own)
}

func maxrss(u *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return int64(u.Maxrss)
	}
	return int64(u.Maxrss) << 10 // kilobytes everywhere else
}
