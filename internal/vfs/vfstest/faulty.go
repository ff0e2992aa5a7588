// Package vfstest provides a file system that fails, for tests of what must hold
// whichever operation fails and whenever the power goes.
package vfstest

import (
	"io/fs"
	"maps"
	"os"
	"sync"

	"galena/internal/vfs"
)

// Op is a kind of operation that a Faulty file system can fail.
type Op string

// The kinds of operations. Any stands for all of them.
const (
	Any     Op = "any"
	Create  Op = "create"
	Write   Op = "write"
	Sync    Op = "sync"
	Close   Op = "close"
	Open    Op = "open"
	Mkdir   Op = "mkdir"
	Rename  Op = "rename"
	Remove  Op = "remove"
	Symlink Op = "symlink"
	Stat    Op = "stat"
	ReadDir Op = "readdir"
	SyncDir Op = "syncdir"
)

// Fault says which operation fails.
type Fault struct {
	Op Op
	// Nth is which operation of that kind fails, from 1; 0 fails none.
	Nth int
	// Err is what the operation fails with, wrapped in a *fs.PathError.
	Err error
	// Crash makes every later operation fail, as if the power had gone. Bytes of unsynced
	// files are lost; so are, in unsynced folders, the names of new files and the oldest
	// renaming, but not what came after it.
	Crash bool
}

// Faulty is a file system in which one operation fails. It is safe for concurrent use.
type Faulty struct {
	base  vfs.FS
	fault Fault

	mu      sync.Mutex
	counts  map[Op]int
	crashed bool
	memory  memory
}

// NewFaulty returns base with a fault.
func NewFaulty(base vfs.FS, fault Fault) *Faulty {
	return &Faulty{base: base, fault: fault, counts: map[Op]int{}, memory: newMemory()}
}

// Counts returns how many operations of each kind, and of Any, were requested: how far a
// test has to go to fail each once.
func (f *Faulty) Counts() map[Op]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.counts)
}

// Failed reports whether the fault has occurred.
func (f *Faulty) Failed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fault.Nth > 0 && f.counts[f.fault.Op] >= f.fault.Nth
}

// step counts an operation and returns the error that it fails with, if any.
func (f *Faulty) step(op Op, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[op]++
	f.counts[Any]++
	hit := (op == f.fault.Op || f.fault.Op == Any) && f.counts[f.fault.Op] == f.fault.Nth
	if hit && f.fault.Crash {
		f.crashed = true
		f.memory.lose()
	}
	if hit || f.crashed {
		return &fs.PathError{Op: string(op), Path: name, Err: f.fault.Err}
	}
	return nil
}

// remember records what the disk does not have yet.
func (f *Faulty) remember(note func(*memory)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	note(&f.memory)
}

// Create implements vfs.FS.
func (f *Faulty) Create(name string, mode fs.FileMode) (vfs.File, error) {
	if err := f.step(Create, name); err != nil {
		return nil, err
	}
	file, err := f.base.Create(name, mode)
	if err != nil {
		return nil, err
	}
	f.remember(func(m *memory) { m.created(name) })
	return &faultyFile{File: file, fs: f, name: name}, nil
}

// Open implements vfs.FS.
func (f *Faulty) Open(name string) (*os.File, error) {
	if err := f.step(Open, name); err != nil {
		return nil, err
	}
	return f.base.Open(name)
}

// Mkdir implements vfs.FS.
func (f *Faulty) Mkdir(name string, mode fs.FileMode) error {
	if err := f.step(Mkdir, name); err != nil {
		return err
	}
	return f.base.Mkdir(name, mode)
}

// MkdirAll implements vfs.FS.
func (f *Faulty) MkdirAll(name string, mode fs.FileMode) error {
	if err := f.step(Mkdir, name); err != nil {
		return err
	}
	return f.base.MkdirAll(name, mode)
}

// Rename implements vfs.FS.
func (f *Faulty) Rename(from, to string) error {
	if err := f.step(Rename, to); err != nil {
		return err
	}
	_, err := f.base.Lstat(to)
	if err := f.base.Rename(from, to); err != nil {
		return err
	}
	f.remember(func(m *memory) { m.renamed(from, to, err != nil) })
	return nil
}

// RemoveAll implements vfs.FS.
func (f *Faulty) RemoveAll(name string) error {
	if err := f.step(Remove, name); err != nil {
		return err
	}
	return f.base.RemoveAll(name)
}

// Symlink implements vfs.FS.
func (f *Faulty) Symlink(target, name string) error {
	if err := f.step(Symlink, name); err != nil {
		return err
	}
	return f.base.Symlink(target, name)
}

// Lstat implements vfs.FS.
func (f *Faulty) Lstat(name string) (fs.FileInfo, error) {
	if err := f.step(Stat, name); err != nil {
		return nil, err
	}
	return f.base.Lstat(name)
}

// ReadDir implements vfs.FS.
func (f *Faulty) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.step(ReadDir, name); err != nil {
		return nil, err
	}
	return f.base.ReadDir(name)
}

// SyncDir implements vfs.FS.
func (f *Faulty) SyncDir(name string) error {
	if err := f.step(SyncDir, name); err != nil {
		return err
	}
	f.remember(func(m *memory) { m.syncedFolder(name) })
	return f.base.SyncDir(name)
}

// faultyFile is a file of a Faulty file system.
type faultyFile struct {
	vfs.File
	fs   *Faulty
	name string
}

// Write writes half of p if it fails, as on a full disk.
func (f *faultyFile) Write(p []byte) (int, error) {
	if err := f.fs.step(Write, f.name); err != nil {
		if f.fs.isCrashed() {
			return 0, err
		}
		n, _ := f.File.Write(p[:len(p)/2])
		return n, err
	}
	f.fs.remember(func(m *memory) { m.bytes[f.name] = true })
	return f.File.Write(p)
}

// Sync implements vfs.File.
func (f *faultyFile) Sync() error {
	if err := f.fs.step(Sync, f.name); err != nil {
		return err
	}
	f.fs.remember(func(m *memory) { delete(m.bytes, f.name) })
	return f.File.Sync()
}

// Close closes the file even if it fails, so that tests do not leak it.
func (f *faultyFile) Close() error {
	err := f.fs.step(Close, f.name)
	if closeErr := f.File.Close(); err == nil {
		err = closeErr
	}
	return err
}

func (f *Faulty) isCrashed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.crashed
}
