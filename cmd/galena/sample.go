package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"galena/internal/sample"
	"galena/internal/term"
)

func newSample(p *process) *cobra.Command {
	var records int
	var seed uint64
	var out string
	cmd := &cobra.Command{
		Use:     "sample",
		Short:   "Write made-up contacts, events and the truth about them, to try galena with",
		GroupID: "work",
		Long: `Sample writes two dumps of contacts of made-up people (crm.csv, shop.csv), their
events (events.ndjson), and which records are one person (truth.csv). The people
live in six countries; there are typing errors, nicknames, shared mailboxes,
households and people who refuse. The same number and seed give the same bytes.`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if records < 1 {
				return usagef("--records %d: a sample has at least one record", records)
			}
			done, err := sample.Write(p.disk(), out, records, seed)
			if errors.Is(err, fs.ErrExist) {
				return usagef("%w; name another folder with --out", err)
			}
			if err != nil {
				return fmt.Errorf("writing the sample: %w", err)
			}
			_, err = fmt.Fprintf(p.stdout, "wrote %s: %s records of %s people, %s events\nnext: galena run %s/%s %s/%s --as-of 2026-01-31 --set 'ingest.events=[{path: %s/%s}]'\nthen: galena eval --truth %s/%s\n",
				out, term.Count(done.Records), term.Count(done.People), term.Count(done.Events),
				out, sample.CRM, out, sample.Shop, out, sample.Events, out, sample.Truth)
			return err
		},
	}
	cmd.Flags().IntVar(&records, "records", 10000, "records of contacts to write")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "seed of the random numbers: another seed gives other people")
	cmd.Flags().StringVar(&out, "out", "sample", "folder for the files; it must be empty, or not there")
	return cmd
}
