package config

import (
	"reflect"
	"strings"
)

// Shape describes, for the reference and the schema, a type that reads itself.
type Shape struct {
	Name    string   // what people call it: "duration"; from OneOf where it is ""
	Types   []string // the JSON types it may be written as: "string", "number"
	Pattern string   // a regular expression that its text matches; "" for any
	OneOf   []any    // instead of Types: values of the types in which it may be written, such as "" and plain{}
}

// Shaper is an Unmarshaler that describes itself.
type Shaper interface {
	ConfigShape() Shape
}

// shapeOf returns the Shape of a type, if it has one.
func shapeOf(t reflect.Type) (Shape, bool) {
	shaper, ok := reflect.Zero(t).Interface().(Shaper)
	if !ok {
		return Shape{}, false
	}
	return shaper.ConfigShape(), true
}

// typeName returns what people call a type.
func typeName(t reflect.Type) string {
	if shape, ok := shapeOf(t); ok {
		if shape.Name != "" {
			return shape.Name
		}
		names := make([]string, len(shape.OneOf))
		for i, value := range shape.OneOf {
			names[i] = typeName(reflect.TypeOf(value))
		}
		return strings.Join(names, " or ")
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem())
	case reflect.Slice:
		return "list of " + typeName(t.Elem())
	case reflect.Map:
		return "mapping to " + typeName(t.Elem())
	case reflect.Struct:
		return "mapping"
	default:
		return strings.TrimPrefix(scalarName(t.Kind()), "a ")
	}
}
