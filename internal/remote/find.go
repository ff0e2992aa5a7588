package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// LatestName is the object that names the last run in a folder of published runs.
const LatestName = "latest.json"

// Latest is the content of the object LatestName.
type Latest struct {
	RunID string `json:"run_id"`
	Path  string `json:"path"` // of the run, relative to the folder
}

// Latest returns the folder's last run, or a zero Latest if there is none.
func (f *Folder) Latest(ctx context.Context) (last Latest, err error) {
	content, _, err := f.Read(ctx, LatestName)
	if errors.Is(err, fs.ErrNotExist) {
		return last, nil
	}
	if err == nil && (json.Unmarshal(content, &last) != nil || last.Path == "") {
		err = fmt.Errorf("%s/%s is damaged; remove it, and the next run writes it anew", f.Name, LatestName)
	}
	return last, err
}

// ErrEmpty is wrapped by the error of Find if a folder has no wanted file.
var ErrEmpty = errors.New("there is no file")

// Find returns the objects behind an address, sorted by name. An address is a file or, in
// a store, also a pattern (* and [ as in path.Match) or a folder; a folder stands for the
// files in and below it whose names are wanted. Hidden files are left out, and so are
// folders below it that hold published runs.
func Find(ctx context.Context, address string, wanted func(name string) bool) ([]*Object, error) {
	a, err := parse(address)
	if err != nil {
		return nil, err
	}
	if a.isWeb() {
		if strings.Contains(a.web.Path, "*") {
			return nil, fmt.Errorf("%s: a web server lists no files; name each", a.name())
		}
		o, err := findWeb(ctx, a)
		if err != nil {
			return nil, err
		}
		return []*Object{o}, nil
	}
	b, err := openBucket(ctx, a)
	if err != nil {
		return nil, err
	}
	return b.find(ctx, a.key, wanted)
}

func (b *bucket) find(ctx context.Context, key string, wanted func(string) bool) ([]*Object, error) {
	if key != "" && !strings.HasSuffix(key, "/") {
		o, err := b.stat(ctx, key)
		if err == nil {
			return []*Object{o}, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	if strings.ContainsAny(key, "*[") {
		return b.match(ctx, key, wanted)
	}
	return b.folder(ctx, key, wanted)
}

// stat returns the object with a key.
func (b *bucket) stat(ctx context.Context, key string) (*Object, error) {
	attributes, err := b.Attributes(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, fs.ErrNotExist // the object or its bucket: a listing will tell
	}
	if err != nil {
		return nil, b.fail(ctx, key, err)
	}
	return b.object(key, attributes.Size), nil
}

// fail explains an error, or returns the cause if the context has ended.
func (b *bucket) fail(ctx context.Context, key string, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return b.explain(ctx, b.address.nameOf(key), err)
}

// match returns the objects whose keys match a pattern, and those in matching folders.
func (b *bucket) match(ctx context.Context, pattern string, wanted func(string) bool) ([]*Object, error) {
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, fmt.Errorf("%s: not a pattern: a [ needs its ]; put \\ before it if it belongs to the name", b.address.nameOf(pattern))
	}
	pattern = strings.TrimSuffix(pattern, "/")
	prefix := pattern[:strings.IndexAny(pattern, `*[\`)]
	depth := strings.Count(pattern, "/")
	var found []*Object
	err := b.list(ctx, prefix, func(o *blob.ListObject) {
		key := o.Key
		if strings.Count(key, "/") > depth {
			if !wanted(key) || isHidden(key[len(prefix):]) {
				return
			}
			key = strings.Join(strings.Split(key, "/")[:depth+1], "/")
		}
		if matches, _ := path.Match(pattern, key); matches {
			found = append(found, b.object(o.Key, o.Size))
		}
	})
	if err == nil && len(found) == 0 {
		err = &Error{Name: b.address.nameOf(pattern), What: "the pattern matches no object", kind: fs.ErrNotExist}
	}
	return found, err
}

// folder returns the wanted objects below a prefix.
func (b *bucket) folder(ctx context.Context, key string, wanted func(string) bool) ([]*Object, error) {
	prefix := strings.TrimSuffix(key, "/")
	if prefix != "" {
		prefix += "/"
	}
	var all []*blob.ListObject
	published := map[string]bool{}
	err := b.list(ctx, prefix, func(o *blob.ListObject) {
		below := o.Key[len(prefix):]
		if dir := path.Dir(below); dir != "." && path.Base(below) == LatestName {
			published[dir] = true
		}
		all = append(all, o)
	})
	if err != nil {
		return nil, err
	}
	var found []*Object
	for _, o := range all {
		below := o.Key[len(prefix):]
		if below != "" && wanted(below) && !isHidden(below) && !isBelow(published, below) {
			found = append(found, b.object(o.Key, o.Size))
		}
	}
	switch {
	case len(found) > 0:
		return found, nil
	case len(all) > 0:
		return nil, &Error{Name: b.address.nameOf(key), What: "there is no file of a known format below it", kind: ErrEmpty}
	}
	return nil, &Error{Name: b.address.nameOf(key), What: "there is no such object or folder", Advice: "check the path", kind: fs.ErrNotExist}
}

func isHidden(key string) bool { return strings.HasPrefix(key, ".") || strings.Contains(key, "/.") }

// isBelow reports whether a key is in one of the folders or below it.
func isBelow(folders map[string]bool, key string) bool {
	for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
		if folders[dir] {
			return true
		}
	}
	return false
}

// list visits all objects below a prefix, by key. It skips objects that stand for
// folders.
func (b *bucket) list(ctx context.Context, prefix string, visit func(*blob.ListObject)) error {
	objects := b.List(&blob.ListOptions{Prefix: prefix})
	for {
		o, err := objects.Next(ctx)
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return b.fail(ctx, prefix, err)
		case !o.IsDir && !strings.HasSuffix(o.Key, "/"):
			visit(o)
		}
	}
}
