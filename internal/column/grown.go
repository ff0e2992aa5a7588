package column

import "sync"

// indexedFrom is the number of columns from which on a table finds them by an index.
const indexedFrom = 32

// grown is what tables that grew from one another share: each has the first columns of the
// longest, in the same slices. A table is thus made of n columns in time linear in n.
type grown struct {
	mu      sync.Mutex
	longest int            // columns of the longest table
	at      map[string]int // places of the first names, filled when asked for
}

// extend reports whether a table of n columns may be appended to in place, which it may
// once: only the longest, and by one caller.
func (g *grown) extend(n int) bool {
	if g == nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.longest != n {
		return false
	}
	g.longest++
	return true
}

// find returns the place of a name among those of a table, or -1.
func (g *grown) find(names []string, name string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.at == nil {
		g.at = make(map[string]int, len(names))
	}
	for i := len(g.at); i < len(names); i++ {
		g.at[names[i]] = i
	}
	if i, ok := g.at[name]; ok && i < len(names) {
		return i
	}
	return -1
}
