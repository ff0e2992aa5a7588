package document

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// layoutOf finds out how the records of a file with this head are laid out. An
// object followed by another is a record; one that stands alone and has an
// array of objects wraps the records, and of several arrays the longest is
// taken, as far as the head goes.
func layoutOf(head []byte, whole bool) (layout Layout, path []string) {
	d := jsontext.NewDecoder(bytes.NewBuffer(head), decoderOptions...)
	if d.PeekKind() != '{' {
		return LayoutValues, nil
	}
	name, complete := longestArray(d)
	end := d.InputOffset()
	alone := !complete || len(bytes.TrimSpace(head[end:])) == 0 && whole
	if alone && name != "" {
		return LayoutNested, []string{name}
	}
	if complete && !bytes.ContainsRune(bytes.TrimSpace(head[:end]), '\n') && startsLine(head[end:]) {
		return LayoutLines, nil
	}
	return LayoutValues, nil
}

// startsLine reports whether what follows a value leaves its line.
func startsLine(rest []byte) bool {
	for _, b := range rest {
		switch b {
		case ' ', '\t', '\r':
		case '\n':
			return true
		default:
			return false
		}
	}
	return true
}

// longestArray reads an object and returns the name of its longest member that
// is an array of objects, and whether the object came to its end.
func longestArray(d *jsontext.Decoder) (name string, complete bool) {
	if _, err := d.ReadToken(); err != nil {
		return "", false
	}
	most := 0
	for d.PeekKind() != '}' {
		token, err := d.ReadToken()
		if err != nil {
			return name, false
		}
		member := token.String()
		objects := 0
		if d.PeekKind() == '[' {
			objects, err = countObjects(d)
		} else {
			err = d.SkipValue()
		}
		if objects > most {
			name, most = member, objects
		}
		if err != nil {
			return name, false
		}
	}
	_, err := d.ReadToken()
	return name, err == nil
}

// countObjects reads an array and returns how many objects it holds; none if
// it holds anything else.
func countObjects(d *jsontext.Decoder) (n int, err error) {
	if _, err := d.ReadToken(); err != nil {
		return 0, err
	}
	mixed := false
	for d.PeekKind() != ']' {
		if d.PeekKind() == '{' {
			n++
		} else {
			mixed = true
		}
		if err = d.SkipValue(); err != nil {
			break
		}
	}
	if mixed {
		n = 0
	}
	if err == nil {
		_, err = d.ReadToken()
	}
	return n, err
}
