package parquet

import (
	"math/bits"
	"sync"
)

// recycler is arrow-go's allocator for pages that are being read. It reuses the memory
// of earlier pages, which saves clearing and collecting it. The memory that it returns
// is not zeroed.
type recycler struct {
	free [maxRecycled + 1]sync.Pool // of *[]byte, by the logarithm of their size
}

const (
	minRecycled = 12 // 4 KiB
	maxRecycled = 25 // 32 MiB
)

func sizeClass(size int) int { return max(bits.Len(uint(max(size, 1)-1)), minRecycled) }

// Allocate implements memory.Allocator.
func (r *recycler) Allocate(size int) []byte {
	class := sizeClass(size)
	if class > maxRecycled {
		return make([]byte, size)
	}
	if old, ok := r.free[class].Get().(*[]byte); ok {
		return (*old)[:size]
	}
	return make([]byte, size, 1<<class)
}

// Reallocate implements memory.Allocator.
func (r *recycler) Reallocate(size int, b []byte) []byte {
	if size <= cap(b) {
		return b[:size]
	}
	larger := r.Allocate(size)
	copy(larger, b)
	r.Free(b)
	return larger
}

// Free implements memory.Allocator.
func (r *recycler) Free(b []byte) {
	class := sizeClass(cap(b))
	if class <= maxRecycled && cap(b) == 1<<class {
		r.free[class].Put(&b)
	}
}
