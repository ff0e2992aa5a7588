package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galena/ingest"
	"galena/internal/config"
)

func newCheck(p *process) *cobra.Command {
	flags := &planFlags{}
	cmd := &cobra.Command{
		Use:     "check [FILE...]",
		Short:   "Find every mistake of the configuration and the files' headers",
		GroupID: "work",
		Long: `Check reads the configuration and the heads of the files, and reports every
mistake with its place and what was probably meant. It writes nothing.`,
		RunE: func(cmd *cobra.Command, files []string) error {
			l, err := flags.load(p, cmd, files)
			if found, ok := errors.AsType[config.Problems](err); ok && l != nil {
				return l.plan.withRest(cmd.Context(), found, p.stdin)
			}
			if err != nil {
				return err
			}
			a, err := assemble(cmd.Context(), l.plan, l.plan.clock(time.Now()), defaultBatchRows, p.stdin)
			if err != nil {
				return errors.Join(err, l.plan.checkRules(nil).Err())
			}
			if err := a.checkColumns(cmd.Context(), l.plan); err != nil {
				return err
			}
			printFiles(p.stdout, a.files())
			for _, w := range companyFiles(l.plan.Dedupe.Entity, a.contacts.Files()) {
				fmt.Fprintf(p.stdout, "warning: %s\n", w)
			}
			for _, warning := range l.warnings(time.Now()) {
				fmt.Fprintf(p.stdout, "warning: %s\n", warning)
			}
			if unset := l.plan.Enrich.Unset(os.LookupEnv); a.enricher != nil && len(unset) > 0 {
				fmt.Fprintf(p.stdout, "warning: a run needs %s, which the environment does not have here\n", strings.Join(unset, ", "))
			}
			fmt.Fprintln(p.stdout, "no mistakes found")
			return nil
		},
	}
	flags.add(cmd)
	return cmd
}

// likeFiles are files about which check says the same.
type likeFiles struct {
	first, last, said string
	count             int
}

// printFiles prints the files and what looks odd in them. Files with the same columns,
// such as a year of nightly dumps, are printed once.
func printFiles(w io.Writer, files []ingest.File) {
	var alike []likeFiles
	place := map[string]int{} // index into alike, by what is said and the headers
	for _, file := range files {
		said := fmt.Sprintf("%s, %d columns\n", file.Format, len(file.Mapping.Columns))
		for _, warning := range file.Mapping.Told() {
			said += fmt.Sprintf("  warning: %s\n", warning)
		}
		key := said
		for _, column := range file.Mapping.Columns {
			key += column.Header + "\x00"
		}
		at, known := place[key]
		if !known {
			at, alike = len(alike), append(alike, likeFiles{first: file.Path, said: said})
			place[key] = at
		}
		alike[at].last = file.Path
		alike[at].count++
	}
	for _, f := range alike {
		if f.count == 1 {
			fmt.Fprintf(w, "%s: %s", f.first, f.said)
		} else {
			fmt.Fprintf(w, "%s ... %s, %d files: %s", f.first, f.last, f.count, f.said)
		}
	}
}
