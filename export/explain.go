package export

import "galena/internal/vfs"

// The keys of the configuration that say where a run is written.
const (
	dirKey     = "export.dir (--out)"
	stagingKey = "export.staging" // of one that is uploaded then
)

// explain explains an error of what is written to on this machine.
func (s *Sink) explain(err error) error {
	if s.store != nil {
		return vfs.Advise(err, stagingKey)
	}
	return vfs.Advise(err, dirKey)
}
