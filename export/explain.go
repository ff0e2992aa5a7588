package export

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// The keys of the configuration that say where a run is written.
const (
	dirKey     = "export.dir (--out)"
	stagingKey = "export.staging" // of one that is uploaded then
)

// explain explains an error of what is written to on this machine.
func (s *Sink) explain(err error) error {
	if s.store != nil {
		return explain(err, stagingKey)
	}
	return explain(err, dirKey)
}

// explain adds to an error of the file system, which names the path, what the
// user can do about it.
func explain(err error, key string) error {
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
