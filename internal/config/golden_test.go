package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/config"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestProblems prints the mistakes in every testdata/*.yaml. Lines that begin with "#
// --set" hold overrides.
func TestProblems(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var overrides []string
			for line := range strings.Lines(string(data)) {
				if override, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "# --set "); ok {
					overrides = append(overrides, override)
				}
			}
			_, err = config.Load[plan](config.Document{Name: filepath.Base(file), Data: data}, overrides)
			if err == nil {
				t.Fatal("nothing is wrong")
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".golden", err.Error()+"\n")
		})
	}
}

func TestReference(t *testing.T) {
	var b strings.Builder
	for _, section := range config.Reference[plan]() {
		b.WriteString(section.Markdown() + "\n")
	}
	golden(t, "testdata/reference.golden", b.String())
}

func TestSchema(t *testing.T) {
	golden(t, "testdata/schema.golden", string(config.Schema[plan]()))
}
