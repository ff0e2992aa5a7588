package memo

import "sync"

// Pool keeps what workers have cached between pieces of work, for as many workers as were
// ever at work at once. A sync.Pool would drop it at garbage collections, and everything
// would have to be computed again.
type Pool[T any] struct {
	make func() T
	mu   sync.Mutex
	free []T
}

// NewPool returns an empty Pool whose items make creates.
func NewPool[T any](make func() T) *Pool[T] { return &Pool[T]{make: make} }

// Get returns the item that was put back last, or a new one. It belongs to the caller
// until it is put back.
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

// Put takes back an item that Get has returned.
func (p *Pool[T]) Put(kept T) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, kept)
}
