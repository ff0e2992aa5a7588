package remote

import (
	"context"
	"io"
	"sync"
)

// Limits of a reader of parts: a Parquet file is read in as many places at once as it has
// columns, in small steps.
const (
	blockBytes = 512 << 10
	wholeBytes = 8 << 20 // a file up to this size is a single block
	mostBlocks = 128
)

// ranges reads any part of an object in blocks, and keeps the most recently used ones.
type ranges struct {
	ctx    context.Context
	object *Object
	block  int64

	mu     sync.Mutex
	blocks map[int64]*block
	uses   int64
}

type block struct {
	fetch func() ([]byte, error)
	used  int64
}

// ReaderAt returns a reader of any part of the object, or false if the server can only
// send it from front to back.
func (o *Object) ReaderAt(ctx context.Context) (io.ReaderAt, bool) {
	if !o.ranges || o.Size < 0 {
		return nil, false
	}
	r := &ranges{ctx: ctx, object: o, block: blockBytes, blocks: map[int64]*block{}}
	if o.Size <= wholeBytes {
		r.block = max(o.Size, 1)
	}
	return r, true
}

// ReadAt implements io.ReaderAt.
func (r *ranges) ReadAt(p []byte, offset int64) (read int, err error) {
	for read < len(p) {
		at := offset + int64(read)
		if at >= r.object.Size {
			return read, io.EOF
		}
		data, err := r.at(at / r.block)
		if err != nil {
			return read, err
		}
		read += copy(p[read:], data[at%r.block:])
	}
	return read, nil
}

// at returns a block. If another call is fetching it already, at waits for that.
func (r *ranges) at(number int64) ([]byte, error) {
	r.mu.Lock()
	r.uses++
	b := r.blocks[number]
	if b == nil {
		r.makeRoom()
		b = &block{fetch: sync.OnceValues(func() ([]byte, error) { return r.load(number) })}
		r.blocks[number] = b
	}
	b.used = r.uses
	r.mu.Unlock()
	return b.fetch()
}

// makeRoom drops the least recently used block.
func (r *ranges) makeRoom() {
	if len(r.blocks) < mostBlocks {
		return
	}
	oldest, used := int64(-1), r.uses
	for number, b := range r.blocks {
		if b.used < used {
			oldest, used = number, b.used
		}
	}
	delete(r.blocks, oldest)
}

func (r *ranges) load(number int64) ([]byte, error) {
	from := number * r.block
	data := make([]byte, min(r.block, r.object.Size-from))
	s := &stream{ctx: r.ctx, object: r.object, offset: from, length: int64(len(data))}
	if err := s.start(); err != nil {
		return nil, err
	}
	defer s.Close()
	_, err := io.ReadFull(s, data)
	return data, err
}
