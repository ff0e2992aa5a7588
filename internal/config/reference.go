package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Section is one mapping of the file, as docs/configuration.md describes it.
type Section struct {
	Path string // "ingest.contacts[]"; "" for the top of the file
	Doc  string
	Rows []Row
}

// Row is one key of a Section.
type Row struct {
	Key, Type, Default, Meaning string
}

// Reference returns what the tags of T say: each section before those inside it, in order
// of declaration.
func Reference[T any]() []Section {
	r := &referencing{}
	r.describe(reflect.TypeFor[T](), "", "")
	return r.sections
}

type referencing struct {
	sections []Section
	open     []reflect.Type // the structs being described, for types that contain themselves
}

// describe adds the sections of a type: of a struct, or of the structs inside a list, a
// mapping or a choice.
func (r *referencing) describe(t reflect.Type, path, doc string) {
	if shape, ok := shapeOf(t); ok {
		for _, value := range shape.OneOf {
			r.describe(reflect.TypeOf(value), path, doc)
		}
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		r.describe(t.Elem(), path, doc)
	case reflect.Slice:
		r.describe(t.Elem(), path+"[]", doc)
	case reflect.Map:
		r.describe(t.Elem(), strings.TrimPrefix(path+".*", "."), doc)
	case reflect.Struct:
		if !slices.Contains(r.open, t) {
			r.open = append(r.open, t)
			r.describeStruct(t, path, doc)
			r.open = r.open[:len(r.open)-1]
		}
	}
}

func (r *referencing) describeStruct(t reflect.Type, path, doc string) {
	section := Section{Path: path, Doc: doc}
	fields := fieldsOf(t)
	for _, f := range fields {
		section.Rows = append(section.Rows, f.row(t.Field(f.index).Type))
	}
	r.sections = append(r.sections, section)
	for _, f := range fields {
		r.describe(t.Field(f.index).Type, strings.TrimPrefix(path+"."+f.name, "."), f.doc)
	}
}

func (f *field) row(t reflect.Type) Row {
	row := Row{Key: f.name, Type: typeName(t), Default: f.preset, Meaning: f.doc}
	if f.enum != nil {
		choice := "one of " + strings.Join(f.enum, ", ")
		if row.Type = choice; t.Kind() == reflect.Slice {
			row.Type = "list of " + choice
		}
	}
	switch {
	case f.required:
		row.Default = "required"
	case !f.hasDefault && (t.Kind() == reflect.Bool || reflect.Int <= t.Kind() && t.Kind() <= reflect.Float64):
		row.Default = fmt.Sprint(reflect.Zero(t).Interface())
	}
	return row
}

// Markdown returns the section as a heading and a table.
func (s Section) Markdown() string {
	var b strings.Builder
	if s.Path != "" {
		fmt.Fprintf(&b, "## %s\n\n", s.Path)
	}
	if s.Doc != "" {
		fmt.Fprintf(&b, "%s\n\n", s.Doc)
	}
	b.WriteString("| key | type | default | meaning |\n|---|---|---|---|\n")
	for _, row := range s.Rows {
		preset := row.Default
		if preset != "" && preset != "required" {
			preset = "`" + preset + "`"
		}
		cells := []string{"`" + row.Key + "`", row.Type, preset, row.Meaning}
		for i, cell := range cells {
			cells[i] = strings.ReplaceAll(cell, "|", `\|`)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	return b.String()
}
