package vfs

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
)

// TempPrefix begins the names of files and folders that are not complete yet. Whoever may
// write to a folder may remove them.
const TempPrefix = ".tmp-"

// Replace is ReplaceBy for a file of which the bytes are at hand.
func Replace(fsys FS, path string, data []byte, mode fs.FileMode) error {
	return ReplaceBy(fsys, path, mode, func(to io.Writer) error {
		_, err := to.Write(data)
		return err
	})
}

// ReplaceBy writes a file in one step: whatever fails, and even if the power goes, the path
// holds either the previous file (or none, if there was none) or the whole new one. The
// new file's name is on the disk before it replaces the old one, so that a crash leaves
// one of them. mode is that of a new file; an existing file keeps its own. What is not a
// regular file, such as /dev/stdout, is refused.
func ReplaceBy(fsys FS, path string, mode fs.FileMode, write func(to io.Writer) error) error {
	switch info, err := fsys.Lstat(path); {
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("%s is a link, a folder or a device; it takes a file to be replaced", path)
	case err == nil:
		mode = info.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	dir := filepath.Dir(path)
	temp := filepath.Join(dir, TempPrefix+filepath.Base(path))
	f, err := fsys.Create(temp, mode)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(f, 256<<10)
	if err = write(buffered); err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = fsys.SyncDir(dir)
	}
	if err == nil {
		err = fsys.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, fsys.RemoveAll(temp))
	}
	return fsys.SyncDir(dir)
}
