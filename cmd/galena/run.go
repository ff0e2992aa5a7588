package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"galena/export"
	"galena/ingest"
	"galena/internal/consent"
	"galena/internal/pipeline"
	"galena/internal/remote"
	"galena/internal/report"
	"galena/internal/term"
)

// runFlags are the flags of run.
type runFlags struct {
	planFlags
	logFlags
	out       string
	batchRows int
	json      bool
	metrics   string
	full      bool
	carried   carried
}

// carried is what is there of a run when it ends, well or not.
type carried struct {
	of     *assembled   // nil: it did not come so far
	out    *export.Sink // as above
	report *report.Run  // nil until it has passed its gates
}

func newRun(p *process) *cobra.Command {
	flags := &runFlags{}
	cmd := &cobra.Command{
		Use:     "run [FILE...]",
		Short:   "Turn contact dumps into leads",
		GroupID: "work",
		Long: `Run reads the contacts, and publishes leads, crosswalk, score lines, rejects and
run.json in a folder of their own below the output folder, where the link
"latest" points to the last complete run. A run that fails leaves it as it was.

With files and no -c the columns are mapped by their headers alone.`,
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := flags.setUp(p); err != nil {
				return err
			}
			if flags.batchRows < 1 {
				return usagef("--batch-rows %d: a batch has at least one row", flags.batchRows)
			}
			if flags.out != "" {
				if err := cmd.Flags().Set("export-dir", flags.out); err != nil {
					return err
				}
			}
			started := time.Now()
			l, err := flags.load(p, cmd, files)
			if err != nil {
				return err
			}
			return flags.attended(cmd.Context(), p, l, started)
		},
	}
	flags.planFlags.add(cmd)
	flags.logFlags.add(cmd)
	cmd.Flags().StringVar(&flags.out, "out", "", "short for --export-dir")
	cmd.Flags().IntVar(&flags.batchRows, "batch-rows", defaultBatchRows, "rows that travel together; changes memory and speed, never the output")
	cmd.Flags().StringVar(&flags.metrics, "metrics", "", "file for the metrics of the run, as node_exporter's textfile collector reads them (name it .prom)")
	cmd.Flags().BoolVar(&flags.full, "full", false, "with a state: compare again also those pairs whose records have not changed; the output is the same")
	cmd.Flags().BoolVar(&flags.json, "json", false, "print run.json on standard output instead of the summary")
	return cmd
}

// defaultBatchRows is the number of rows that travel together: enough that the
// way costs nothing, few enough to stay in a core's cache.
const defaultBatchRows = 16384

// run carries a plan out and publishes what it made.
func (f *runFlags) run(ctx context.Context, p *process, l *loaded, started time.Time) (err error) {
	defer limitMemory(l.plan.Memory)()
	asOf := l.plan.clock(started)
	a, err := assemble(ctx, l.plan, asOf, f.batchRows, p.stdin)
	if err != nil {
		return err
	}
	f.carried.of = a
	a.deduper.Keep(memoryFor(l.plan.Memory))
	defer func() { err = errors.Join(err, a.deduper.Close()) }()
	if err := a.checkColumns(ctx, l.plan); err != nil {
		return err
	}
	past, err := openMemory(ctx, p.disk(), l.plan, a, f.full)
	if err != nil {
		return err
	}
	defer past.close()
	a.forget(past.forgetter)
	out, err := export.Create(ctx, p.disk(), l.plan.Export)
	if err != nil {
		return err
	}
	out.Guard(consent.NewGate(a.lists.Index))
	if err := a.lists.Read(ctx, pipeline.WorkersFor(l.plan.Workers)); err != nil {
		_, abortErr := out.Abort()
		return errors.Join(err, abortErr)
	}
	if err := a.hear(ctx, p.log, l.plan, asOf); err != nil {
		_, abortErr := out.Abort()
		return errors.Join(err, abortErr)
	}
	tally := &report.Tally{Sink: out}
	sink := &named{Sink: tally, out: out, plan: l.plan, asOf: asOf, of: a, past: past}
	line := pipeline.New(a.contacts, a.stages, sink, pipeline.WorkersFor(l.plan.Workers))

	past.tell(p.log, out.Swept())
	p.log.Info("run started", "files", len(a.files()), "as_of", asOf.Format(time.DateOnly), "output", remote.Redact(l.plan.Export.Dir))
	done := showProgress(ctx, p, f.quiet, line, a.contacts)
	err = line.Run(ctx)
	done()
	said, closeErr := a.closeNetwork()
	if err == nil {
		err = closeErr
	}
	if err == nil {
		a.tellModel(p.log)
		r := l.report(a, past, line, tally, asOf, started)
		r.Notes = append(r.Notes, report.Notes(said)...)
		r.State = past.report()
		for _, file := range out.LeftOut() {
			r.LeftOut = append(r.LeftOut, report.LeftOut(file))
		}
		if err = l.judge(ctx, p.disk(), r); err == nil {
			err = r.failedGate()
		}
		if err == nil {
			f.carried.report, f.carried.out = &r.Run, out
			warn(p.log, a.contacts.Files(), past.keeps())
			r.RunID = out.RunID()
			if err = errors.Join(a.attach(ctx, out, l.plan), a.attachPage(out, &r.Run)); err == nil {
				return publish(ctx, p, out, past, r, f.json)
			}
		}
	}
	rejects, abortErr := out.Abort()
	if rejects != "" {
		err = withHint(err, "the refused rows are in "+rejects)
	}
	return errors.Join(err, abortErr)
}

// publish makes the run the latest and says so.
func publish(ctx context.Context, p *process, out *export.Sink, past *memory, r *runReport, asJSON bool) error {
	var published export.Published
	err := past.prepare(ctx, out.RunID(), out.Dir())
	if err == nil {
		published, err = out.Publish(ctx, func(m export.Manifest) ([]byte, error) {
			r.RunID, r.Outputs = m.RunID, m.Files
			return r.JSON()
		})
	}
	if err != nil {
		_, abortErr := out.Abort()
		return errors.Join(err, abortErr, past.settle(p.disk()))
	}
	if published.NotRemoved != nil {
		p.log.Warn("an old run could not be removed; the next run will try again", "error", published.NotRemoved.Error())
	}
	if err := past.commit(); err != nil {
		return err
	}
	r.RunID, r.Outputs = published.RunID, published.Files
	p.log.Info("run published", "run_id", r.RunID, "leads", r.Leads.Count, "path", published.Path, "removed_runs", len(published.Removed), "seconds", r.Timing.Seconds)
	if asJSON {
		data, err := r.JSON()
		if err != nil {
			return err
		}
		_, err = p.stdout.Write(data)
		return err
	}
	where := published.Path
	if published.Unchanged {
		where += " (the same leads as before, byte for byte)"
	}
	return r.WriteSummary(p.stdout, where)
}

// showProgress shows what a run is doing until the returned function is called.
func showProgress(ctx context.Context, p *process, quiet bool, line *pipeline.Pipeline, source *ingest.Source) (done func()) {
	if quiet {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		term.Show(ctx, p.stderr, p.terminal, term.Progress{Accounts: line.Accounts, Read: source.Progress})
	}()
	return func() {
		cancel()
		<-ended
	}
}

// withHint adds what the user may do next to an error.
func withHint(err error, hint string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w; %s", err, hint)
}
