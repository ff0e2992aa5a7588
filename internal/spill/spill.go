// Package spill keeps columns on disk that will not be needed for long. It writes them to
// a temporary file and reads them through the system's page cache, whose memory the
// system can give to others. To their readers they are columns like any other.
package spill

import (
	"fmt"
	"io"
	"os"

	"galena/internal/column"
	"galena/internal/vfs"
)

// File is a temporary file of columns. It has no name in the file system, so that it is
// gone however the process ends.
type File struct {
	file    *os.File
	size    int64
	regions [][]byte // as they were mapped
}

// alignment of the buffers in a file: a cache line, as Arrow recommends.
const alignment = 64

// Create creates a file in the folder for temporary files (TMPDIR). If the system cannot
// map files it fails with errors.ErrUnsupported.
func Create() (*File, error) {
	if unsupported != nil {
		return nil, unsupported
	}
	file, err := os.CreateTemp("", "galena-rows-*")
	if err != nil {
		return nil, told("making a temporary file", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close() //nolint:errcheck // nothing is in it
		return nil, told("making a temporary file", err)
	}
	return &File{file: file}, nil
}

// Move writes the columns of some tables to the file and returns the same tables backed
// by the file. They may be read until Close.
func (f *File) Move(tables []column.Table) ([]column.Table, error) {
	var places []int64 // of the buffers in the region
	start, err := f.pad(int64(os.Getpagesize()))
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		t.Moved(func(buffer []byte) []byte {
			if err == nil {
				var at int64
				at, err = f.write(buffer)
				places = append(places, at-start)
			}
			return buffer
		})
	}
	if err != nil {
		return nil, err
	}
	region, err := mapped(f.file, start, int(f.size-start))
	if err != nil {
		return nil, fmt.Errorf("mapping a temporary file: %w", err)
	}
	f.regions = append(f.regions, region)
	moved := make([]column.Table, len(tables))
	for i, t := range tables {
		moved[i] = t.Moved(func(buffer []byte) []byte {
			at := places[0]
			places = places[1:]
			end := at + int64(len(buffer))
			return region[at:end:end]
		})
	}
	return moved, nil
}

// write appends a buffer and returns its position.
func (f *File) write(buffer []byte) (at int64, err error) {
	if at, err = f.pad(alignment); err != nil {
		return 0, err
	}
	n, err := f.file.Write(buffer)
	f.size += int64(n)
	if err != nil {
		return 0, told("writing rows to a temporary file", err)
	}
	return at, nil
}

// pad extends the file to a multiple of n and returns its size.
func (f *File) pad(n int64) (size int64, err error) {
	if rest := f.size % n; rest > 0 {
		f.size += n - rest
		if _, err := f.file.Seek(f.size, io.SeekStart); err != nil {
			return 0, told("writing rows to a temporary file", err)
		}
	}
	return f.size, nil
}

// told adds to an error where the temporary file is and what to do about it.
func told(doing string, err error) error {
	return vfs.Advise(fmt.Errorf("%s in %s (TMPDIR): %w", doing, os.TempDir(), withoutName(err)), "TMPDIR")
}

// withoutName removes from an error the name of a file that no longer exists.
func withoutName(err error) error {
	if path, ok := err.(*os.PathError); ok {
		return path.Err
	}
	return err
}

// Close releases the file. The tables that Move returned must not be read any more.
func (f *File) Close() error {
	err := f.file.Close()
	for _, region := range f.regions {
		if unmapErr := unmap(region); err == nil {
			err = unmapErr
		}
	}
	f.regions = nil
	return err
}
