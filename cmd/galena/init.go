package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"galena/ingest"
	"galena/internal/term"
)

// initFlags are the flags of init.
type initFlags struct {
	output string
	force  bool
}

func newInit(p *process) *cobra.Command {
	flags := &initFlags{}
	cmd := &cobra.Command{
		Use:     "init FILE...",
		Short:   "Look at files and write a pipeline.yaml for them",
		GroupID: "work",
		Long: `Init looks at the heads of the files and writes a commented pipeline.yaml: how
each file is read, to which canonical column each column is mapped and why, which
columns are not mapped, and what they may mean. Before you change it, the file
gives exactly the leads of galena run FILE...; change what galena got wrong.`,
		Args: someFiles,
		RunE: func(cmd *cobra.Command, files []string) error {
			return flags.run(cmd.Context(), p, files)
		},
	}
	cmd.Flags().StringVarP(&flags.output, "output", "o", defaultConfig, "file to write; -: standard output")
	cmd.Flags().BoolVar(&flags.force, "force", false, "overwrite a file that is there")
	return cmd
}

func (f *initFlags) run(ctx context.Context, p *process, files []string) error {
	if f.output == "-" {
		document, err := describe(ctx, p, files)
		if err != nil {
			return err
		}
		_, err = io.WriteString(p.stdout, document.text())
		return err
	}
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if f.force {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	} else if _, err := os.Lstat(f.output); err == nil {
		return f.exists()
	}
	document, err := describe(ctx, p, files)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(f.output, mode, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return f.exists()
	}
	if err != nil {
		return fmt.Errorf("creating the configuration: %w", err)
	}
	if _, err := out.WriteString(document.text()); err != nil {
		return errors.Join(fmt.Errorf("writing the configuration: %w", err), out.Close())
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("writing the configuration: %w", err)
	}
	with := ""
	if f.output != defaultConfig {
		with = " -c " + f.output
	}
	_, err = fmt.Fprintf(p.stdout, "wrote %s: %s\nnext: galena check%s, then galena run%s\n", f.output, document.summary(), with, with)
	return err
}

func (f *initFlags) exists() error {
	return usagef("%s is there already; --force writes over it, -o names another", f.output)
}

// described is what init has found.
type described struct {
	inputs    []describedInput
	countries countryVotes
}

// describedInput is one path of the command line and the files it matched.
type describedInput struct {
	path  string
	files []ingest.File
}

// describe inspects the files. A file that two paths match belongs to the first, as
// in a run.
func describe(ctx context.Context, p *process, paths []string) (*described, error) {
	d := &described{countries: countryVotes{}}
	seen := map[string]bool{}
	for _, path := range paths {
		source, err := openFiles(ctx, p, []string{path})
		if err != nil {
			return nil, err
		}
		samples, err := source.Sample(ctx)
		if err != nil {
			return nil, err
		}
		in := describedInput{path: path}
		for i, file := range source.Files() {
			if !seen[file.Path] {
				seen[file.Path] = true
				in.files = append(in.files, file)
				d.countries.count(samples[i])
			}
		}
		d.inputs = append(d.inputs, in)
	}
	return d, nil
}

// summary counts what was found.
func (d *described) summary() string {
	files, mapped, own := 0, 0, 0
	for _, in := range d.inputs {
		for _, file := range in.files {
			files++
			for _, c := range file.Mapping.Columns {
				if c.Canonical() {
					mapped++
				} else {
					own++
				}
			}
		}
	}
	return fmt.Sprintf("%s, %s mapped, %d kept under their own names", term.Counted(files, "file"), term.Counted(mapped, "column"), own)
}
