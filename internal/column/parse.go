package column

// Builder is any of the builders whose values are of type T.
type Builder[T any, A Array] interface {
	Append(T)
	AppendNull()
	Finish() A
}

// Parse returns what the values of a text say, null where there is none, and how
// many cannot be read as such; those are null too.
func Parse[T any, A Array](text *Text, b Builder[T, A], parse func(string) (T, bool)) (out A, unreadable int64) {
	for i := range text.Len() {
		if text.IsNull(i) || text.ValueLen(i) == 0 {
			b.AppendNull()
			continue
		}
		value, ok := parse(text.Value(i))
		if !ok {
			b.AppendNull()
			unreadable++
			continue
		}
		b.Append(value)
	}
	return b.Finish(), unreadable
}
