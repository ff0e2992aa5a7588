package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"galena/internal/remote"
)

// place is a folder of runs, or of one run, on this machine or in object storage.
type place struct {
	name  string         // for messages
	store *remote.Folder // nil: this machine
}

// placeAt returns the place of an address or a path.
func placeAt(ctx context.Context, dir string) (place, error) {
	if !remote.IsURL(dir) {
		return place{name: dir}, nil
	}
	folder, err := remote.OpenFolder(ctx, dir)
	if err != nil {
		return place{}, usagef("%w", err)
	}
	return place{folder.Name, folder}, nil
}

// in returns a folder below the place.
func (at place) in(name string) place {
	if at.store == nil {
		return place{name: filepath.Join(at.name, name)}
	}
	below := at.store.Below(name)
	return place{below.Name, below}
}

// latest returns the folder of the last run, or the place itself if it holds no
// published runs.
func (at place) latest(ctx context.Context) (place, error) {
	if at.store == nil {
		if latest := at.in("latest"); isFolder(latest.name) {
			return latest, nil
		}
		return at, nil
	}
	last, err := at.store.Latest(ctx)
	if err != nil || last.Path == "" {
		return at, err
	}
	return at.in(last.Path), nil
}

// runs returns the folders below the place that may hold a run.
func (at place) runs(ctx context.Context) (all []place, err error) {
	if at.store == nil {
		dirs, err := runsIn(at.name)
		for _, dir := range dirs {
			all = append(all, place{name: dir})
		}
		return all, err
	}
	folders, err := at.store.Folders(ctx)
	for _, folder := range folders {
		all = append(all, place{folder.Name, folder})
	}
	return all, err
}

// read returns the content of a small file. If there is none, the error wraps
// fs.ErrNotExist.
func (at place) read(ctx context.Context, name string) ([]byte, error) {
	if at.store == nil {
		return os.ReadFile(filepath.Join(at.name, name))
	}
	data, _, err := at.store.Read(ctx, name)
	return data, err
}

// placed is an open file of a run.
type placed struct {
	io.ReaderAt
	size  int64
	close func() error
}

// open opens a file. If there is none, the error wraps fs.ErrNotExist.
func (at place) open(ctx context.Context, name string) (*placed, error) {
	if at.store == nil {
		f, err := os.Open(filepath.Join(at.name, name))
		if err != nil {
			return nil, err
		}
		info, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return &placed{f, info.Size(), f.Close}, nil
	}
	object, err := at.store.Object(ctx, name)
	if err != nil {
		return nil, err
	}
	parts, _ := object.ReaderAt(ctx) // readers of a store implement it
	return &placed{parts, object.Size, func() error { return nil }}, nil
}
