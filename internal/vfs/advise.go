package vfs

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Advise adds to a file system's error, which names the path, what the user can do about
// it. key is the key of the configuration that names the path.
func Advise(err error, key string) error {
	advice := ""
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		advice = "free some space there, or point " + key + " to a disk that has room"
	case errors.Is(err, fs.ErrPermission):
		advice = "give this user the right to write there, or point " + key + " elsewhere"
	case errors.Is(err, syscall.EROFS):
		advice = "the file system is read-only; point " + key + " elsewhere"
	case errors.Is(err, syscall.ENOTDIR):
		advice = "there is a file where " + key + " wants a folder"
	default:
		return err
	}
	return fmt.Errorf("%w; %s", err, advice)
}
