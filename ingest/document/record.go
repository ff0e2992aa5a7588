package document

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// field is a member of the records, identified by its path.
type field struct {
	path     string // "" for the record itself
	quoted   []byte // its name as in the file
	column   int    // -1 if it has none yet
	mangled  bool   // the name as written is not valid Unicode
	children []*field
	byName   map[string]*field // by the quoted name
}

// recordReader reads records into rows. Members tend to come in the same order in every
// record, so the field after the last one is tried first.
type recordReader struct {
	*rowBuilder
	decoder *jsontext.Decoder
	root    *field
	fields  int          // known so far
	buffer  bytes.Buffer // input of the decoder for a line
}

// valueColumn is the column of records that are not objects.
const valueColumn = "value"

func newRecordReader(header []string) *recordReader {
	return &recordReader{rowBuilder: newRowBuilder(header), root: &field{column: -1}, decoder: new(jsontext.Decoder)}
}

// forget drops the fields that are not in the header, so that neither memory use nor which
// columns still fit depends on what was read before. No row may be in progress.
func (r *recordReader) forget(header []string) {
	if len(r.names) > r.fixed || r.fields > 2*maxColumns {
		r.rowBuilder, r.root, r.fields = newRowBuilder(header), &field{column: -1}, 0
	}
}

// decoderOptions allow what is repaired and noted rather than refused.
var decoderOptions = []jsontext.Options{jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)}

// record reads the next value as a record. If it fails, part of the record may be in the
// current row.
func (r *recordReader) record() error { return r.value(r.root) }

// isValues reports whether all records so far are not objects.
func (r *recordReader) isValues() bool {
	return len(r.names) == 0 || len(r.names) == 1 && r.names[0] == valueColumn
}

// value reads the next value as the value of a field.
func (r *recordReader) value(f *field) error {
	if r.decoder.PeekKind() == '{' {
		if _, err := r.decoder.ReadToken(); err != nil {
			return err
		}
		return r.members(f)
	}
	raw, err := r.decoder.ReadValue()
	if err != nil {
		return err
	}
	if f.column < 0 {
		path := f.path
		if f == r.root {
			path = valueColumn
		}
		if f.column = r.columnOf(path); f.column < 0 {
			return nil
		}
	}
	from := len(r.text)
	switch raw.Kind() {
	case 'n':
		r.setNull(f.column)
		return nil
	case '"':
		r.text = r.appendString(r.text, raw)
	case '[':
		r.text = r.appendList(r.text, raw)
	default:
		r.text = append(r.text, raw...)
	}
	r.set(f.column, from, len(r.text))
	return nil
}

// members reads the members of an object, starting after its brace.
func (r *recordReader) members(parent *field) error {
	for next := 0; ; next++ {
		if r.decoder.PeekKind() == '}' {
			_, err := r.decoder.ReadToken()
			return err
		}
		name, err := r.decoder.ReadValue()
		if err != nil {
			return err
		}
		var child *field
		if next < len(parent.children) && bytes.Equal(parent.children[next].quoted, name) {
			child = parent.children[next]
		} else {
			child, next = r.child(parent, name, next)
		}
		r.mangled = r.mangled || child.mangled
		if err := r.value(child); err != nil {
			return err
		}
	}
}

// child finds a member that does not come in the usual order, and its place in that order.
func (r *recordReader) child(parent *field, name []byte, next int) (*field, int) {
	for i := next + 1; i < min(next+4, len(parent.children)); i++ {
		if bytes.Equal(parent.children[i].quoted, name) {
			return parent.children[i], i
		}
	}
	if child, ok := parent.byName[string(name)]; ok {
		return child, next - 1
	}
	unquoted, err := jsontext.AppendUnquote(nil, name)
	child := &field{path: string(unquoted), quoted: bytes.Clone(name), column: -1, mangled: err != nil}
	if parent != r.root {
		child.path = parent.path + "." + child.path
	}
	r.fields++
	if parent.byName == nil {
		parent.byName = map[string]*field{}
	}
	parent.byName[string(name)] = child
	parent.children = append(parent.children, child)
	return child, len(parent.children) - 1
}

// appendString appends the content of a JSON string.
func (r *recordReader) appendString(dst []byte, raw jsontext.Value) []byte {
	if inner := raw[1 : len(raw)-1]; isPlain(inner) {
		return append(dst, inner...)
	}
	dst, err := jsontext.AppendUnquote(dst, raw)
	r.mangled = r.mangled || err != nil
	return dst
}

// isPlain reports whether a string is ASCII without escapes.
func isPlain(s []byte) bool {
	for _, b := range s {
		if b == '\\' || b >= 0x80 {
			return false
		}
	}
	return true
}

// appendList appends a list without white space between its parts.
func (r *recordReader) appendList(dst []byte, raw jsontext.Value) []byte {
	from := len(dst)
	dst = append(dst, raw...)
	list := jsontext.Value(dst[from:])
	if err := list.Compact(decoderOptions...); err != nil {
		return dst // it is valid, or the decoder would have refused it
	}
	return append(dst[:from], list...)
}
