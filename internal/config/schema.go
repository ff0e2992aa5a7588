package config

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"

	"go.yaml.in/yaml/v4"
)

// Schema returns the JSON Schema (draft 2020-12) of the files that Load[T] reads, for
// editors. It covers what the tags say, not the rules of Validate.
func Schema[T any]() []byte {
	s := &schema{types: map[string]reflect.Type{}, definitions: map[string]any{}}
	root := s.of(reflect.TypeFor[T]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$defs"] = s.definitions
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("config: schema of %s: %v", reflect.TypeFor[T](), err))
	}
	return append(text, '\n')
}

// schema collects one definition per struct; encoding/json sorts its keys.
type schema struct {
	types       map[string]reflect.Type
	definitions map[string]any
}

// of returns the schema of a type.
func (s *schema) of(t reflect.Type) map[string]any {
	if shape, ok := shapeOf(t); ok {
		return s.ofShape(shape)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Struct:
		return s.ofStruct(t)
	case reflect.Slice:
		return s.ofList(t, s.of(t.Elem()))
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.String:
		return map[string]any{"type": textTypes}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return map[string]any{"type": "integer", "minimum": 0}
	default:
		return map[string]any{"type": "integer"}
	}
}

// textTypes are the types that YAML may read unquoted text as.
var textTypes = []string{"string", "number", "boolean"}

func (s *schema) ofShape(shape Shape) map[string]any {
	if len(shape.OneOf) == 1 {
		return s.of(reflect.TypeOf(shape.OneOf[0]))
	}
	if len(shape.OneOf) > 1 {
		alternatives := make([]any, len(shape.OneOf))
		for i, value := range shape.OneOf {
			alternatives[i] = s.of(reflect.TypeOf(value))
		}
		return map[string]any{"anyOf": alternatives}
	}
	result := map[string]any{}
	if shape.Types != nil {
		result["type"] = shape.Types
	}
	if shape.Pattern != "" {
		result["pattern"] = shape.Pattern
	}
	return result
}

// ofList allows a scalar in place of a list of scalars, as decodeList does.
func (s *schema) ofList(t reflect.Type, item map[string]any) map[string]any {
	list := map[string]any{"type": "array", "items": item}
	if takesScalar(t.Elem()) {
		return map[string]any{"anyOf": []any{list, item}}
	}
	return list
}

var notInName = regexp.MustCompile(`[^A-Za-z0-9._]+`)

// ofStruct defines a struct once and refers to it.
func (s *schema) ofStruct(t reflect.Type) map[string]any {
	name := notInName.ReplaceAllString(t.String(), "_")
	known, defined := s.types[name]
	if defined && known != t {
		panic(fmt.Sprintf("config: two types are called %s", name))
	}
	if !defined {
		s.types[name] = t
		properties, required := map[string]any{}, []string(nil)
		for _, f := range fieldsOf(t) {
			properties[f.name] = s.ofField(&f, t.Field(f.index).Type)
			if f.required {
				required = append(required, f.name)
			}
		}
		definition := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
		if len(required) > 0 {
			definition["required"] = required
		}
		s.definitions[name] = definition
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

func (s *schema) ofField(f *field, t reflect.Type) map[string]any {
	result := s.of(t)
	if f.enum != nil {
		result = map[string]any{"enum": f.enum}
		if t.Kind() == reflect.Slice {
			result = s.ofList(t, result)
		}
	}
	if f.doc != "" {
		result["description"] = f.doc
	}
	if f.hasDefault {
		result["default"] = f.defaultValue(t)
	}
	return result
}

// defaultValue returns the default as a JSON value.
func (f *field) defaultValue(t reflect.Type) any {
	if _, hasShape := shapeOf(t); t.Kind() == reflect.String || hasShape && isScalar(t) {
		return f.preset
	}
	var value any
	if err := yaml.Unmarshal([]byte(f.preset), &value); err != nil {
		panic(fmt.Sprintf("config: default of %s: %q: %v", f.name, f.preset, err))
	}
	return value
}
