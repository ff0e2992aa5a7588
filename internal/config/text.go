package config

// Text is a string that remembers where it stands, so that what reads it later
// (a rule's parser, a check of column names) can point into the file. Two
// Texts are equal when they say the same, wherever they stand.
type Text struct {
	Value string
	At    Position
}

// UnmarshalConfig implements Unmarshaler.
func (t *Text) UnmarshalConfig(n *Node) error {
	value, ok := n.Scalar()
	if !ok {
		return n.wrongType("text")
	}
	*t = Text{Value: value, At: n.at}
	return nil
}

// String returns the value.
func (t Text) String() string { return t.Value }

// Equal compares values.
func (t Text) Equal(u Text) bool { return t.Value == u.Value }

// MarshalText returns the value.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.Value), nil }

// ConfigShape implements Shaper.
func (Text) ConfigShape() Shape { return Shape{Name: "text", Types: textTypes} }

// Problem returns a "bad_value" that points at a byte of the value: at its
// character in the file, behind whatever quotes and escapes stand before it.
func (t Text) Problem(offset int, format string, args ...any) Problem {
	return t.locate(offset).Problem(format, args...)
}

// Unknown returns the problem that the value, or the part of it that starts at
// a byte offset, names nothing that is known. what is the kind: "column".
func (t Text) Unknown(offset int, what, name string, known []string) Problem {
	return t.locate(offset).Unknown(what, name, known)
}
