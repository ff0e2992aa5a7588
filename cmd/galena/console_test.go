//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"galena/internal/race"
)

// TestConsoleBlocks runs what the documents show in ```console blocks and compares the
// output. The blocks of a document run in sequence in one copy of pipeline.yaml and
// testdata. Lines that begin with $ and one of the programs of typed are run; … stands for
// any text or, alone on its line, for any lines. With -update, the output is written into
// the document.
func TestConsoleBlocks(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("runs every command of the docs")
	}
	pages, err := filepath.Glob(document("*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(pages, root("README.md")) {
		data, err := os.ReadFile(path)
		if os.IsNotExist(err) || !strings.Contains(string(data), consoleFence) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			page := string(data)
			typedPage := typeBlocks(t, page, newWorkplace(t))
			if *update && typedPage != page {
				if err := os.WriteFile(path, []byte(typedPage), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(page, typedPage); diff != "" {
				t.Errorf("what galena prints is not what %s shows; look at it, and run with -update (-shown +printed):\n%s", filepath.Base(path), diff)
			}
		})
	}
}

// TestCommandsAreDocumented: every command has its heading in docs/commands.md, with every
// flag below it.
func TestCommandsAreDocumented(t *testing.T) {
	sections := map[string]string{}
	for _, section := range strings.Split(content(t, document("commands.md")), "\n## ") {
		heading, text, _ := strings.Cut(section, "\n")
		sections[heading] = text
	}
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		for _, below := range cmd.Commands() {
			visit(below)
		}
		if !cmd.Runnable() || !cmd.HasParent() {
			return
		}
		section, ok := sections[cmd.CommandPath()]
		if !ok {
			t.Errorf("docs/commands.md has no section on %s", cmd.CommandPath())
			return
		}
		cmd.Flags().VisitAll(func(flag *pflag.Flag) {
			if !strings.Contains(section, "`--"+flag.Name+"`") {
				t.Errorf("docs/commands.md does not speak of %s --%s", cmd.CommandPath(), flag.Name)
			}
		})
	}
	visit(newRoot(&process{}))
}

const (
	consoleFence = "```console\n"
	anyLines     = "…\n"
)

// typed matches lines that are run; others, such as git clone, are skipped.
var typed = regexp.MustCompile(`^\$ (galena|go run \./cmd/galena|ls|cat|head|echo)\b`)

// newWorkplace returns a folder with the files of the example.
func newWorkplace(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "testdata"), os.DirFS(root("testdata"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "pipeline.yaml"), []byte(content(t, root("pipeline.yaml"))), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

// typeBlocks returns a document with the actual output of its commands.
func typeBlocks(t *testing.T, page, dir string) string {
	var out strings.Builder
	for {
		before, block, found := strings.Cut(page, consoleFence)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		block, after, closed := strings.Cut(block, "```")
		if !closed {
			t.Fatal("a console block does not end")
		}
		out.WriteString(consoleFence)
		for _, command := range commands(block) {
			line, shown, _ := strings.Cut(command, "\n")
			out.WriteString(line + "\n")
			if typed.MatchString(line) {
				shown = merged(shown, printed(t, strings.TrimPrefix(line, "$ "), dir))
			}
			out.WriteString(shown)
		}
		out.WriteString("```")
		page = after
	}
}

// commands splits a block before each line that begins with $.
func commands(block string) []string {
	var out []string
	for line := range strings.Lines(block) {
		if len(out) == 0 || strings.HasPrefix(line, "$ ") {
			out = append(out, "")
		}
		out[len(out)-1] += line
	}
	return out
}

// printed runs a line in a shell and returns both streams, masked.
func printed(t *testing.T, line, dir string) string {
	t.Helper()
	command := exec.Command("sh", "-c", strings.Replace(line, "go run ./cmd/galena", "galena", 1))
	command.Dir = dir
	output, err := command.CombinedOutput()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		t.Fatal(err)
	}
	text := string(output)
	for _, m := range masks {
		text = m.pattern.ReplaceAllString(text, m.text)
	}
	return text
}

// masks hide what differs from run to run, machine to machine and version to
// version.
var masks = []struct {
	pattern *regexp.Regexp
	text    string
}{
	{regexp.MustCompile(`[\d.]+ s, [\d,]+ rows/s, [\d.]+ [KMG]iB`), "… s, … rows/s, … MiB"},
	{regexp.MustCompile(`(\d{4}-\d\d-\d\d)-[0-9a-f]{12}`), "$1-…"},
	{regexp.MustCompile(`go1\.[\d.]+ \w+/\w+`), "go… …"},
	{regexp.MustCompile(`time=\S+`), "time=…"},
	{regexp.MustCompile(`(?m)^ *[\d.]+s  .*\n`), ""}, // progress of a long run
	{regexp.MustCompile(`process \d+ on \S+, since \S+;`), "process … on …, since …;"},
}

// merged returns what was printed, or what is shown if that matches with … for parts of
// it.
func merged(shown, printed string) string {
	var pattern strings.Builder
	for line := range strings.Lines(shown) {
		if line == anyLines {
			pattern.WriteString(`(?:.*\n)*`)
		} else {
			pattern.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*"))
		}
	}
	if regexp.MustCompile(`^` + pattern.String() + `$`).MatchString(printed) {
		return shown
	}
	return printed
}
