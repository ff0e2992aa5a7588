// Command galena refines raw contact dumps into leads.
//
// pipeline.go shows the whole pipeline on one page, run.go how it is carried
// out and published. Each verb has a file of its name; if it needs more room,
// further files begin with that name.
package main

import (
	"os"

	"golang.org/x/term"
)

func main() {
	os.Exit(run(process{
		args:    os.Args[1:],
		environ: os.Environ(),
		stdin:   os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		terminal: term.IsTerminal(int(os.Stderr.Fd())) && os.Getenv("TERM") != "dumb",
	}))
}
