package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"go.yaml.in/yaml/v4"
)

// Setting is a scalar of the plan that a flag or an environment variable may set instead
// of the file.
type Setting struct {
	Name    string // as in the file: "as_of", giving --as-of and GALENA_AS_OF
	Default any    // also gives the type: a string, bool or number, or a Bytes, Date, ...
	Help    string
}

// FlagName returns the name of the setting's flag, without the dashes.
func (s Setting) FlagName() string {
	return strings.NewReplacer("_", "-", ".", "-").Replace(s.Name)
}

// environmentPrefix begins the name of every environment variable of galena.
const environmentPrefix = "GALENA_"

// EnvironmentName returns the name of the setting's environment variable.
func (s Setting) EnvironmentName() string {
	return environmentPrefix + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(s.Name))
}

// AddFlags defines a flag for every setting. NewSettings takes only those the
// user gave.
func AddFlags(flags *pflag.FlagSet, table []Setting) {
	for _, s := range table {
		help := fmt.Sprintf("%s [$%s]", s.Help, s.EnvironmentName())
		switch preset := s.Default.(type) {
		case bool:
			flags.Bool(s.FlagName(), preset, help)
		case int:
			flags.Int(s.FlagName(), preset, help)
		default:
			flags.String(s.FlagName(), fmt.Sprint(preset), help)
		}
	}
}

// Origin says where a setting's value comes from.
type Origin string

// The origins, in order of precedence.
const (
	FromFlag        Origin = "flag" // or --set
	FromEnvironment Origin = "environment"
	FromFile        Origin = "file"
	FromDefault     Origin = "default"
)

// Resolved is a setting's value and its origin.
type Resolved struct {
	Name   string `json:"name"`
	Value  any    `json:"value"`
	Origin Origin `json:"origin"`
}

// Settings are the values of a table of Setting.
type Settings struct {
	resolved []Resolved // in the order of the table
}

// NewSettings resolves a table: flag over --set over environment over file over default.
// flags may lack some of the settings, or be nil. environ is a list of "NAME=value";
// empty values count as unset, and misspelt names are mistakes. fileValues are those
// that the file has (see [FileValues]). Every value is parsed as in the file; the error
// is Problems.
func NewSettings(table []Setting, flags *pflag.FlagSet, overrides, environ []string, fileValues map[string]any) (*Settings, error) {
	// Names contain dots, which viper would take for nesting.
	layers := viper.NewWithOptions(viper.KeyDelimiter("\x00"))
	origins := map[string]Origin{}
	add := func(origin Origin, values map[string]any) error {
		for _, s := range table {
			if _, ok := values[s.Name]; ok {
				origins[s.Name] = origin
			}
		}
		return layers.MergeConfigMap(values)
	}
	if err := add(FromFile, fileValues); err != nil {
		return nil, fmt.Errorf("settings of the file: %w", err)
	}
	if err := add(FromEnvironment, environmentValues(table, environ)); err != nil {
		return nil, fmt.Errorf("settings of the environment: %w", err)
	}
	if err := add(FromFlag, overrideValues(table, overrides)); err != nil {
		return nil, fmt.Errorf("settings of --set: %w", err)
	}
	result := &Settings{}
	problems := misspelt(table, environ)
	for _, s := range table {
		layers.SetDefault(s.Name, s.Default)
		if flags != nil && flags.Changed(s.FlagName()) {
			origins[s.Name] = FromFlag
			if err := layers.BindPFlag(s.Name, flags.Lookup(s.FlagName())); err != nil {
				return nil, fmt.Errorf("settings of the flags: %w", err)
			}
		}
		origin, ok := origins[s.Name]
		if !ok {
			origin = FromDefault
		}
		value, found := s.read(layers.Get(s.Name), origin)
		problems = append(problems, found...)
		result.resolved = append(result.resolved, Resolved{s.Name, value, origin})
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return result, nil
}

// read converts a raw value to the type of the default.
func (s Setting) read(raw any, origin Origin) (any, Problems) {
	t := reflect.TypeOf(s.Default)
	if reflect.TypeOf(raw) == t {
		return raw, nil
	}
	at := Position{File: "the file's " + s.Name, Path: s.Name}
	switch origin {
	case FromFlag:
		at.File = "--" + s.FlagName()
	case FromEnvironment:
		at.File = "$" + s.EnvironmentName()
	}
	w := &walker{}
	value := reflect.New(t).Elem()
	scalar := &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(raw)}
	w.decode(&Node{walker: w, yaml: scalar, at: at}, value, nil)
	return value.Interface(), w.problems
}

func environmentValues(table []Setting, environ []string) map[string]any {
	values := map[string]any{}
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		for _, s := range table {
			if name == s.EnvironmentName() && value != "" {
				values[s.Name] = value
			}
		}
	}
	return values
}

// misspelt reports variables whose names are nearly those of settings: they set nothing,
// which nobody would notice. Others with the prefix may be the user's own.
func misspelt(table []Setting, environ []string) (problems Problems) {
	var known []string
	for _, s := range table {
		known = append(known, strings.TrimPrefix(s.EnvironmentName(), environmentPrefix))
	}
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		rest, ours := strings.CutPrefix(name, environmentPrefix)
		if near := Suggest(rest, known); ours && value != "" && near != "" && near != rest {
			problem := Position{File: "$" + name}.problem(UnknownKey, "no setting has this variable")
			problem.Hint = fmt.Sprintf("did you mean %s%s?", environmentPrefix, near)
			problems = append(problems, problem)
		}
	}
	return problems
}

func overrideValues(table []Setting, overrides []string) map[string]any {
	w := &walker{source: newSource("--set", "")}
	values := map[string]any{}
	for _, override := range overrides {
		name, value, _ := strings.Cut(override, "=")
		of := slices.IndexFunc(table, func(s Setting) bool { return s.Name == name })
		if of < 0 {
			continue
		}
		if text, ok := w.node(w.parse([]byte(value)), Position{}, name).Scalar(); ok {
			values[name] = text
		} else if strings.TrimSpace(value) == "" {
			values[name] = table[of].Default // state= turns off what the file turns on
		}
	}
	return values
}

// FileValues returns the settings of a table that a document contains, as written there.
// The error says why a document is not YAML; other mistakes are for Load to find.
func FileValues(table []Setting, document Document) (map[string]any, error) {
	w := &walker{source: newSource(document.Name, string(document.Data))}
	root := w.node(w.parse(document.Data), Position{}, "")
	values := map[string]any{}
	for _, s := range table {
		if text, ok := root.descend(s.Name).Scalar(); ok {
			values[s.Name] = text
		}
	}
	return values, w.problems.Err()
}

// All returns every setting, in the order of the table.
func (s *Settings) All() []Resolved { return s.resolved }

// Get returns a setting's value; T is the type of its default. It panics on a name or
// type that is not in the table, which is a bug.
func Get[T any](s *Settings, name string) T { return s.find(name).Value.(T) }

func (s *Settings) find(name string) Resolved {
	for _, r := range s.resolved {
		if r.Name == name {
			return r
		}
	}
	panic(fmt.Sprintf("config: no setting is called %s", name))
}
