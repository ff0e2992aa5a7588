package config

// Text is a string that remembers its position, so that whatever parses it later (a rule,
// a check of column names) can point into the file. Two Texts are equal if their values
// are, whatever their positions.
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

// Problem returns a "bad_value" problem that points at a byte of the value. Its position
// is that of the character in the file, counting the quotes and escapes before it.
func (t Text) Problem(offset int, format string, args ...any) Problem {
	return t.locate(offset).Problem(format, args...)
}

// Unknown returns the problem that the value, or the part of it at a byte offset, is not
// a known name. what is the kind of name: "column".
func (t Text) Unknown(offset int, what, name string, known []string) Problem {
	return t.locate(offset).Unknown(what, name, known)
}
