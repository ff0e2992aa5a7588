// Package vfs is the part of a file system that a run is published through: small enough
// for a test to wrap it and make any operation fail.
//
// Durability is up to the caller, who syncs what must survive a power cut: first the
// file, then the folder that contains its name.
package vfs

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// File is a file being written.
type File interface {
	io.Writer
	// Sync returns once everything written is on the disk.
	Sync() error
	Close() error
}

// FS is a file system. Names are paths of the operating system; errors name the operation
// and the path, like those of package os.
type FS interface {
	// Create creates a file with the mode, or empties an existing one and keeps its mode.
	Create(name string, mode fs.FileMode) (File, error)
	// Open opens a file for reading.
	Open(name string) (*os.File, error)
	// Mkdir creates a folder; its parent must exist.
	Mkdir(name string, mode fs.FileMode) error
	// MkdirAll creates a folder and its missing parents.
	MkdirAll(name string, mode fs.FileMode) error
	// Rename renames a file, link or folder in one step. It replaces a file or link that
	// has the name.
	Rename(from, to string) error
	// RemoveAll removes a file, a link, or a folder with everything in it. It is no error
	// if there is none.
	RemoveAll(name string) error
	// Symlink creates a link to target.
	Symlink(target, name string) error
	// Lstat describes a file; for a link, the link itself.
	Lstat(name string) (fs.FileInfo, error)
	// ReadDir lists a folder, sorted by name.
	ReadDir(name string) ([]fs.DirEntry, error)
	// SyncDir returns once the names in a folder are on the disk.
	SyncDir(name string) error
}

// OS is the file system of the machine.
type OS struct{}

// Create implements FS.
func (OS) Create(name string, mode fs.FileMode) (File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Open implements FS.
func (OS) Open(name string) (*os.File, error) { return os.Open(name) }

// Mkdir implements FS.
func (OS) Mkdir(name string, mode fs.FileMode) error { return os.Mkdir(name, mode) }

// MkdirAll implements FS.
func (OS) MkdirAll(name string, mode fs.FileMode) error { return os.MkdirAll(name, mode) }

// Rename implements FS.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// RemoveAll implements FS.
func (OS) RemoveAll(name string) error { return os.RemoveAll(name) }

// Symlink implements FS.
func (OS) Symlink(target, name string) error { return os.Symlink(target, name) }

// Lstat implements FS.
func (OS) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(name) }

// ReadDir implements FS.
func (OS) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }

// SyncDir implements FS.
func (OS) SyncDir(name string) error {
	dir, err := os.Open(name)
	if err != nil {
		return err
	}
	if err := dir.Sync(); err != nil {
		dir.Close()
		return fmt.Errorf("syncing the folder: %w", err)
	}
	return dir.Close()
}
