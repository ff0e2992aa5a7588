//go:build unix

package spill

import (
	"os"
	"syscall"
)

// unsupported is nil if files can be mapped.
var unsupported error

// mapped maps a region of a file into memory for reading.
func mapped(file *os.File, start int64, size int) ([]byte, error) {
	if size == 0 {
		return nil, nil
	}
	return syscall.Mmap(int(file.Fd()), start, size, syscall.PROT_READ, syscall.MAP_SHARED)
}

func unmap(region []byte) error {
	if region == nil {
		return nil
	}
	return syscall.Munmap(region)
}
