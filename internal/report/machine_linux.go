package report

import (
	"os"
	"syscall"
)

// PeakMemory returns the process's peak resident memory in bytes.
func PeakMemory() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return usage.Maxrss << 10 // in KiB on Linux
}

// MachineMemory returns the size of the machine's memory in bytes, or the limit of the
// container or unit that the process runs in.
func MachineMemory() int64 {
	var info syscall.Sysinfo_t
	if err := syscall.Sysinfo(&info); err != nil {
		return 0
	}
	size := int64(info.Totalram) * int64(info.Unit)
	if limit := groupLimit(os.DirFS("/")); limit > 0 {
		size = min(size, limit)
	}
	return size
}
