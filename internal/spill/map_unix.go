//go:build unix

package spill

import (
	"os"
	"syscall"
)

// unsupported is nil where files can be mapped.
var unsupported error

// mapped returns a region of a file as memory that can be read.
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
