package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"galena/internal/remote"
)

// Missing tells which of the inputs lead to no file. It looks at no content.
func Missing(ctx context.Context, inputs []Input) error {
	_, err := find(ctx, inputs)
	return err
}

// findRemote returns the objects behind an address.
func findRemote(ctx context.Context, in *Input) ([]found, error) {
	objects, err := remote.Find(ctx, in.Path, func(name string) bool { return formatByName(name) != "" })
	if errors.Is(err, remote.ErrEmpty) {
		err = noData(remote.Redact(in.Path))
	}
	files := make([]found, len(objects))
	for i, o := range objects {
		files[i] = found{path: o.Name, input: in, size: o.Size, object: o}
	}
	return files, err
}

// sameName is the error of two files whose names in the output would be one.
func sameName(path string) error {
	return fmt.Errorf("%s: two files have this address and differ only behind the ?, which is not written to the output; copy one of them to another place", path)
}

// openRemote opens an object.
func (r *raw) openRemote(ctx context.Context, o *remote.Object) error {
	reader, err := o.Open(ctx)
	if err != nil {
		return err
	}
	r.object, r.reader, r.close = o, reader, reader.Close
	return nil
}

// anywhere returns a reader of any part of the content, if that is the bytes of
// an object as they lie there and the server gives them in parts.
func (c *content) anywhere(ctx context.Context) (at io.ReaderAt, size int64, ok bool) {
	o := c.raw.object
	if o == nil || c.decompressed {
		return nil, 0, false
	}
	at, ok = o.ReaderAt(ctx)
	c.inParts = ok
	return at, o.Size, ok
}

// inFile says of an error in which file it arose. One of a store or a server
// says so itself.
func inFile(path string, err error) error {
	if away, ok := errors.AsType[*remote.Error](err); ok {
		return away
	}
	return fmt.Errorf("%s: %w", path, err)
}
