package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"galena/export"
	"galena/internal/report"
)

// pageName is the file of a run that is made to be looked at.
const pageName = "report.html"

func newReport(p *process) *cobra.Command {
	var past pastFlags
	var open, write bool
	cmd := &cobra.Command{
		Use:     "report [RUN]",
		Short:   "Show the report of a run",
		GroupID: "understand",
		Long: `Report prints where the report of a run is, the last run by default: report.html,
one page that needs no network, with the quality of the rows, merges, tiers,
stages, the funnel and channels. It has counts, and no values of people.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("report shows one run")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			page, err := past.page(p, args)
			switch {
			case err != nil:
				return err
			case write:
				data, err := os.ReadFile(page)
				if err == nil {
					_, err = p.stdout.Write(data)
				}
				return err
			case open:
				return openFile(page)
			}
			_, err = fmt.Fprintln(p.stdout, page)
			return err
		},
	}
	past.add(cmd)
	cmd.Flags().BoolVar(&open, "open", false, "open it in the browser")
	cmd.Flags().BoolVar(&write, "stdout", false, "write the page itself to standard output")
	cmd.MarkFlagsMutuallyExclusive("open", "stdout")
	return cmd
}

// page is the path of the page of a run, the last one if none is named.
func (f *pastFlags) page(p *process, args []string) (string, error) {
	run, err := f.open(p)
	if len(args) == 1 {
		out := f.out
		if out == "" {
			if out, err = settingOf(p, "export.dir"); err != nil {
				return "", err
			}
		}
		run, err = openRun(runDir(out, args[0]))
	}
	if err != nil {
		return "", err
	}
	page := filepath.Join(run.dir, pageName)
	if _, err := os.Stat(page); errors.Is(err, fs.ErrNotExist) {
		return "", usagef("the run in %s has no %s: galena %s did not write one yet", run.dir, pageName, run.Galena)
	}
	return page, nil
}

// openFile has the system show a file.
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
