package remote

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// Object is a file on another machine. Its methods may be called from several
// goroutines.
type Object struct {
	Name string // its address without secrets
	Size int64  // in bytes; -1 where the server does not tell it

	address  string // with all that is secret
	origin   origin
	ranges   bool // the server gives any part of it
	patience patience

	mu      sync.Mutex
	version string // of the bytes, "" before they have been asked for
}

// origin is where the bytes of an object lie.
type origin interface {
	// open returns the bytes from offset on, length of them or, for -1, all. It
	// fails with errChanged where it knows that the version, if it is not "", is
	// there no more. The context also ends what is being read.
	open(ctx context.Context, offset, length int64, version string) (body, error)
	// passing reports whether it may help to ask again after this error. A kit that
	// asks again by itself says no.
	passing(err error) bool
	// explain is an error for the person who must act.
	explain(ctx context.Context, name string, err error) error
}

// body is an answer of a server.
type body struct {
	io.ReadCloser
	size    int64  // of the whole object, -1 if unknown
	version string // "" where the server tells none
}

// patience is how long a reader holds out.
type patience struct {
	silence time.Duration // without a byte, then the connection counts as cut
	pause   time.Duration // before the first further attempt; twice as long before the next
	tries   int           // further attempts in a row that yield no byte
}

func patient() patience {
	return patience{silence: time.Minute, pause: 250 * time.Millisecond, tries: 4}
}

var (
	errChanged = errors.New("it has changed since galena began to read it")
	errSilent  = errors.New("the server fell silent")
	errCut     = errors.New("the connection was cut")
)

// Open returns the bytes from the beginning. The first error ends the reading.
func (o *Object) Open(ctx context.Context) (io.ReadCloser, error) {
	s := &stream{ctx: ctx, object: o, length: -1}
	if err := s.start(); err != nil {
		return nil, err
	}
	return s, nil
}

// Same reports whether two objects are one.
func (o *Object) Same(other *Object) bool { return o.address == other.address }

// Version is what the store calls the bytes that were read, such as an ETag; ""
// where it calls them nothing.
func (o *Object) Version() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.version
}

// answer opens a part of the object, always of the same version.
func (o *Object) answer(ctx context.Context, offset, length int64) (body, error) {
	b, err := o.origin.open(ctx, offset, length, o.Version())
	if err != nil {
		return body{}, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.version == "" {
		o.version = b.version
	}
	if b.version != o.version || o.Size >= 0 && b.size >= 0 && b.size != o.Size {
		return body{}, errors.Join(errChanged, b.Close())
	}
	return b, nil
}
