package document

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"galena/internal/embedded"
)

// layoutOf detects how the records of a file with this head are laid out. An object
// followed by another one is a record. An object that stands alone and has an array of
// objects wraps the records. Of several such arrays it takes the longest, as far as the
// head goes: among those at the top or, if there are none, among those within its objects.
func layoutOf(head []byte, whole bool) (layout Layout, path []string) {
	d := jsontext.NewDecoder(bytes.NewBuffer(head), decoderOptions...)
	if d.PeekKind() != '{' {
		return LayoutValues, nil
	}
	records, complete := longestArray(d, 1)
	end := d.InputOffset()
	alone := !complete || len(bytes.TrimSpace(head[end:])) == 0 && whole
	if alone && records.wrapped() {
		return LayoutNested, records.path
	}
	if complete && !bytes.ContainsRune(bytes.TrimSpace(head[:end]), '\n') && startsLine(head[end:]) {
		return LayoutLines, nil
	}
	return LayoutValues, nil
}

// array is an array of objects within an object.
type array struct {
	path    []string // nil: there is none
	objects int
}

// wrapped reports whether the array holds the records of the file. Deep within a lone
// object it may be a list that belongs to a record, such as a person's addresses, unless
// every name on the path is a known name of records or of what wraps them.
func (a array) wrapped() bool {
	if len(a.path) == 1 {
		return true
	}
	return a.path != nil && !slices.ContainsFunc(a.path, func(name string) bool { return !wrapperWords()[strings.ToLower(name)] })
}

//go:embed wrappers.txt
var wrappersTXT string

var wrapperWords = sync.OnceValue(func() map[string]bool { return embedded.Set(wrappersTXT) })

// startsLine reports whether nothing else follows a value on its line.
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

// deepestArray is how many objects deep an array of records is searched for.
const deepestArray = 4

// longestArray reads an object and returns its longest member that is an array of objects,
// or else the longest within its objects. complete means that the object ended.
func longestArray(d *jsontext.Decoder, depth int) (longest array, complete bool) {
	if _, err := d.ReadToken(); err != nil {
		return longest, false
	}
	for d.PeekKind() != '}' {
		token, err := d.ReadToken()
		if err != nil {
			return longest, false
		}
		name, read := token.String(), true
		var found array
		switch kind := d.PeekKind(); {
		case kind == '[':
			found.path = []string{name}
			found.objects, err = countObjects(d)
		case kind == '{' && depth < deepestArray:
			found, read = longestArray(d, depth+1)
			found.path = append([]string{name}, found.path...)
		default:
			err = d.SkipValue()
		}
		if found.objects > 0 && found.goesBefore(longest) {
			longest = found
		}
		if err != nil || !read {
			return longest, false
		}
	}
	_, err := d.ReadToken()
	return longest, err == nil
}

// goesBefore reports whether a, rather than b of the same object, holds the records: an
// array at the top wins over all others, then the longer one.
func (a array) goesBefore(b array) bool {
	if top := len(a.path) == 1; top != (len(b.path) == 1) {
		return top
	}
	return a.objects > b.objects
}

// countObjects reads an array and returns how many objects it holds; 0 if it holds anything
// else.
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
