package config_test

import (
	"testing"

	"galena/internal/config"
)

func hashOf(t *testing.T, document string) string {
	t.Helper()
	got, err := load(document)
	if err != nil {
		t.Fatal(err)
	}
	return config.Hash(got)
}

func TestHashIsOfWhatASettingDoes(t *testing.T) {
	base := hashOf(t, "dedupe: {where: a, fields: [x]}\ningest: {contacts: [{path: a, set: {b: c, d: e}}]}\n")
	same := map[string]string{
		"another layout":   "# moved\n\ningest:\n  contacts:\n    - set: {d: e, b: c}\n      path: 'a'\ndedupe:\n  fields: x\n  where: a\n",
		"defaults written": "version: 1\ndedupe: {where: a, fields: [{column: x}], threshold: 0.950}\ningest: {contacts: [{path: a, set: {b: c, d: e}}]}\n",
		"workers, memory":  "workers: 9\nmemory: 1GiB\ndedupe: {where: a, fields: [x]}\ningest: {contacts: [{path: a, set: {b: c, d: e}}]}\n",
	}
	for name, document := range same {
		if hashOf(t, document) != base {
			t.Errorf("%s changes the hash", name)
		}
	}
	for name, document := range map[string]string{
		"text":     "dedupe: {where: b, fields: [x]}\ningest: {contacts: [{path: a, set: {b: c, d: e}}]}\n",
		"kind":     "dedupe: {where: a, fields: [{column: x, as: date}]}\ningest: {contacts: [{path: a, set: {b: c, d: e}}]}\n",
		"map":      "dedupe: {where: a, fields: [x]}\ningest: {contacts: [{path: a, set: {b: cd, d: e}}]}\n",
		"date":     "as_of: 2026-01-31\ndedupe: {where: a, fields: [x]}\ningest: {contacts: [{path: a, set: {b: c, d: e}}]}\n",
		"optional": "upload: {url: https://hubspot}\ndedupe: {where: a, fields: [x]}\ningest: {contacts: [{path: a, set: {b: c, d: e}}]}\n",
	} {
		if hashOf(t, document) == base {
			t.Errorf("%s does not change the hash", name)
		}
	}
}

// TestHashIsStable: the value is part of the contract, since run.json and caches keep it
// for years.
func TestHashIsStable(t *testing.T) {
	const want = "165c6664e3fc665c53904e16cd45e001643bec276c5e7976a0f7060a789ba8e7"
	if got := hashOf(t, ""); got != want {
		t.Errorf("got %s", got)
	}
}
