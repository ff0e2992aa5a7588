package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"galena/dedupe"
	"galena/internal/config"
	"galena/internal/match"
	"galena/internal/report"
)

// pastFlags say which run a command looks back at.
type pastFlags struct{ out string }

func (f *pastFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.out, "out", "", "the output folder, or the folder of one run; default: export.dir of "+defaultConfig+", else out/ [$GALENA_EXPORT_DIR]")
}

// pastRun is a run that has been published.
type pastRun struct {
	at place
	pastReport
}

// pastReport is the part of run.json that is looked back at.
type pastReport struct {
	RunID    string          `json:"run_id"`
	Config   report.Config   `json:"config"`
	Inputs   []pastInput     `json:"inputs"`
	Matching *dedupe.Summary `json:"matching"`
	Leads    report.Leads    `json:"leads"`
	Galena   string          `json:"galena_version"`
	AsOf     time.Time       `json:"as_of"`
	Timing   report.Timing   `json:"timing"`
}

type pastInput struct {
	Path    string `json:"path"`
	SHA256  string `json:"sha256"`
	Version string `json:"version"`
}

// open finds the run that the flags name, the last one if they name none.
func (f *pastFlags) open(ctx context.Context, p *process) (*pastRun, error) {
	at, err := f.place(ctx, p)
	if err != nil {
		return nil, err
	}
	return openLatest(ctx, at)
}

// place returns where the flags say that runs are.
func (f *pastFlags) place(ctx context.Context, p *process) (place, error) {
	dir := f.out
	if dir == "" {
		var err error
		if dir, err = settingOf(p, "export.dir"); err != nil {
			return place{}, err
		}
	}
	return placeAt(ctx, dir)
}

// openLatest reads back the last run of a folder of runs, or the run in it.
func openLatest(ctx context.Context, at place) (*pastRun, error) {
	latest, err := at.latest(ctx)
	if err != nil {
		return nil, err
	}
	return openRun(ctx, latest)
}

// openRun reads back the run in a folder.
func openRun(ctx context.Context, at place) (*pastRun, error) {
	data, err := at.read(ctx, "run.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("there is no run in %s; name the folder of your runs with --out", at.name)
	}
	if err != nil {
		return nil, fmt.Errorf("reading back the run in %s: %w", at.name, err)
	}
	r := &pastRun{at: at}
	if err := json.Unmarshal(data, &r.pastReport); err != nil {
		return nil, fmt.Errorf("%s is damaged; restore it from a backup, or run again and look at that run: %w", at.in("run.json").name, err)
	}
	return r, nil
}

// settingOf returns a text of the settings as the environment and the
// configuration in the current folder have it.
func settingOf(p *process, name string) (string, error) { return settingIn(p, defaultConfig, name) }

// settingIn is settingOf with another configuration.
func settingIn(p *process, file, name string) (string, error) {
	table := slices.DeleteFunc(slices.Clone(settings), func(s config.Setting) bool { return s.Name != name })
	var values map[string]any
	if data, err := os.ReadFile(file); err == nil {
		values = config.FileValues(table, config.Document{Name: file, Data: data})
	}
	resolved, err := config.NewSettings(table, nil, nil, p.environ, values)
	if err != nil {
		return "", err
	}
	return config.Get[string](resolved, name), nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// model returns the model of the run, nil if records were not matched.
func (r *pastRun) model(ctx context.Context) (*match.Model, error) {
	data, err := r.at.read(ctx, modelName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := dedupe.ReadModel(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.at.in(modelName).name, err)
	}
	return m, nil
}
