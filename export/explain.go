package export

import "galena/internal/vfs"

// These are the configuration keys that say where a run is written.
const (
	dirKey     = "export.dir (--out)"
	stagingKey = "export.staging" // where a run is made that is then uploaded
)

// explain adds advice to an error in writing to this machine.
func (s *Sink) explain(err error) error {
	if s.store != nil {
		return vfs.Advise(err, stagingKey)
	}
	return vfs.Advise(err, dirKey)
}
