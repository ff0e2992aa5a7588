package column

// Builder is any of the builders whose values are of type T.
type Builder[T any, A Array] interface {
	Append(T)
	AppendNull()
	Finish() A
}

// Parse returns the parsed values of a text, and how many could not be parsed. Those are
// null, as are the nulls of the text.
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
