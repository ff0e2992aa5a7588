package config

import (
	"fmt"
	"strconv"
	"strings"
)

// step is one move down a path: to a key, or to an item of a list.
type step struct {
	key   string
	index int // -1 for a key
}

// splitPath reads `ingest.contacts[0].columns["Job.Title"]`.
func splitPath(path string) ([]step, bool) {
	var steps []step
	for path != "" {
		if path[0] != '[' {
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			if end == 0 {
				return nil, false
			}
			steps = append(steps, step{path[:end], -1})
			path = path[end:]
		} else if quoted, err := strconv.QuotedPrefix(path[1:]); err == nil {
			key, _ := strconv.Unquote(quoted)
			rest, closed := strings.CutPrefix(path[1+len(quoted):], "]")
			if !closed {
				return nil, false
			}
			steps = append(steps, step{key, -1})
			path = rest
		} else {
			digits, rest, closed := strings.Cut(path[1:], "]")
			index, err := strconv.Atoi(digits)
			if !closed || err != nil || index < 0 {
				return nil, false
			}
			steps = append(steps, step{"", index})
			path = rest
		}
		if rest, dot := strings.CutPrefix(path, "."); dot {
			if path = rest; path == "" || path[0] == '[' {
				return nil, false
			}
		} else if path != "" && path[0] != '[' {
			return nil, false
		}
	}
	return steps, true
}

// child goes one step down; if nothing is there, it returns an absent node at the
// position of n.
func (n *Node) child(s step) *Node {
	if s.index >= 0 {
		for i, item := range n.Items() {
			if i == s.index {
				return item
			}
		}
		return n.walker.node(nil, n.at, indexPath(n.at.Path, s.index))
	}
	for key, value := range n.Pairs() {
		if key.Value == s.key {
			return value
		}
	}
	return n.walker.node(nil, n.at, KeyPath(n.at.Path, s.key))
}

// descend follows a path that the program itself has written; it panics on a malformed
// one.
func (n *Node) descend(path string) *Node {
	steps, ok := splitPath(path)
	if !ok {
		panic(fmt.Sprintf("config: bad path %q", path))
	}
	for _, s := range steps {
		n = n.child(s)
	}
	return n
}
