package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"runtime"

	"github.com/spf13/cobra"

	"galena/export"
	"galena/internal/report"
)

// pageName is the file of a run that people look at.
const pageName = "report.html"

func newReport(p *process) *cobra.Command {
	var past pastFlags
	var open, write bool
	cmd := &cobra.Command{
		Use:     "report [RUN]",
		Short:   "Show the report of a run",
		GroupID: "understand",
		Long: `Report prints the path of a run's report.html, of the last run by default. That
page shows the quality of the rows, merges, tiers, stages, the funnel and
channels. It needs no network, and it has counts, but no values of people.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("report shows one run")
			}
			return excludes(cmd, "open", "stdout")
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			run, err := past.named(cmd.Context(), p, args)
			if err != nil {
				return err
			}
			page := run.at.in(pageName).name
			data, err := run.at.read(cmd.Context(), pageName)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return usagef("the run in %s has no %s: galena %s did not write one yet", run.at.name, pageName, run.Galena)
			case err != nil:
				return err
			case write:
				_, err = p.stdout.Write(data)
				return err
			case open && run.at.store != nil:
				return usagef("%s is in object storage; write it to a file with --stdout, and open that", page)
			case open:
				return openFile(page)
			}
			_, err = fmt.Fprintln(p.stdout, page)
			return err
		},
	}
	past.add(cmd)
	cmd.Flags().BoolVar(&open, "open", false, "open the page in the browser")
	cmd.Flags().BoolVar(&write, "stdout", false, "write the page itself to standard output")
	return cmd
}

// named opens the run that the arguments of report name, or the last one.
func (f *pastFlags) named(ctx context.Context, p *process, args []string) (*pastRun, error) {
	at, err := f.place(ctx, p)
	if err != nil {
		return nil, err
	}
	if len(args) == 1 {
		return at.run(ctx, args[0])
	}
	return openLatest(ctx, at)
}

// openFile opens a file with the system's default program.
func openFile(path string) error {
	command := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open"}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	if err := exec.Command(command[0], append(command[1:], path)...).Run(); err != nil { //nolint:gosec // G204: the system's own opener
		return fmt.Errorf("opening %s: %w; open it yourself", path, err)
	}
	return nil
}

// attachPage adds report.html to a run.
func (a *assembled) attachPage(out *export.Sink, r *report.Run) error {
	page := report.Page{Run: r}
	if a.scorer != nil {
		for _, side := range a.scorer.Overview() {
			switch side.Name {
			case "attribution":
				page.Attribution = side.Rows
			case "funnel":
				page.Funnel = side.Rows
			case "channels":
				page.Channels = side.Rows
			}
		}
	}
	var content bytes.Buffer
	if err := page.Write(&content); err != nil {
		return err
	}
	return out.AttachFile(pageName, content.Bytes())
}
