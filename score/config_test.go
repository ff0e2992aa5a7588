package score_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/column"
	"galena/internal/config"
	"galena/score"
)

// What preset.yaml leaves out has the default values that a user without configuration gets.
func TestPresetChangesNoThreshold(t *testing.T) {
	preset, empty := score.Preset(), load(t, "")
	if diff := cmp.Diff(empty.Tiers, preset.Tiers); diff != "" {
		t.Error(diff)
	}
	if len(preset.Fit.Rules) < 5 || len(preset.Engagement.Rules) < 10 {
		t.Errorf("the preset has %d fit and %d engagement rules", len(preset.Fit.Rules), len(preset.Engagement.Rules))
	}
	if problems := preset.Check(nil, nil); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestMistakesOfTheConfig(t *testing.T) {
	tests := []struct{ yaml, want string }{
		{`weights: {fit: -1}`, "score.yaml:1:10: weights must not be negative, nor both zero"},
		{`fit: {rules: [{name: a}]}`, "score.yaml:1:15: fit.rules[0] needs when and points, or column and values"},
		{`fit: {rules: [{name: a, when: "true", column: x, values: {b: 1}}]}`, "score.yaml:1:15: fit.rules[0] has both a condition and values; make two rules of it"},
		{`fit: {rules: [{name: a, column: x}]}`, "score.yaml:1:15: fit.rules[0] needs both column and values"},
		{`fit: {rules: [{name: a, when: "true", points: 1}, {name: a, when: "true", points: 1}]}`, `score.yaml:1:58: fit.rules[1].name "a" is the name of another fit rule`},
		{`fit: {rules: [{name: a, when: "true", points: 1.0005}]}`, "score.yaml:1:47: points must be a number of at most a million with at most three decimals, such as 15 or 2.5"},
		{`fit: {rules: [{name: a, when: "true", points: nan}]}`, "score.yaml:1:47: points must be a number of at most a million with at most three decimals, such as 15 or 2.5"},
		{`attribution: {half_life: 0}`, "score.yaml:1:26: attribution.half_life must be longer than 0"},
		{`fit: {rules: [{name: a, when: "true", points: 1}], caps: {size: 5}}`, `score.yaml:1:59: no rule is in the group "size"`},
		{`engagement: {rules: [{name: a, points: 1}]}`, "score.yaml:1:22: engagement.rules[0] needs events, when, or both"},
		{`engagement: {rules: [{name: a, events: x, count: twice}]}`, `score.yaml:1:50: engagement.rules[0].count must be one of each, once, per_day, not "twice"`},
		{`grades: {fit: [25, 50, 75]}`, "score.yaml:1:15: grades.fit must be three numbers, the best first"},
		{`routing: {owners: [{name: ann, weight: 0}]}`, "score.yaml:1:40: routing.owners[0].weight must lie between 1 and 1000"},
		{`routing: {owners: [{name: ann, capacity: -1}]}`, "score.yaml:1:42: routing.owners[0].capacity must not be negative"},
		{`bant: {need: [{status: met, basis: inferred, when: "true"}]}`, "score.yaml:1:24: bant.need[0].status must be partial or not_met, as what is inferred is never met"},
		{`lifecycle: {events: {costumer: [buy]}}`, `score.yaml:1:22: unknown lifecycle stage "costumer"`},
	}
	for _, test := range tests {
		_, err := config.Load[score.Config](config.Document{Name: "score.yaml", Data: []byte(test.yaml)}, nil)
		problems, _ := err.(config.Problems)
		if len(problems) != 1 {
			t.Errorf("%s: %v", test.yaml, err)
			continue
		}
		problems[0].Source, problems[0].Hint = "", ""
		if diff := cmp.Diff(test.want, problems[0].Error()); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.yaml, diff)
		}
	}
}

// Check finds every mistake that needs the columns, with its position.
func TestCheck(t *testing.T) {
	c := load(t, `fit:
  rules:
    - {name: a, when: 'senority == "vp"', points: 1}
    - {name: b, when: 'plan == "pro" and seats > 5', points: 1}
    - {name: c, column: industri, values: {software: 1}}
engagement:
  rules:
    - {name: d, when: page_url contains 5, points: 1}
    - {name: e, when: campain == "x", points: 1}
    - {name: f, when: plan == "x", points: 1}
`)
	own := map[string]column.Kind{"plan": column.KindText, "seats": column.KindText}
	var got []string
	for _, problem := range c.Check(own, nil) {
		problem.Source = ""
		got = append(got, problem.Error())
	}
	want := []string{
		"score.yaml:3:24: there is no column \"senority\"\n    did you mean \"seniority\"?",
		"score.yaml:4:50: the left side is a text: write the number in quotes, or float(...) around the left side",
		"score.yaml:5:25: unknown column \"industri\"\n    did you mean \"industry\"?",
		"score.yaml:8:32: contains takes two texts, and here are a text and a number",
		"score.yaml:9:23: there is no column \"campain\"\n    did you mean \"campaign\"?",
		"score.yaml:10:23: there is no column \"plan\"",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReferenceNamesEverySection(t *testing.T) {
	var paths []string
	for _, section := range config.Reference[score.Config]() {
		paths = append(paths, section.Path)
	}
	want := []string{
		"", "weights", "fit", "fit.rules[]", "engagement", "engagement.rules[]", "events", "events.bots", "tiers", "tiers.hot", "tiers.warm",
		"grades", "lifecycle", "lifecycle.mql", "lifecycle.disqualify[]", "learned",
		"bant", "bant.budget[]", "bant.authority[]", "bant.need[]", "bant.timeline[]", "bant.qualified", "bant.champ",
		"next", "next.rules[]", "next.contacts", "routing", "routing.owners[]", "attribution", "channels",
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Error(diff)
	}
}
