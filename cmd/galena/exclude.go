package main

import "github.com/spf13/cobra"

// excludes returns a usage error if a flag is given together with one that it
// contradicts, so that neither wins in silence.
func excludes(cmd *cobra.Command, flag string, others ...string) error {
	for _, other := range others {
		if cmd.Flags().Changed(flag) && cmd.Flags().Changed(other) {
			return usagef("--%s and --%s exclude each other", flag, other)
		}
	}
	return nil
}

// only returns a usage error if one of the flags is given where it has no effect; when
// says where it has one.
func only(cmd *cobra.Command, when string, flags ...string) error {
	for _, flag := range flags {
		if cmd.Flags().Changed(flag) {
			return usagef("--%s has no effect here: it takes %s", flag, when)
		}
	}
	return nil
}
