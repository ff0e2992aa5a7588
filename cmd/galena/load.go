package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galena/internal/config"
)

// defaultConfig is the file that is read if neither -c nor files are given.
const defaultConfig = "pipeline.yaml"

// settings are the scalars of the plan that flags and the environment may set.
var settings = []config.Setting{
	{Name: "as_of", Default: config.Date{}, Help: "the clock of every rule, 2026-01-31; default: today in UTC"},
	{Name: "workers", Default: 0, Help: "workers that compute at the same time; 0: one per core"},
	{Name: "memory", Default: config.Bytes(0), Help: "memory to aim at, such as 2GiB; rows that do not fit wait in a file in TMPDIR; 0: three quarters of the memory that the machine, container or unit has"},
	{Name: "state", Default: "", Help: "folder in which galena remembers leads from run to run; default: none"},
	{Name: "export.dir", Default: "out/", Help: "folder to publish runs in"},
}

// planFlags are the flags of every command that works on a plan.
type planFlags struct {
	config    string
	overrides []string
}

func (f *planFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVarP(&f.config, "config", "c", "", "the configuration; default: "+defaultConfig+", if no files are given")
	flags.StringArrayVar(&f.overrides, "set", nil, "set a key of the configuration, such as --set dedupe.threshold=0.9; repeatable")
	config.AddFlags(flags, settings)
}

// loaded is a plan with its settings resolved.
type loaded struct {
	plan     *plan
	settings *config.Settings
	source   string   // file name of the plan; "" if the command line alone makes it
	files    []string // given on the command line
	set      []string // --set
	replaced int      // contacts of the configuration that those files stand in for
}

// warnings returns what the user should know of the plan itself.
func (l *loaded) warnings(today time.Time) (out []string) {
	if ahead := l.plan.ahead(today); ahead != "" {
		out = append(out, ahead)
	}
	if l.replaced > 0 {
		out = append(out, fmt.Sprintf("the files on the command line replace those of %s, with their source, id, columns and trust (entries of ingest.contacts replaced: %d); name no files to read those of the configuration", l.source, l.replaced))
	}
	return out
}

// load returns the plan of a command: the config, or the defaults applied to the
// files given. If the config has mistakes, load returns what could be read, so that
// check can find the mistakes in the files too.
func (f *planFlags) load(p *process, cmd *cobra.Command, files []string) (*loaded, error) {
	files = slices.Sorted(slices.Values(files)) // the order given must not make it another run
	document, err := f.document(files)
	if err != nil {
		return nil, err
	}
	decoded, err := config.Load[plan](document, f.overrides)
	if err != nil {
		return &loaded{plan: &decoded}, err
	}
	replaced := 0
	if len(files) > 0 && f.config != "" {
		given, err := config.Load[plan](filesDocument(files), nil)
		if err != nil {
			return nil, err
		}
		replaced, decoded.Ingest.Contacts = len(decoded.Ingest.Contacts), given.Ingest.Contacts
	}
	if len(files) > 0 {
		for i := range decoded.Ingest.Contacts {
			decoded.Ingest.Contacts[i].At = config.Position{} // no position in a file: the user typed them
		}
	}
	if len(decoded.Ingest.Contacts) == 0 {
		return nil, usagef("%s names no contacts to read; give files, or list them under ingest: contacts:", document.Name)
	}
	values, err := config.FileValues(settings, document)
	if err != nil {
		return nil, err
	}
	resolved, err := config.NewSettings(settings, cmd.Flags(), f.overrides, p.environ, values)
	if err != nil {
		return nil, err
	}
	decoded.AsOf = config.Get[config.Date](resolved, "as_of")
	if decoded.Workers = config.Get[int](resolved, "workers"); decoded.Workers < 0 {
		return nil, usagef("workers must not be negative; 0 means one per core")
	}
	decoded.Memory = config.Get[config.Bytes](resolved, "memory")
	decoded.State = config.Get[string](resolved, "state")
	decoded.Export.Dir = config.Get[string](resolved, "export.dir")
	if err := errors.Join(decoded.checkFolders(), decoded.misplaced(f.config), decoded.checkClock(time.Now())); err != nil {
		return nil, err
	}
	l := &loaded{plan: &decoded, settings: resolved, source: document.Name, files: files, set: f.overrides, replaced: replaced}
	if document.Name == commandLine {
		l.source = ""
	}
	return l, nil
}

// document returns the text of the plan.
func (f *planFlags) document(files []string) (config.Document, error) {
	name := f.config
	if name == "" {
		if len(files) > 0 {
			return filesDocument(files), nil
		}
		name = defaultConfig
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && f.config == "" {
		return config.Document{}, usagef("nothing to read: give files (galena run contacts.csv), or write %s", defaultConfig)
	}
	if errors.Is(err, fs.ErrNotExist) {
		beside, _ := filepath.Glob(filepath.Join(filepath.Dir(name), "*.y*ml")) //nolint:errcheck // only for a suggestion
		return config.Document{}, usagef("there is no configuration %s%s", name, didYouMean("", filepath.Clean(name), beside))
	}
	if err != nil {
		return config.Document{}, usagef("reading the configuration: %w", err)
	}
	return config.Document{Name: name, Data: data}, nil
}

// commandLine stands in place of a file name for settings that no file contains.
const commandLine = "the command line"

// filesDocument returns the plan that files on the command line stand for.
func filesDocument(files []string) config.Document {
	var b strings.Builder
	b.WriteString("ingest:\n  contacts:\n")
	for _, file := range files {
		quoted, _ := json.Marshal(file) // a string always marshals, and JSON's strings are YAML's
		fmt.Fprintf(&b, "  - path: %s\n", quoted)
	}
	return config.Document{Name: commandLine, Data: []byte(b.String())}
}
