package config

// Map is a mapping in the order of the file.
type Map[T any] []Entry[T]

// Entry is a key and its value.
type Entry[T any] struct {
	Key   string
	Value T
	At    Position // of the key
}

// UnmarshalConfig implements Unmarshaler.
func (m *Map[T]) UnmarshalConfig(n *Node) error {
	if !n.IsMapping() {
		return n.wrongType("a mapping")
	}
	var entries Map[T]
	var problems Problems
	for key, node := range n.Pairs() {
		entry := Entry[T]{Key: key.Value, At: key.At}
		if err := node.Decode(&entry.Value); err != nil {
			problems = append(problems, err.(Problems)...)
		}
		entries = append(entries, entry)
	}
	*m = entries
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// Get returns the value of a key.
func (m Map[T]) Get(key string) (T, bool) {
	for _, entry := range m {
		if entry.Key == key {
			return entry.Value, true
		}
	}
	var none T
	return none, false
}

// Keys returns the keys in the order of the file.
func (m Map[T]) Keys() []string {
	keys := make([]string, len(m))
	for i, entry := range m {
		keys[i] = entry.Key
	}
	return keys
}

// ConfigShape implements Shaper.
func (Map[T]) ConfigShape() Shape {
	return Shape{OneOf: []any{map[string]T(nil)}}
}
