package lineage_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"galena/internal/lineage"
)

func TestNames(t *testing.T) {
	h := lineage.NewHistory(lineage.Config{Namespace: "galena", Job: "leads"}, "1.2.3")
	for path, want := range map[string][2]string{
		"/srv/crm.csv":                           {"file", "/srv/crm.csv"},
		"-":                                      {"file", "stdin"},
		"s3://dumps/in/crm.csv?region=eu-west-1": {"s3://dumps", "in/crm.csv"},
		"https://ann:secret@crm.example/dump?key=so": {"https://crm.example", "dump"},
	} {
		if d := h.Input(path, nil, 1, 2); d.Namespace != want[0] || d.Name != want[1] {
			t.Errorf("%s: %s %s", path, d.Namespace, d.Name)
		}
	}
}

// TestEventHasWhatIsRequired: whatever an event contains, its parts have the fields that
// the specification requires.
func TestEventHasWhatIsRequired(t *testing.T) {
	h := lineage.NewHistory(lineage.Config{Namespace: "galena", Job: "leads"}, "1.2.3")
	fields := []lineage.Field{{Name: "email", Type: "text"}}
	data, err := h.Event(lineage.Fail, time.Now(), []lineage.Dataset{h.Input("a.csv", fields, 0, 0)}, []lineage.Dataset{h.Output("b.csv", fields, 0, 0, "run")}, errors.New("no"))
	if err != nil {
		t.Fatal(err)
	}
	var event map[string]any
	if err := json.Unmarshal(data, &event); err != nil {
		t.Fatal(err)
	}
	facets := 0
	var look func(value any)
	look = func(value any) {
		object, _ := value.(map[string]any)
		for key, inner := range object {
			if strings.HasSuffix(strings.ToLower(key), "facets") {
				for name, facet := range inner.(map[string]any) {
					facets++
					of := facet.(map[string]any)
					if of["_producer"] != "pkg:generic/galena@1.2.3" || !strings.HasPrefix(of["_schemaURL"].(string), "https://openlineage.io/spec/facets/") {
						t.Errorf("the facet %s: %v", name, of)
					}
					for _, required := range map[string][]string{
						"schema": {"fields"}, "version": {"datasetVersion"}, "outputStatistics": {"rowCount", "size"},
						"dataQualityMetrics": {"rowCount", "bytes", "columnMetrics"}, "errorMessage": {"message", "programmingLanguage"},
					}[name] {
						if _, there := of[required]; !there {
							t.Errorf("the facet %s lacks %s", name, required)
						}
					}
				}
			}
			look(inner)
		}
		list, _ := value.([]any)
		for _, inner := range list {
			look(inner)
		}
	}
	look(event)
	if facets != 6 {
		t.Errorf("%d facets", facets)
	}
	for _, required := range []string{"eventType", "eventTime", "run", "job", "inputs", "outputs", "producer", "schemaURL"} {
		if event[required] == nil {
			t.Errorf("the event lacks %s", required)
		}
	}
}
