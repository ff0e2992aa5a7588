package config_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"galena/internal/config"
)

var table = []config.Setting{
	{Name: "workers", Default: 0, Help: "0: one per core"},
	{Name: "memory", Default: config.Bytes(0), Help: "the budget"},
	{Name: "as_of", Default: config.Date{}, Help: "the clock"},
	{Name: "quiet", Default: false, Help: "no progress"},
	{Name: "export.dir", Default: "out/", Help: "where to"},
}

func flagsOf(t *testing.T, arguments ...string) *pflag.FlagSet {
	t.Helper()
	flags := pflag.NewFlagSet("run", pflag.ContinueOnError)
	config.AddFlags(flags, table)
	if err := flags.Parse(arguments); err != nil {
		t.Fatal(err)
	}
	return flags
}

func TestSettings(t *testing.T) {
	document := config.Document{Data: []byte("workers: 2\nmemory: 1GiB\nas_of: 2026-01-01\nexport: {dir: file/}\n")}
	values, err := config.FileValues(table, document)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := config.NewSettings(table,
		flagsOf(t, "--workers", "8", "--quiet"),
		[]string{"workers=7", "dedupe.threshold=1", "memory=~"},
		[]string{"GALENA_WORKERS=6", "GALENA_MEMORY=512MB", "GALENA_QUIET=", "GALENA_EXPORT_DIR=", "HOME=/", "GALENA_AS_OF="},
		values)
	if err != nil {
		t.Fatal(err)
	}
	date, _ := config.ParseDate("2026-01-01")
	want := []config.Resolved{
		{Name: "workers", Value: 8, Origin: config.FromFlag},
		{Name: "memory", Value: config.Bytes(512e6), Origin: config.FromEnvironment},
		{Name: "as_of", Value: date, Origin: config.FromFile},
		{Name: "quiet", Value: true, Origin: config.FromFlag},
		{Name: "export.dir", Value: "file/", Origin: config.FromFile},
	}
	if diff := cmp.Diff(want, settings.All()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := config.Get[config.Bytes](settings, "memory"); got != 512e6 {
		t.Errorf("memory is %s", got)
	}
}

func TestSettingsPrecedence(t *testing.T) {
	flags := flagsOf(t, "--workers=5")
	file := map[string]any{"workers": 2}
	for _, test := range []struct {
		flags              *pflag.FlagSet
		overrides, environ []string
		file               map[string]any
		want               int
		origin             config.Origin
	}{
		{nil, nil, nil, nil, 0, config.FromDefault},
		{flagsOf(t), nil, nil, file, 2, config.FromFile},
		{nil, nil, []string{"GALENA_WORKERS=3"}, file, 3, config.FromEnvironment},
		{nil, []string{"workers=4"}, []string{"GALENA_WORKERS=3"}, file, 4, config.FromFlag},
		{flags, []string{"workers=4"}, []string{"GALENA_WORKERS=3"}, file, 5, config.FromFlag},
	} {
		settings, err := config.NewSettings(table, test.flags, test.overrides, test.environ, test.file)
		if err != nil {
			t.Fatal(err)
		}
		want := config.Resolved{Name: "workers", Value: test.want, Origin: test.origin}
		if diff := cmp.Diff(want, settings.All()[0]); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

func TestBadSettingsAreProblems(t *testing.T) {
	_, err := config.NewSettings(table, flagsOf(t, "--memory", "much"), nil, []string{"GALENA_WORKERS=two"}, map[string]any{"as_of": "now"})
	problems, ok := errors.AsType[config.Problems](err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	want := `$GALENA_WORKERS: workers must be a whole number, not "two"
--memory: memory must be a size such as 2GiB, 512MB or 0, not "much"
the file's as_of: as_of must be a date such as 2026-01-31, not "now"`
	if diff := cmp.Diff(want, problems.Error()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
