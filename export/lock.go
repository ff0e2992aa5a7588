package export

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lockName is the file that is locked. It stays when the lock goes: removing it
// would let two runs hold locks on two files of one name.
const lockName = ".lock"

// LockedError says that another run holds the folder.
type LockedError struct {
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
func (e *LockedError) Error() string {
	if e.Holder.PID == 0 {
		return fmt.Sprintf("another run is writing to %s; wait for it to end", e.Dir)
	}
	return fmt.Sprintf("another run is writing to %s: process %d on %s, since %s; wait for it to end, or stop it",
		e.Dir, e.Holder.PID, e.Holder.Host, e.Holder.Since.Format(time.RFC3339))
}

// lock is a held lock. The kernel takes it back when the process ends, however
// it ends.
type lock struct{ *flock.Flock }

// lockFolder takes the lock of a folder at once, or fails with *LockedError.
func lockFolder(dir string) (lock, error) {
	path := filepath.Join(dir, lockName)
	l := lock{flock.New(path, flock.SetPermissions(0o644))}
	held, err := l.TryLock()
	if err != nil {
		return lock{}, explain(err)
	}
	if !held {
		locked := &LockedError{Dir: dir}
		if signature, err := os.ReadFile(path); err == nil && json.Unmarshal(signature, &locked.Holder) != nil {
			locked.Holder = Holder{} // read while it was being written
		}
		return lock{}, locked
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
		l.Unlock() //nolint:errcheck // err says more
		return lock{}, explain(err)
	}
	return l, nil
}

// release wipes the signature and gives the lock back.
func (l lock) release() error {
	if err := os.Truncate(l.Path(), 0); err != nil {
		l.Unlock() //nolint:errcheck // err says more
		return explain(err)
	}
	return l.Unlock()
}
