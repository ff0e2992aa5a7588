package score_test

import (
	"fmt"
	"strings"
	"testing"

	"galena/internal/column"
	"galena/score"
)

// learntFile is a model learnt from a few fields, as a file.
func learntFile(t *testing.T, name string) string {
	t.Helper()
	rows := make([]string, 2000)
	for i := range rows {
		won := "no"
		if i%5 == 0 || i%3 == 0 && i%7 < 3 {
			won = "yes"
		}
		rows[i] = fmt.Sprintf("%d,%s,%s", i%5, []string{"fair", "web", "phone"}[i%3], won)
	}
	model, report, err := score.Learn(t.Context(), []column.Table{csv("fives,lead_source,won", rows...)}, score.Lesson{Target: "won"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	data, err := score.WriteModel(name, model, report)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A learned model of an earlier format is read; one of a later galena, which may have keys that
// this one does not know, is recognized as such.
func TestModelsOfOtherFormats(t *testing.T) {
	json, yaml := learntFile(t, "m.json"), learntFile(t, "m.yaml")
	for _, test := range []struct{ name, data, want string }{
		{"as written", json, ""},
		{"as written, in YAML", yaml, ""},
		{"before parts and units", strings.Replace(json, `"format": 2`, `"format": 1`, 1), ""},
		{"newer", strings.Replace(json, `"format": 2`, `"format": 3, "layers": [1]`, 1), "made by a newer galena: a learned score of format 3, and this one reads up to 2; run with that galena, or fit the model again with this one"},
		{"newer, in YAML", strings.Replace(yaml, "format: 2", "format: 12\nlayers: 3", 1), "made by a newer galena: a learned score of format 12"},
		{"a key that nobody knows", strings.Replace(json, `"base"`, `"basis"`, 1), `changed by hand and cannot be read: `},
		{"no YAML any more", strings.Replace(yaml, "format: 2", "format: [2", 1), "changed by hand and cannot be read: "},
		{"a model of matching", `{"format": 4, "fields": []}`, "not a learned score; galena model fit --target writes one"},
		{"no model", "x,won\n1,yes\n", "not a learned score; galena model fit --target writes one"},
		{"without a format", strings.Replace(json, `"format": 2,`, "", 1), "not a learned score"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := score.ReadModel([]byte(test.data))
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("%v\nwant %s", err, test.want)
			}
		})
	}
}
