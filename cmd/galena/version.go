package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// version is that of the program. It is part of a run's identity, since another version
// may make other leads of the same input.
const version = "0.1.0"

func newVersion(p *process) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(p.stdout, "galena %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
