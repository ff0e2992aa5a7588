package remote

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// Object is a file on another machine. Its methods may be called from several goroutines.
type Object struct {
	Name string // its address without secrets
	Size int64  // in bytes; -1 if the server does not report it

	address  string // including secrets
	origin   origin
	ranges   bool // the server can send any part of it
	patience patience

	mu      sync.Mutex
	version string // of the bytes; "" until they have been requested
}

// origin is the server that holds an object.
type origin interface {
	// open returns length bytes from offset on; a length of -1 stands for all that follow.
	// It fails with errChanged if it knows that the given version, unless "", no longer
	// exists. The end of the context also ends reading from the body.
	open(ctx context.Context, offset, length int64, version string) (body, error)
	// passing reports whether retrying may help after this error. It returns false if the
	// SDK retries by itself.
	passing(err error) bool
	// explain turns an error into one for the person who must act.
	explain(ctx context.Context, name string, err error) error
}

// body is the response of a server.
type body struct {
	io.ReadCloser
	size    int64  // of the whole object, -1 if unknown
	version string // "" if the server reports none
}

// patience says how long a reader waits and how often it retries.
type patience struct {
	silence time.Duration // without a byte, after which the connection counts as cut
	pause   time.Duration // before the first retry; doubles for each further one
	tries   int           // consecutive retries that yield no byte
}

func patient() patience {
	return patience{silence: time.Minute, pause: 250 * time.Millisecond, tries: 4}
}

var (
	errChanged = errors.New("it has changed since galena began to read it")
	errSilent  = errors.New("the server fell silent")
	errCut     = errors.New("the connection was cut")
)

// Open returns the bytes from the beginning. After the first error no more can be read.
func (o *Object) Open(ctx context.Context) (io.ReadCloser, error) {
	s := &stream{ctx: ctx, object: o, length: -1}
	if err := s.start(); err != nil {
		return nil, err
	}
	return s, nil
}

// Same reports whether two objects have the same address.
func (o *Object) Same(other *Object) bool { return o.address == other.address }

// Version returns the store's version of the bytes that were read, such as an ETag; "" if
// it has none.
func (o *Object) Version() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.version
}

// answer requests a part of the object, always of the same version.
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
