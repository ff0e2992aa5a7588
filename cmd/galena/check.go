package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

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
			for _, file := range a.files() {
				fmt.Fprintf(p.stdout, "%s: %s, %d columns\n", file.Path, file.Format, len(file.Mapping.Columns))
				for _, warning := range file.Mapping.Told() {
					fmt.Fprintf(p.stdout, "  warning: %s\n", warning)
				}
			}
			for _, w := range companyFiles(l.plan.Dedupe.Entity, a.contacts.Files()) {
				fmt.Fprintf(p.stdout, "warning: %s\n", w)
			}
			if warning := l.plan.ahead(time.Now()); warning != "" {
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
