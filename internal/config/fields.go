package config

import (
	"fmt"
	"reflect"
	"strings"
)

// field is what the tags of a struct field say.
type field struct {
	index      int
	name       string
	doc        string
	preset     string // the default
	hasDefault bool
	enum       []string
	required   bool
}

// fieldsOf returns the fields of a struct that are configuration, in order of
// declaration.
func fieldsOf(t reflect.Type) []field {
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			if options != "" {
				panic(fmt.Sprintf("config: %s.%s: a yaml tag takes a name and nothing else", t, f.Name))
			}
			continue
		}
		preset, hasDefault := f.Tag.Lookup("default")
		fields = append(fields, field{
			index: i, name: name, doc: f.Tag.Get("doc"),
			preset: preset, hasDefault: hasDefault,
			enum:     splitList(f.Tag.Get("enum")),
			required: f.Tag.Get("required") == "true",
		})
	}
	return fields
}

func splitList(list string) []string {
	if list == "" {
		return nil
	}
	parts := strings.Split(list, ",")
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
	}
	return parts
}
