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

// pastFlags say which past run a command reads.
type pastFlags struct{ out string }

func (f *pastFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.out, "out", "", "the output folder, or the folder of one run; default: export.dir of "+defaultConfig+", else out/ [$GALENA_EXPORT_DIR]")
}

// pastRun is a run that has been published.
type pastRun struct {
	at place
	// What commands need of its run.json.
	RunID    string          `json:"run_id"`
	Config   report.Config   `json:"config"`
	Inputs   []pastInput     `json:"inputs"`
	Matching *dedupe.Summary `json:"matching"`
	State    *report.State   `json:"state"`
	Galena   string          `json:"galena_version"`
	AsOf     time.Time       `json:"as_of"`
	Timing   report.Timing   `json:"timing"`
}

type pastInput struct {
	Path    string `json:"path"`
	SHA256  string `json:"sha256"`
	Version string `json:"version"`
}

// open opens the run that the flags name, or the last one.
func (f *pastFlags) open(ctx context.Context, p *process) (*pastRun, error) {
	at, err := f.place(ctx, p)
	if err != nil {
		return nil, err
	}
	return openLatest(ctx, at)
}

// place returns the folder that the flags say holds the runs.
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

// openLatest opens the last run in a folder of runs, or the folder itself if it is a
// run.
func openLatest(ctx context.Context, at place) (*pastRun, error) {
	latest, err := at.latest(ctx)
	if err != nil {
		return nil, err
	}
	return openRun(ctx, latest)
}

// openRun opens the run in a folder.
func openRun(ctx context.Context, at place) (*pastRun, error) {
	data, err := at.read(ctx, "run.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("there is no run in %s; name the folder of your runs with --out", at.name)
	}
	if err != nil {
		return nil, fmt.Errorf("reading back the run in %s: %w", at.name, err)
	}
	r := &pastRun{at: at}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("%s is damaged; restore it from a backup, or run again and look at that run: %w", at.in("run.json").name, err)
	}
	return r, nil
}

// settingOf returns a text setting from the environment, or else from the
// configuration in the current folder.
func settingOf(p *process, name string) (string, error) { return settingIn(p, defaultConfig, name) }

// settingIn is settingOf for the given configuration file, which need not exist.
func settingIn(p *process, file, name string) (string, error) {
	table := slices.DeleteFunc(slices.Clone(settings), func(s config.Setting) bool { return s.Name != name })
	var values map[string]any
	switch data, err := os.ReadFile(file); {
	case err == nil:
		if values, err = config.FileValues(table, config.Document{Name: file, Data: data}); err != nil {
			return "", err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return "", usagef("reading the configuration, which may name %s: %w", name, err)
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

// model returns the model of the run, or nil if no records were matched.
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
