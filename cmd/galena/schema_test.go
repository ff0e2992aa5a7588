package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"galena/internal/config"
)

// TestSchemaOfTheExample: the schema has every key of the example, and allows no others.
func TestSchemaOfTheExample(t *testing.T) {
	var document any
	if err := yaml.Unmarshal([]byte(content(t, root("pipeline.yaml"))), &document); err != nil {
		t.Fatal(err)
	}
	s := newSchemaCheck(t)
	if unknown := s.unknown(s.root, document, ""); len(unknown) > 0 {
		t.Errorf("the schema does not know %v", unknown)
	}
	document.(map[string]any)["ingest"].(map[string]any)["contact"] = []any{}
	if unknown := s.unknown(s.root, document, ""); !slices.Equal(unknown, []string{".ingest.contact"}) {
		t.Errorf("of an unknown key the schema finds %v", unknown)
	}
}

// schemaCheck looks up the keys of a document in the schema. It implements only the part
// of JSON Schema that this takes.
type schemaCheck struct {
	root        map[string]any
	definitions map[string]any
}

func newSchemaCheck(t *testing.T) schemaCheck {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(config.Schema[plan](), &root); err != nil {
		t.Fatal(err)
	}
	return schemaCheck{root, root["$defs"].(map[string]any)}
}

// unknown returns the paths of a value that the schema does not allow.
func (s schemaCheck) unknown(schema map[string]any, value any, path string) []string {
	if reference, ok := schema["$ref"].(string); ok {
		return s.unknown(s.definitions[strings.TrimPrefix(reference, "#/$defs/")].(map[string]any), value, path)
	}
	if alternatives, ok := schema["anyOf"].([]any); ok {
		var found []string
		for _, alternative := range alternatives {
			if found = s.unknown(alternative.(map[string]any), value, path); len(found) == 0 {
				return nil
			}
		}
		return found
	}
	var found []string
	switch value := value.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		for key, inner := range value {
			if property, ok := properties[key].(map[string]any); ok {
				found = append(found, s.unknown(property, inner, path+"."+key)...)
			} else if additional, ok := schema["additionalProperties"].(map[string]any); ok {
				found = append(found, s.unknown(additional, inner, path+"."+key)...)
			} else {
				found = append(found, path+"."+key)
			}
		}
	case []any:
		items, ok := schema["items"].(map[string]any)
		if !ok {
			return []string{path}
		}
		for i, item := range value {
			found = append(found, s.unknown(items, item, fmt.Sprintf("%s[%d]", path, i))...)
		}
	}
	return found
}
