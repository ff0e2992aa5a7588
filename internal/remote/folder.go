package remote

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // the checksum that stores return
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/aws/smithy-go"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// Folder is a place in a store where runs are published. It adds and replaces objects but
// never removes one, so the credentials need no permission to delete.
type Folder struct {
	Name   string // its address without secrets and without a trailing slash
	bucket *bucket
	prefix string // "", or with a trailing slash
}

// CheckFolder returns an error for an address where no run can be published.
func CheckFolder(address string) error {
	a, err := parse(address)
	if err == nil && a.isWeb() {
		err = fmt.Errorf("%s: a web server takes no files; s3://, gs:// and azblob:// do", a.name())
	}
	return err
}

// OpenFolder prepares a folder without contacting the store.
func OpenFolder(ctx context.Context, address string) (*Folder, error) {
	if err := CheckFolder(address); err != nil {
		return nil, err
	}
	a, err := parse(address)
	if err != nil {
		return nil, err
	}
	b, err := openBucket(ctx, a)
	if err != nil {
		return nil, err
	}
	return b.place(a.key), nil
}

func (b *bucket) place(key string) *Folder {
	key = strings.Trim(path.Clean("/"+key), "/")
	f := &Folder{Name: b.address.nameOf(key), bucket: b}
	if key != "" {
		f.prefix = key + "/"
	}
	return f
}

// Read returns a small object and the store's version of it. If there is none, the error
// wraps fs.ErrNotExist.
func (f *Folder) Read(ctx context.Context, name string) (content []byte, version string, err error) {
	r, err := f.bucket.NewReader(ctx, f.prefix+name, &blob.ReaderOptions{BeforeRead: func(as func(any) bool) error { return readOnly(as, "") }})
	if err != nil {
		return nil, "", f.bucket.fail(ctx, f.prefix+name, err)
	}
	defer r.Close()
	content, err = io.ReadAll(r)
	if err == nil && int64(len(content)) != r.Size() {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, "", f.bucket.fail(ctx, f.prefix+name, err)
	}
	return content, versionOf(r), nil
}

// Sizes returns the sizes of the objects below the folder, by name.
func (f *Folder) Sizes(ctx context.Context, below string) (map[string]int64, error) {
	prefix, sizes := f.prefix+below+"/", map[string]int64{}
	err := f.bucket.list(ctx, prefix, func(o *blob.ListObject) { sizes[o.Key[len(prefix):]] = o.Size })
	return sizes, err
}

// Upload stores a file under a name below the folder. It checks that what it sent has
// this SHA-256, in hexadecimal, and that the store has size bytes. The store verifies
// the checksum that its SDK sends along, and Upload compares the MD5 if the store
// returns one.
func (f *Folder) Upload(ctx context.Context, name string, from io.Reader, size int64, sum string) error {
	key := f.prefix + name
	sent, digest := sha256.New(), md5.New() //nolint:gosec // see above
	from = io.TeeReader(from, io.MultiWriter(sent, digest))
	if err := f.bucket.Upload(ctx, key, from, &blob.WriterOptions{ContentType: contentType(name)}); err != nil {
		return f.bucket.fail(ctx, key, err)
	}
	if hex.EncodeToString(sent.Sum(nil)) != sum {
		return fmt.Errorf("%s: the file has changed on the disk since it was written; is the disk sound?", f.bucket.address.nameOf(key))
	}
	there, err := f.bucket.Attributes(ctx, key)
	if err != nil {
		return f.bucket.fail(ctx, key, err)
	}
	if there.Size != size || len(there.MD5) > 0 && !bytes.Equal(there.MD5, digest.Sum(nil)) {
		return fmt.Errorf("%s: the store has %d bytes that are not the %d that were sent; run again", f.bucket.address.nameOf(key), there.Size, size)
	}
	return nil
}

// Replace writes a small object if it still has the version that Read returned or, for
// "", if it still does not exist. Otherwise the error wraps ErrConflict. A store
// without conditional writes is written unconditionally.
func (f *Folder) Replace(ctx context.Context, name string, content []byte, version string) error {
	key := f.prefix + name
	write := func(options *blob.WriterOptions) error {
		options.ContentType = contentType(name)
		// Neither WriteAll nor a checksum: for streamed writes, Azure's driver panics if the
		// store refuses. The content is read back below.
		return f.bucket.Upload(ctx, key, bytes.NewReader(content), options)
	}
	options := &blob.WriterOptions{IfNotExist: version == ""}
	if version != "" {
		options.BeforeWrite = func(as func(any) bool) error { return replaceOnly(as, version) }
	}
	err := write(options)
	if answer, ok := errors.AsType[smithy.APIError](err); ok {
		switch answer.ErrorCode() {
		case "NotImplemented":
			err = write(new(blob.WriterOptions))
		case "ConditionalRequestConflict":
			err = errors.Join(ErrConflict, err)
		}
	}
	if errors.Is(err, ErrConflict) || gcerrors.Code(err) == gcerrors.FailedPrecondition {
		return &Error{
			Name: f.bucket.address.nameOf(key), What: "another run has published in " + f.Name + " since this one began",
			Advice: "look at its leads, and run again if they are not what you want", kind: ErrConflict,
		}
	}
	if err != nil {
		return f.bucket.fail(ctx, key, err)
	}
	there, _, err := f.Read(ctx, name)
	if err == nil && !bytes.Equal(there, content) {
		err = &Error{Name: f.bucket.address.nameOf(key), What: "the store has other bytes than were sent", Advice: "run again", kind: ErrConflict}
	}
	return err
}

// Below returns a subfolder.
func (f *Folder) Below(name string) *Folder { return f.bucket.place(f.prefix + name) }

// Folders returns the subfolders, by name.
func (f *Folder) Folders(ctx context.Context) (all []*Folder, err error) {
	entries := f.bucket.List(&blob.ListOptions{Prefix: f.prefix, Delimiter: "/"})
	for {
		entry, err := entries.Next(ctx)
		switch {
		case err == io.EOF:
			return all, nil
		case err != nil:
			return nil, f.bucket.fail(ctx, f.prefix, err)
		case entry.IsDir:
			all = append(all, f.bucket.place(entry.Key))
		}
	}
}

// Object returns an object of the folder. If there is none, the error wraps
// fs.ErrNotExist.
func (f *Folder) Object(ctx context.Context, name string) (*Object, error) {
	o, err := f.bucket.stat(ctx, f.prefix+name)
	if errors.Is(err, fs.ErrNotExist) {
		err = &Error{Name: f.bucket.address.nameOf(f.prefix + name), What: "there is no such object", kind: fs.ErrNotExist}
	}
	return o, err
}

// contentType returns the type to store with an object, so that the store need not guess.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".json":
		return "application/json"
	case ".html":
		return "text/html; charset=utf-8"
	case ".parquet":
		return "application/vnd.apache.parquet"
	}
	return "application/octet-stream"
}
