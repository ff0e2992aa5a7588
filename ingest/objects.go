package ingest

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// objectList is a column whose cells are arrays of objects ("addresses": [{"city": ...},
// ...]). One object of each array is chosen: the one marked as primary or current, else the
// first. Its fields become columns next to the list.
type objectList struct {
	header string
	fields []string // paths in the object, in the order of the sample
}

// These limit the fields of an object that become columns, and the share of a column's
// sampled cells that must be arrays of objects or empty.
const (
	mostObjectFields = 40
	ofObjects        = 0.8
)

// objectLists finds the columns of arrays of objects in the sample. Arrays whose objects
// are only a value with a label ("phones": [{"type": ..., "number": ...}]), and those whose
// headers say that they are addresses or numbers, are lists instead.
func (s *subject) objectLists() []objectList {
	var found []objectList
	for i, header := range s.headers {
		if e, ok := s.lookup(header); ok && (isList(e.kind) || furtherOnes[e.kind] != "") {
			continue
		}
		filled, objects := 0, 0
		list := objectList{header: header}
		for _, cell := range s.values(i) {
			if filled += boolInt(cell != ""); cell == "[]" {
				objects++
			} else if main := mainObject(cell); len(main) > 0 && labelled(main) == "" {
				objects++
				list.gather(main, s.headers)
			}
		}
		if len(list.fields) > 0 && float64(objects) >= ofObjects*float64(filled) {
			found = append(found, list)
		}
	}
	return found
}

func (l *objectList) gather(object []member, headers []string) {
	for _, m := range object {
		if len(l.fields) < mostObjectFields && !slices.Contains(l.fields, m.path) && !slices.Contains(headers, l.header+"."+m.path) {
			l.fields = append(l.fields, m.path)
		}
	}
}

// headers returns the headers of the new columns.
func (l *objectList) headers() []string {
	names := make([]string, len(l.fields))
	for i, field := range l.fields {
		names[i] = l.header + "." + field
	}
	return names
}

// withObjects adds the fields of the objects next to their columns.
func withObjects(b pipeline.Batch, lists []objectList) pipeline.Batch {
	for _, list := range lists {
		cells := b.Rows.Column(list.header)
		if cells == nil {
			continue
		}
		text, rows := column.AsText(cells), b.Rows.Rows()
		built := make([]*column.TextBuilder, len(list.fields))
		for i := range built {
			built[i] = column.NewTextBuilder(rows, 8*rows)
		}
		for row := range rows {
			object := mainObject(text.Value(row))
			for i, field := range list.fields {
				at := slices.IndexFunc(object, func(m member) bool { return m.path == field })
				if at < 0 {
					built[i].AppendNull()
				} else {
					built[i].Append(object[at].value)
				}
			}
		}
		for i, name := range list.headers() {
			b.Rows = b.Rows.With(name, built[i].Finish())
		}
	}
	return b
}

// member is a value of an object, with its path in it.
type member struct {
	path, value string
	text        bool
}

// mainObject returns the members of the object in a JSON array that is marked as primary or
// current, else of the first object; nil if there is none.
func mainObject(cell string) []member {
	var first []member
	for _, object := range objectsOf(cell) {
		if slices.ContainsFunc(object, isMain) {
			return object
		}
		if first == nil {
			first = object
		}
	}
	return first
}

// isMain reports whether a member marks its object as the one to take.
func isMain(m member) bool {
	switch strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(m.path, "_", ""), "is")) {
	case "primary", "current", "default", "preferred", "main":
		return m.value == "true"
	}
	return false
}

// objectsOf returns the objects of a JSON array of objects; nil for anything else.
func objectsOf(cell string) (objects [][]member) {
	if !strings.HasPrefix(cell, "[") || !strings.HasSuffix(cell, "]") || !strings.Contains(cell, "{") {
		return nil
	}
	d := jsontext.NewDecoder(strings.NewReader(cell))
	if _, err := d.ReadToken(); err != nil {
		return nil
	}
	for d.PeekKind() == '{' {
		object, ok := members(d, "", nil)
		if !ok {
			return nil
		}
		objects = append(objects, object)
	}
	if token, err := d.ReadToken(); err != nil || token.Kind() != ']' || int(d.InputOffset()) != len(cell) {
		return nil
	}
	return objects
}

// members reads the members of an object, except arrays and nulls, including those of
// nested objects.
func members(d *jsontext.Decoder, prefix string, all []member) ([]member, bool) {
	if _, err := d.ReadToken(); err != nil { // {
		return nil, false
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, false
		}
		path, ok := prefix+name.String(), true
		switch kind := d.PeekKind(); kind {
		case '{':
			if all, ok = members(d, path+".", all); !ok {
				return nil, false
			}
		case '[', 'n':
			if d.SkipValue() != nil {
				return nil, false
			}
		default:
			value, err := d.ReadToken()
			if err != nil {
				return nil, false
			}
			all = append(all, member{path, trim(value.String()), kind == '"'})
		}
	}
	_, err := d.ReadToken()
	return all, err == nil
}

// labelled returns the value of an object that is one value with a label, such as {"type":
// "work", "value": "a@x.com"}, else "".
func labelled(object []member) string {
	value := ""
	for _, m := range object {
		switch strings.ToLower(m.path) {
		case "value", "email", "emailaddress", "email_address", "address", "number", "phone", "phonenumber", "phone_number", "e164":
			if !m.text || value != "" {
				return ""
			}
			value = m.value
		case "type", "label", "kind", "name", "primary", "is_primary", "isprimary", "verified", "default", "preferred", "id", "status", "country_code":
		default:
			return ""
		}
	}
	return value
}

// labelledValues returns the values of an array of such objects, the primary one first.
func labelledValues(cell string) (values []string, ok bool) {
	for _, object := range objectsOf(cell) {
		value := labelled(object)
		switch {
		case value == "":
			return nil, false
		case slices.ContainsFunc(object, isMain):
			values = slices.Insert(values, 0, value)
		default:
			values = append(values, value)
		}
	}
	return values, len(values) > 0
}
