package main

import (
	"github.com/spf13/cobra"

	"galena/internal/config"
)

func newSchema(p *process) *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of pipeline.yaml",
		GroupID: "work",
		Long: `Schema prints the JSON Schema (draft 2020-12) of pipeline.yaml, with the meaning
and the default of every key, for editors that complete and check as you type:

  galena schema > galena.schema.json

and as the first line of pipeline.yaml

  # yaml-language-server: $schema=galena.schema.json`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := p.stdout.Write(config.Schema[plan]())
			return err
		},
	}
}
