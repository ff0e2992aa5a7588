package export

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io/fs"
	"path/filepath"

	"galena/internal/vfs"
)

// fileBuffer is the size of the write buffer of a file.
const fileBuffer = 256 << 10

// file is a file of the run being written. It counts and hashes the bytes it writes.
type file struct {
	name   string // in the run's folder
	path   string
	to     vfs.File
	buffer *bufio.Writer
	sum    hash.Hash
	size   int64
}

// createFile creates a file in the folder dir.
func createFile(fsys vfs.FS, dir, name string, mode fs.FileMode) (*file, error) {
	f := &file{name: name, path: filepath.Join(dir, name), sum: sha256.New()}
	to, err := fsys.Create(f.path, mode)
	if err != nil {
		return nil, err
	}
	f.to = to
	f.buffer = bufio.NewWriterSize(counted{f}, fileBuffer)
	return f, nil
}

// Write implements io.Writer.
func (f *file) Write(p []byte) (int, error) { return f.buffer.Write(p) }

// finish flushes the file to disk and closes it.
func (f *file) finish() error {
	if f.to == nil {
		return nil
	}
	err := f.buffer.Flush()
	if err == nil {
		err = f.to.Sync()
	}
	if closeErr := f.to.Close(); err == nil {
		err = closeErr
	}
	f.to = nil
	return err
}

// discard closes the file without flushing it.
func (f *file) discard() {
	if f.to != nil {
		f.to.Close() //nolint:errcheck // it is about to be removed
		f.to = nil
	}
}

// digest returns the SHA-256 of the file in hexadecimal.
func (f *file) digest() string { return hex.EncodeToString(f.sum.Sum(nil)) }

// counted is the writer below the buffer of a file; it counts and hashes.
type counted struct{ *file }

func (c counted) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.sum.Write(p[:n])
	c.size += int64(n)
	return n, err
}
