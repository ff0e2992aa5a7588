package memo

import "sync"

// Pool keeps what workers remember from one piece of work to the next, as many as
// were ever at work at once. A sync.Pool forgets it with every collection of
// garbage, and what was remembered is to be found out again.
type Pool[T any] struct {
	make func() T
	mu   sync.Mutex
	free []T
}

// NewPool returns an empty Pool of what make makes.
func NewPool[T any](make func() T) *Pool[T] { return &Pool[T]{make: make} }

// Get returns what a worker has put back, the last first, or something new. It is
// the caller's until it is put back.
func (p *Pool[T]) Get() T {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		kept := p.free[n-1]
		p.free = p.free[:n-1]
		return kept
	}
	return p.make()
}

// Put takes back what Get has returned.
func (p *Pool[T]) Put(kept T) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, kept)
}
