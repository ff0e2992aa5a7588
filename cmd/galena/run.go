package main

import (
	"cmp"
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
}

func newRun(p *process) *cobra.Command {
	flags := &runFlags{}
	cmd := &cobra.Command{
		Use:     "run [FILE...]",
		Short:   "Turn contact dumps into leads",
		GroupID: "work",
		Long: `Run reads the contacts and publishes a run: a folder below the output folder
with leads, crosswalk, score lines, rejects and run.json. The link "latest" then
points to that folder. A run that fails leaves "latest" as it was.

With files and no -c, columns are mapped by their headers alone.`,
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := flags.setUp(p); err != nil {
				return err
			}
			if flags.batchRows < 1 {
				return usagef("--batch-rows %d: a batch has at least one row", flags.batchRows)
			}
			if err := excludes(cmd, "out", "export-dir"); err != nil {
				return err
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
			for _, warning := range l.warnings(started) {
				p.log.Warn(warning)
			}
			e := &execution{process: p, loaded: l, flags: flags, started: started, asOf: l.plan.clock(started)}
			return e.runAndNotify(cmd.Context())
		},
	}
	flags.planFlags.add(cmd)
	flags.logFlags.add(cmd)
	cmd.Flags().StringVar(&flags.out, "out", "", "short for --export-dir")
	cmd.Flags().IntVar(&flags.batchRows, "batch-rows", defaultBatchRows, "rows that are processed together; changes memory and speed, never the output")
	cmd.Flags().StringVar(&flags.metrics, "metrics", "", "file for the metrics of the run, in the form that node_exporter's textfile collector reads (name it .prom)")
	cmd.Flags().BoolVar(&flags.full, "full", false, "with a state: compare all pairs again, even if their records have not changed; the output is the same")
	cmd.Flags().BoolVar(&flags.json, "json", false, "print run.json on standard output instead of the summary")
	return cmd
}

// defaultBatchRows is the number of rows that travel together: enough to make the cost
// per batch negligible, few enough to stay in a core's cache.
const defaultBatchRows = 16384

// execution is a run in progress. Fields are nil until they exist.
type execution struct {
	*process
	*loaded
	flags         *runFlags
	started, asOf time.Time

	parts  *assembled
	past   *runState
	out    *export.Sink
	report *report.Run // set once the run has passed its gates
}

// run executes the plan and publishes the result.
func (e *execution) run(ctx context.Context) (err error) {
	defer limitMemory(e.plan.Memory)()
	if e.parts, err = assemble(ctx, e.plan, e.asOf, e.flags.batchRows, e.stdin); err != nil {
		return err
	}
	e.parts.deduper.Keep(memoryFor(e.plan.Memory))
	defer func() { err = errors.Join(err, e.parts.deduper.Close()) }()
	if err := e.parts.checkColumns(ctx, e.plan); err != nil {
		return err
	}
	if e.past, err = openRunState(ctx, e.disk(), e.plan, e.parts, e.flags.full); err != nil {
		return err
	}
	defer e.past.close()
	e.parts.forget(e.past.forgetter)
	if e.out, err = export.Create(ctx, e.disk(), e.plan.Export); err != nil {
		return err
	}
	e.out.Guard(consent.NewGate(e.parts.lists.Index))
	if err := e.refine(ctx); err != nil {
		rejects, abortErr := e.out.Abort()
		if rejects != "" {
			err = fmt.Errorf("%w; the refused rows are in %s", err, rejects)
		}
		return errors.Join(err, abortErr)
	}
	return e.publish(ctx)
}

// refine makes leads of the contacts, checks the gates, and adds the files that go
// beside the tables.
func (e *execution) refine(ctx context.Context) error {
	workers := pipeline.WorkersFor(e.plan.Workers)
	if err := e.parts.lists.Read(ctx, workers); err != nil {
		return err
	}
	if err := e.parts.readRefusals(ctx, e.plan, e.asOf); err != nil {
		return err
	}
	tally := &report.Tally{Sink: e.out}
	line := pipeline.New(e.parts.contacts, e.parts.stages, &outlet{Sink: tally, execution: e}, workers)

	e.past.logCrash(e.log, e.out.Swept())
	e.logOlderState(ctx)
	e.log.Info("run started", "files", len(e.parts.files()), "as_of", e.asOf.Format(time.DateOnly), "output", remote.Redact(e.plan.Export.Dir))
	done := showProgress(ctx, e.process, e.flags.quiet, line, e.parts.contacts)
	err := line.Run(ctx)
	done()
	notes, closeErr := e.parts.closeNetwork()
	if err = cmp.Or(err, closeErr, e.past.tablesWritten()); err != nil {
		return err
	}
	e.parts.logModel(e.log)
	r := e.newReport(line, tally.Leads, notes)
	if err := e.judge(ctx, r); err != nil {
		return err
	}
	if err := failedGate(r.Gates); err != nil {
		return err
	}
	e.report = r
	e.logAlarms()
	return errors.Join(e.parts.attach(ctx, e.out, e.plan), e.parts.attachPage(e.out, r))
}

// publish makes the run the latest and reports it.
func (e *execution) publish(ctx context.Context) error {
	r := e.report
	var published export.Published
	err := e.past.prepare(ctx, e.out.RunID(), e.out.Dir())
	if err == nil {
		published, err = e.out.Publish(ctx, func(m export.Manifest) ([]byte, error) {
			r.RunID, r.Outputs = m.RunID, m.Files
			return r.JSON()
		})
	}
	if err != nil {
		_, abortErr := e.out.Abort()
		return errors.Join(err, abortErr, e.past.settle(e.disk()))
	}
	if published.NotRemoved != nil {
		e.log.Warn("an old run could not be removed; the next run will try again", "error", published.NotRemoved.Error())
	}
	if err := e.past.commit(); err != nil {
		return err
	}
	r.RunID, r.Outputs = published.RunID, published.Files
	e.log.Info("run published", "run_id", r.RunID, "leads", r.Leads.Count, "path", published.Path, "removed_runs", len(published.Removed), "seconds", r.Timing.Seconds)
	if e.flags.json {
		data, err := r.JSON()
		if err != nil {
			return err
		}
		_, err = e.stdout.Write(data)
		return err
	}
	where := published.Path
	if published.Unchanged {
		where += " (the same leads as before, byte for byte)"
	}
	return r.WriteSummary(e.stdout, where)
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
