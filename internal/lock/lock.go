// Package lock keeps two processes from writing to one folder at once.
package lock

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// fileName is the file that is locked. It is not removed with the lock, since two runs
// could then hold locks on two files of the same name.
const fileName = ".lock"

// HeldError means that another run holds the folder.
type HeldError struct {
	Dir    string
	Holder Holder // zero if the other run has not signed yet
}

// Holder is a run that holds a folder.
type Holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// Error implements error.
func (e *HeldError) Error() string {
	if e.Holder.PID == 0 {
		return fmt.Sprintf("another run is writing to %s; wait for it to end", e.Dir)
	}
	return fmt.Sprintf("another run is writing to %s: process %d on %s, since %s; wait for it to end, or stop it",
		e.Dir, e.Holder.PID, e.Holder.Host, e.Holder.Since.Format(time.RFC3339))
}

// Lock is a held lock. The kernel releases it when the process ends, however it ends.
type Lock struct{ file *flock.Flock }

// Take locks a folder without waiting, or fails with *HeldError.
func Take(dir string) (Lock, error) { return TakeFile(dir, fileName) }

// TakeFile is Take with another file name, for locks inside a folder that the same run
// may have locked as a whole.
func TakeFile(dir, name string) (Lock, error) {
	path := filepath.Join(dir, name)
	l := Lock{flock.New(path, flock.SetPermissions(0o644))}
	held, err := l.file.TryLock()
	if err != nil {
		return Lock{}, err
	}
	if !held {
		other := &HeldError{Dir: dir}
		if signature, err := os.ReadFile(path); err == nil && json.Unmarshal(signature, &other.Holder) != nil {
			other.Holder = Holder{} // it was read while being written
		}
		return Lock{}, other
	}
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	signature, err := json.Marshal(Holder{PID: os.Getpid(), Host: host, Since: time.Now().UTC().Truncate(time.Second)})
	if err == nil {
		err = os.WriteFile(path, append(signature, '\n'), 0o644)
	}
	if err != nil {
		l.file.Unlock() //nolint:errcheck // err says more
		return Lock{}, err
	}
	return l, nil
}

// Release erases the signature and releases the lock.
func (l Lock) Release() error {
	if err := os.Truncate(l.file.Path(), 0); err != nil {
		l.file.Unlock() //nolint:errcheck // err says more
		return err
	}
	return l.file.Unlock()
}
