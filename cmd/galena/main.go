// Command galena refines raw contact dumps into leads.
//
// pipeline.go shows the whole pipeline on one page; the other files are one a
// verb.
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
