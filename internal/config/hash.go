package config

import (
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Hash identifies what a configuration makes of its input: the sha256, in hex, of its
// exported fields in order of declaration, zero values included, under their names in the
// file. Fields tagged `hash:"-"` (workers, memory, where the output goes) are left out,
// and so are positions: the same settings have the same hash wherever they are in the
// file. A nil list equals an empty one.
func Hash(v any) string {
	h := &hashing{sha256.New()}
	h.value(reflect.ValueOf(v))
	return hex.EncodeToString(h.sum.Sum(nil))
}

// hashing writes every value as a token with its length, so that no two
// configurations give the same stream.
type hashing struct{ sum hash.Hash }

func (h *hashing) token(kind byte, text string) {
	io.WriteString(h.sum, string(kind)+strconv.Itoa(len(text))+":"+text) // a hash never fails to write
}

func (h *hashing) value(v reflect.Value) {
	if !v.IsValid() {
		h.token('0', "")
		return
	}
	if text, ok := v.Interface().(encoding.TextMarshaler); ok && !(v.Kind() == reflect.Pointer && v.IsNil()) {
		written, err := text.MarshalText()
		if err != nil {
			panic(fmt.Sprintf("config: hash of a %s: %v", v.Type(), err))
		}
		h.token('t', string(written))
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		h.value(v.Elem())
	case reflect.Struct:
		h.fields(v)
	case reflect.Slice, reflect.Array:
		h.token('[', strconv.Itoa(v.Len()))
		for i := range v.Len() {
			h.value(v.Index(i))
		}
	case reflect.Map:
		h.entries(v)
	case reflect.String:
		h.token('s', v.String())
	case reflect.Bool:
		h.token('b', strconv.FormatBool(v.Bool()))
	case reflect.Float32, reflect.Float64:
		h.token('f', strconv.FormatFloat(v.Float(), 'g', -1, 64))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		h.token('u', strconv.FormatUint(v.Uint(), 10))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		h.token('i', strconv.FormatInt(v.Int(), 10))
	default:
		panic(fmt.Sprintf("config: a %s cannot be hashed; tag its field `hash:\"-\"`", v.Type()))
	}
}

func (h *hashing) fields(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := f.Tag.Get("yaml")
		isLeftOut := f.Tag.Get("hash") == "-" || name == "-" || f.Type == reflect.TypeFor[Position]()
		if !f.IsExported() || isLeftOut {
			continue
		}
		if name == "" {
			name = f.Name
		}
		h.token('k', name)
		h.value(v.Field(i))
	}
	h.token('}', "")
}

func (h *hashing) entries(v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	h.token('{', strconv.Itoa(len(keys)))
	for _, key := range keys {
		h.token('k', key.String())
		h.value(v.MapIndex(key))
	}
}
