package export

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"galena/internal/lock"
	"galena/internal/remote"
)

// store is the object storage that a run is published in. The run is made in a staging
// folder on this machine and uploaded when it is complete. Readers look at
// remote.LatestName, which is written last, in one request.
type store struct {
	folder *remote.Folder
	// latest is the version of remote.LatestName when the run began, "" for none. If the
	// version has changed since, another run has published, and this run does not overwrite
	// it.
	latest string
}

// openStore reads what has been published, so that a wrong name or a missing permission
// shows before the work is done.
func openStore(ctx context.Context, dir string) (*store, error) {
	folder, err := remote.OpenFolder(ctx, dir)
	if err != nil {
		return nil, err
	}
	s := &store{folder: folder}
	_, s.latest, err = folder.Read(ctx, remote.LatestName)
	if errors.Is(err, fs.ErrNotExist) {
		// The object may be missing, or the whole bucket: listing it tells which.
		_, err = folder.Sizes(ctx, latestName)
	}
	return s, err
}

// stagingFolder returns the folder where a run for a store is made. There is one for each
// place that runs are published in, so that its lock keeps out a second run of the same
// user.
func stagingFolder(c Config) (string, error) {
	base := c.Staging
	if base == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("there is no folder to prepare the upload in (%w); name one in export.staging", err)
		}
		base = filepath.Join(cache, "galena", "staging")
	}
	sum := sha256.Sum256([]byte(c.Dir))
	return filepath.Join(base, hex.EncodeToString(sum[:8])), nil
}

// locked makes the error of a held lock name the store that the staging folder is for.
func (s *Sink) locked(err error) error {
	if held, ok := errors.AsType[*lock.HeldError](err); ok && s.store != nil {
		held.Dir = s.store.folder.Name
	}
	return s.explain(err)
}

// latestRemote opens a store and returns its latest run, which is empty if there is none.
func latestRemote(ctx context.Context, dir string) (*remote.Folder, remote.Latest, error) {
	folder, err := remote.OpenFolder(ctx, dir)
	if err != nil {
		return nil, remote.Latest{}, err
	}
	last, err := folder.Latest(ctx)
	return folder, last, err
}

// publishRemote uploads the run in temp and makes it the latest.
func (s *Sink) publishRemote(ctx context.Context, m Manifest, summary func(Manifest) ([]byte, error)) (Published, error) {
	name, unchanged, err := s.store.destination(ctx, m)
	if err != nil {
		return Published{}, err
	}
	if !unchanged {
		content, err := summary(m)
		if err != nil {
			return Published{}, err
		}
		if err := s.put(s.temp, summaryName, content); err != nil {
			return Published{}, s.explain(err)
		}
		sum := sha256.Sum256(content)
		last := WrittenFile{Name: summaryName, Bytes: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
		for _, f := range append(slices.Clip(m.Files), last) {
			if err := s.upload(ctx, name, f); err != nil {
				return Published{}, err
			}
		}
	}
	content, err := json.Marshal(remote.Latest{RunID: m.RunID, Path: name})
	if err != nil {
		return Published{}, err
	}
	if err := s.store.folder.Replace(ctx, remote.LatestName, append(content, '\n'), s.store.latest); err != nil {
		return Published{}, err
	}
	s.tidy()
	return Published{Manifest: m, Path: s.store.folder.Name + "/" + name, Unchanged: unchanged}, nil
}

func (s *Sink) upload(ctx context.Context, run string, f WrittenFile) error {
	from, err := s.fs.Open(filepath.Join(s.temp, f.Name))
	if err != nil {
		return s.explain(err)
	}
	defer from.Close()
	return s.store.folder.Upload(ctx, run+"/"+f.Name, from, f.Bytes, f.SHA256)
}

// destination returns the name of the folder for the run, and whether the very same run is
// already there. The remains of an upload that died do not count as a run and are
// overwritten.
func (s *store) destination(ctx context.Context, m Manifest) (name string, unchanged bool, err error) {
	for n := 1; ; n++ {
		name = nthName(m.RunID, n)
		there, same, err := s.holds(ctx, name, m)
		if err != nil {
			return "", false, err
		}
		if !there || same {
			return name, same, nil
		}
	}
}

// holds reports whether a run is there, and whether it is complete and the same.
func (s *store) holds(ctx context.Context, name string, m Manifest) (there, same bool, err error) {
	content, _, err := s.folder.Read(ctx, name+"/"+summaryName)
	if errors.Is(err, fs.ErrNotExist) {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	var past struct {
		Outputs []WrittenFile `json:"outputs"`
	}
	if json.Unmarshal(content, &past) != nil || !slices.Equal(past.Outputs, m.Files) {
		return true, false, nil
	}
	sizes, err := s.folder.Sizes(ctx, name)
	if err != nil {
		return true, false, err
	}
	for _, f := range m.Files {
		if size, there := sizes[f.Name]; !there || size != f.Bytes {
			return true, false, nil
		}
	}
	return true, true, nil
}
