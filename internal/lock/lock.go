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

// FileName is the file that is locked. It stays when the lock goes: removing it
// would let two runs hold locks on two files of one name.
const FileName = ".lock"

// HeldError says that another run holds the folder.
type HeldError struct {
	Dir    string
	Holder Holder // zero where the other run has not signed yet
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

// Lock is a held lock. The kernel takes it back when the process ends, however
// it ends.
type Lock struct{ file *flock.Flock }

// Take takes the lock of a folder at once, or fails with *HeldError.
func Take(dir string) (Lock, error) { return TakeFile(dir, FileName) }

// TakeFile is Take with a file of another name, for what may stand in a folder
// that is locked as a whole by the same run.
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
			other.Holder = Holder{} // read while it was being written
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

// Release wipes the signature and gives the lock back.
func (l Lock) Release() error {
	if err := os.Truncate(l.file.Path(), 0); err != nil {
		l.file.Unlock() //nolint:errcheck // err says more
		return err
	}
	return l.file.Unlock()
}
