package export

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// explain adds to an error of the file system, which names the path, what the
// user can do about it.
func explain(err error) error {
	advice := ""
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		advice = "free some space there, or point export.dir (--out) to a disk that has room"
	case errors.Is(err, fs.ErrPermission):
		advice = "give this user the right to write there, or point export.dir (--out) elsewhere"
	case errors.Is(err, syscall.EROFS):
		advice = "the file system is read-only; point export.dir (--out) elsewhere"
	case errors.Is(err, syscall.ENOTDIR):
		advice = "there is a file where export.dir (--out) wants a folder"
	default:
		return err
	}
	return fmt.Errorf("%w; %s", err, advice)
}
