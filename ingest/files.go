package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"galena/internal/config"
	"galena/internal/remote"
)

// found is a file that the path of an Input led to.
type found struct {
	path  string // as given, or as the glob or folder spells it
	input *Input
	size  int64 // -1 for standard input, a pipe or a device

	object *remote.Object // nil for a file on this machine
}

// once returns the replay for a file that can be read only once, nil for one that can be
// read again.
func (f found) once(stdin *replay) *replay {
	switch {
	case f.path == standardInput:
		return stdin
	case f.size < 0 && f.object == nil:
		return &replay{}
	}
	return nil
}

// standardInput is the path that stands for standard input.
const standardInput = "-"

// find returns the files that the inputs name, sorted by path, each once: the order in
// which they are given does not matter. A file that two inputs name is read as the first of
// them says.
func find(ctx context.Context, inputs []Input) ([]found, error) {
	var all []found
	var problems []error
	seen := map[string]bool{}
	away := map[string]*remote.Object{}
	for i := range inputs {
		if remote.IsURL(inputs[i].Path) {
			files, err := findRemote(ctx, &inputs[i])
			if err != nil {
				problems = append(problems, inputs[i].placed(err))
			}
			for _, f := range files {
				if other := away[f.path]; other == nil {
					away[f.path] = f.object
					all = append(all, f)
				} else if !other.Same(f.object) {
					problems = append(problems, sameName(f.path))
				}
			}
			continue
		}
		paths, err := expand(inputs[i].Path)
		if err != nil {
			problems = append(problems, inputs[i].placed(err))
			continue
		}
		for _, path := range paths {
			size, key, err := identify(path)
			if err != nil {
				problems = append(problems, inputs[i].placed(err))
			} else if !seen[key] {
				seen[key] = true
				all = append(all, found{path: path, input: &inputs[i], size: size})
			}
		}
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(a.path, b.path) })
	return all, errors.Join(problems...)
}

// placed adds the place in the configuration that names the input to an error, but not the
// line's text if the path is an address, which may hold a secret.
func (in *Input) placed(err error) error {
	if in.At.File == "" {
		return err
	}
	where := in.At.Problem("%v", err)
	if remote.IsURL(in.Path) {
		where.Source = ""
	}
	return placedError{error: err, where: where}
}

// placedError is an error about a file, shown at the place where the configuration names
// it. The configuration itself may be right.
type placedError struct {
	error
	where config.Problem
}

func (p placedError) Error() string { return p.where.Error() }
func (p placedError) Unwrap() error { return p.error }

// expand returns the files that a path stands for: the file itself, those that a glob
// matches, or those in a folder and below it.
func expand(path string) ([]string, error) {
	if path == standardInput {
		return []string{path}, nil
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		files, err := folder(path)
		if err == nil && len(files) == 0 {
			err = noData(path)
		}
		return files, err
	case err == nil:
		return []string{filepath.Clean(path)}, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, unreadable(path, err)
	case !strings.ContainsAny(path, "*?["):
		return nil, fmt.Errorf("%s: no such file or folder%w", path, nearby(path))
	}
	matches, err := filepath.Glob(path)
	if err != nil {
		return nil, fmt.Errorf("%s: not a pattern: a [ needs its ]; put \\ before it if it belongs to the name", path)
	}
	if len(matches) == 0 {
		return nil, fmt.Errorf("%s: the pattern matches no file%w", path, nearby(path))
	}
	var files []string
	for _, match := range matches {
		below := []string{match}
		if info, err := os.Stat(match); err == nil && info.IsDir() {
			if below, err = folder(match); err != nil {
				return nil, err
			}
		}
		files = append(files, below...)
	}
	if len(files) == 0 {
		return nil, noData(path)
	}
	return files, nil
}

func noData(path string) error {
	return fmt.Errorf("%s: there is no file that ends in %s (or those with .gz or .zst)", path, strings.Join(extensions(), ", "))
}

// folder returns the files in a folder and below it whose names end in a known extension.
// Hidden files are left out, and so is what galena has published, so that a run over the
// current folder does not read the leads of the last one.
func folder(root string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return unreadable(path, err)
		}
		hidden := path != root && strings.HasPrefix(entry.Name(), ".")
		switch {
		case entry.IsDir() && (hidden || path != root && holdsRuns(path)):
			return fs.SkipDir
		case entry.IsDir() || hidden || formatByName(path) == "":
			return nil
		}
		files = append(files, path)
		return nil
	})
	return files, err
}

// holdsRuns reports whether runs are published in a folder: it has the link to the latest.
func holdsRuns(folder string) bool {
	info, err := os.Lstat(filepath.Join(folder, "latest"))
	return err == nil && info.Mode().Type() == fs.ModeSymlink
}

// identify returns a file's size, and a key that is the same under all its names.
func identify(path string) (size int64, key string, err error) {
	if path == standardInput {
		return -1, path, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, "", unreadable(path, err)
	}
	if !info.Mode().IsRegular() {
		return -1, path, nil // a pipe or device does not tell its size, and a shell's pipe has no name
	}
	if key, err = filepath.EvalSymlinks(path); err == nil {
		key, err = filepath.Abs(key)
	}
	if err != nil {
		return 0, "", unreadable(path, err)
	}
	return info.Size(), key, nil
}

// unreadable turns an error of the operating system into one that says what to do about it.
func unreadable(path string, err error) error {
	if away, ok := errors.AsType[*remote.Error](err); ok {
		return away // the error names the file and says what to do
	}
	var cause *fs.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%s: %w; let this user read it (chmod a+r, and a+x on its folders), or leave it out", path, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// missing is fs.ErrNotExist with a hint as its text.
type missing struct{ hint string }

func (m missing) Error() string        { return m.hint }
func (m missing) Is(target error) bool { return target == fs.ErrNotExist }

// nearby returns an error with a hint at the file that was probably meant.
func nearby(path string) error {
	folder := filepath.Dir(path)
	entries, err := os.ReadDir(folder)
	if err != nil {
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			return missing{fmt.Sprintf("; there is no folder %s here", folder)}
		}
		return missing{}
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	if near := config.Suggest(filepath.Base(path), names); near != "" {
		return missing{fmt.Sprintf("; did you mean %s?", filepath.Join(folder, near))}
	}
	return missing{}
}

// stem returns a file's name without folder and extensions: crm for dumps/crm.csv.gz.
func stem(path string) string {
	if path == standardInput {
		return "stdin"
	}
	name := filepath.Base(path)
	for range 2 {
		extension := filepath.Ext(name)
		if !isCompression(extension) && formatByName(name) == "" {
			break
		}
		name = strings.TrimSuffix(name, extension)
		if !isCompression(extension) {
			break
		}
	}
	return name
}
