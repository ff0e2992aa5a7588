package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"galena/internal/remote"
)

// raw is the bytes of a file on disk, hashed and counted as they are read.
type raw struct {
	reader io.Reader
	close  func() error
	digest hash.Hash
	size   int64
	done   *atomic.Int64  // bytes read so far, for progress; may be nil
	object *remote.Object // nil for a file on this machine
}

func (r *raw) Read(p []byte) (int, error) {
	n, err := r.reader.Read(p)
	r.digest.Write(p[:n])
	r.size += int64(n)
	if r.done != nil {
		r.done.Store(r.size)
	}
	return n, err
}

// finish reads what a reader has left unread, such as padding after the last row, and
// returns the hash of the whole file.
func (r *raw) finish() (sum string, err error) {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(r.digest.Sum(nil)), nil
}

// openRaw opens a file, or standard input or a pipe from its beginning.
func openRaw(ctx context.Context, f found, once *replay) (*raw, error) {
	r := &raw{digest: sha256.New(), close: func() error { return nil }}
	if f.object != nil {
		return r, r.openRemote(ctx, f.object)
	}
	if f.path == standardInput && once == nil {
		return nil, errors.New("-: there is no standard input to read")
	}
	if once != nil && once.source != nil {
		r.reader = once.again()
		return r, nil
	}
	file, err := os.Open(f.path)
	if err != nil {
		return nil, unreadable(f.path, err)
	}
	if once != nil {
		once.source = file // closed with the process, since the last reader is not known
		r.reader = once.again()
		return r, nil
	}
	r.reader, r.close = file, file.Close
	return r, nil
}

// replay allows a first look at a stream that can be read only once: it keeps what that
// look consumed and replays it.
type replay struct {
	source io.Reader // nil for a pipe that is not open yet
	kept   bytes.Buffer
	looked bool
}

// again returns the stream from its beginning; the second call is the final one.
func (s *replay) again() io.Reader {
	if s.looked {
		return io.MultiReader(&s.kept, s.source)
	}
	s.looked = true
	return io.TeeReader(s.source, &s.kept)
}

// peekBytes is how much of a file is examined to detect its format.
const peekBytes = 4 << 10

// content is the decompressed bytes of a file.
type content struct {
	io.Reader
	head []byte // its first bytes, which Read yields too
	raw  *raw
	free func()

	decompressed bool
	inParts      bool // read through a ReaderAt of its object, and only in part
}

// openContent opens a file and decompresses gzip and zstd with any number of members.
func openContent(ctx context.Context, f found, once *replay) (*content, error) {
	r, err := openRaw(ctx, f, once)
	if err != nil {
		return nil, err
	}
	c := &content{raw: r, free: func() {}}
	head, err := peek(r)
	if err != nil {
		return nil, errors.Join(unreadable(f.path, err), r.close())
	}
	c.Reader, c.head = io.MultiReader(bytes.NewReader(head), r), head
	if err := c.decompress(); err != nil {
		return nil, errors.Join(inFile(f.path, err), c.Close())
	}
	return c, nil
}

func (c *content) decompress() error {
	switch {
	case bytes.HasPrefix(c.head, []byte{0x1F, 0x8B}):
		reader, err := gzip.NewReader(c.Reader)
		if err != nil {
			return damaged(err)
		}
		c.Reader = checked{reader}
	case bytes.HasPrefix(c.head, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		reader, err := zstd.NewReader(c.Reader)
		if err != nil {
			return damaged(err)
		}
		c.Reader, c.free = checked{reader}, reader.Close
	default:
		return nil
	}
	c.decompressed = true
	head, err := peek(c.Reader)
	if err != nil {
		return err
	}
	c.Reader, c.head = io.MultiReader(bytes.NewReader(head), c.Reader), head
	return nil
}

// Close releases the file.
func (c *content) Close() error {
	c.free()
	return c.raw.close()
}

func peek(r io.Reader) ([]byte, error) {
	head := make([]byte, peekBytes)
	n, err := io.ReadFull(r, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return head[:n], err
}

// checked explains the errors of a decompressor.
type checked struct{ reader io.Reader }

func (c checked) Read(p []byte) (int, error) {
	n, err := c.reader.Read(p)
	if err != nil && err != io.EOF {
		err = damaged(err)
	}
	return n, err
}

func damaged(err error) error {
	if away, ok := errors.AsType[*remote.Error](err); ok {
		return away
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("the compressed file ends in the middle; it was cut off, copy it again")
	}
	return fmt.Errorf("decompressing: %w", err)
}
