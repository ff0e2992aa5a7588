package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"galena/internal/remote"
)

// Missing reports which of the inputs lead to no file. It does not read any content.
func Missing(ctx context.Context, inputs []Input) error {
	_, err := find(ctx, inputs)
	return err
}

// findRemote returns the objects at an address.
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

// sameName returns the error for two files that would have the same name in the output.
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

// anywhere returns a reader of any part of the content, if the content is the bytes of an
// object as stored and the server can deliver them in parts.
func (c *content) anywhere(ctx context.Context) (at io.ReaderAt, size int64, ok bool) {
	o := c.raw.object
	if o == nil || c.decompressed {
		return nil, 0, false
	}
	at, ok = o.ReaderAt(ctx)
	c.inParts = ok
	return at, o.Size, ok
}

// inFile adds the name of the file to an error. Errors of a store or server have it
// already.
func inFile(path string, err error) error {
	if away, ok := errors.AsType[*remote.Error](err); ok {
		return away
	}
	return fmt.Errorf("%s: %w", path, err)
}
