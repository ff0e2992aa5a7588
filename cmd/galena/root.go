package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"galena/internal/config"
	"galena/internal/lock"
	"galena/internal/pipeline"
	"galena/internal/remote"
	"galena/internal/vfs"
)

// process is what a command knows of the process it runs in. Secrets, and variables
// that a step of enrich names, are read from the environment where they are used.
type process struct {
	args           []string
	environ        []string
	stdin          io.Reader
	stdout, stderr io.Writer
	terminal       bool         // stderr is a terminal that can move its cursor
	log            *slog.Logger // set by logFlags
	jsonLog        bool         // stderr takes only JSON lines
	files          vfs.FS       // for output and state; nil: the machine's
}

func (p *process) disk() vfs.FS {
	if p.files == nil {
		return vfs.OS{}
	}
	return p.files
}

// The exit codes that docs/commands.md promises. New ones may be added: callers should
// treat an unknown code as a failure.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2 // the command line or the config; nothing was read
	exitGate   = 3 // a quality gate failed; nothing was published
	exitLocked = 4 // another run holds the output folder or the state
	exitSignal = 128
)

// codedError is an error with an exit code.
type codedError struct {
	error
	code int
}

func (e codedError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error {
	return codedError{fmt.Errorf(format, args...), exitUsage}
}

// interrupted is the cause of a context that a signal has cancelled.
type interrupted struct{ signal syscall.Signal }

func (e interrupted) Error() string {
	return fmt.Sprintf("interrupted (%s)", e.signal)
}

// run executes a command line and returns its exit code.
func run(p process) int {
	ctx, stop := untilSignal(context.Background())
	defer stop()
	root := newRoot(&p)
	root.SetArgs(p.args)
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	err := untilStopped(ctx, func() error { return root.ExecuteContext(ctx) })
	if err == nil {
		return exitDone
	}
	code := exitCode(ctx, err)
	if stopped, ok := errors.AsType[interrupted](context.Cause(ctx)); ok {
		err = fmt.Errorf("%w; %s", stopped, whenInterrupted(root, p.args)) // whichever stage noticed it
	}
	if p.jsonLog {
		p.log.Error("failed", "error", err.Error(), "exit_code", code)
	} else {
		fmt.Fprintf(p.stderr, "galena: %v\n", err)
	}
	if bug, ok := errors.AsType[*pipeline.PanicError](err); ok && p.log != nil {
		p.log.Debug("stack of the internal error", "stack", string(bug.Stack))
	}
	if isUsage(err) && !p.jsonLog {
		fmt.Fprintf(p.stderr, "Run '%s --help' for usage.\n", meant(root, p.args).CommandPath())
	}
	return code
}

// leftWhenInterrupted is the annotation of a command that an interruption may leave
// half done. Its value is the message to print then.
const leftWhenInterrupted = "left when interrupted"

// whenInterrupted says in what state an interrupted command leaves its output.
func whenInterrupted(root *cobra.Command, args []string) string {
	if left := meant(root, args).Annotations[leftWhenInterrupted]; left != "" {
		return left
	}
	return "the previous output is as it was"
}

// meant returns the command that a command line calls.
func meant(root *cobra.Command, args []string) *cobra.Command {
	if cmd, _, err := root.Find(args); err == nil {
		return cmd
	}
	return root
}

// untilSignal returns a context that SIGINT or SIGTERM cancels, with the signal as
// its cause. A second signal ends the process at once.
func untilSignal(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			cancel(interrupted{s.(syscall.Signal)})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// cleanUpTime is how long an interrupted command may take to clean up.
const cleanUpTime = 2 * time.Second

// untilStopped runs a command, and returns cleanUpTime after the context ends even if
// the command has not: it may be blocked in the kernel, waiting for bytes that never
// come. What it had begun to write is not published, and the next run removes it.
func untilStopped(ctx context.Context, command func() error) error {
	ended := make(chan error, 1)
	go func() { ended <- command() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(cleanUpTime):
		return context.Cause(ctx)
	}
}

func exitCode(ctx context.Context, err error) int {
	if stopped, ok := errors.AsType[interrupted](context.Cause(ctx)); ok {
		return exitSignal + int(stopped.signal)
	}
	if coded, ok := errors.AsType[codedError](err); ok {
		return coded.code
	}
	if _, ok := errors.AsType[config.Problems](err); ok {
		return exitUsage
	}
	if _, ok := errors.AsType[config.Problem](err); ok {
		return exitUsage // in a file that the configuration names
	}
	if _, ok := errors.AsType[*lock.HeldError](err); ok {
		return exitLocked
	}
	if errors.Is(err, remote.ErrConflict) {
		return exitLocked
	}
	return exitFailed
}

// isUsage reports whether the command line itself was wrong, so that the user needs
// the help text.
func isUsage(err error) bool {
	coded, ok := errors.AsType[codedError](err)
	return ok && coded.code == exitUsage
}

func newRoot(p *process) *cobra.Command {
	root := &cobra.Command{
		Use:   "galena",
		Short: "Refine raw contact dumps into leads",
		Long: `Galena reads contact dumps (CSV, JSON, Parquet), normalizes, deduplicates,
enriches, scores and tiers them, and writes leads as Parquet or CSV.

  galena run contacts.csv            the main job, without any configuration
  galena run -c pipeline.yaml        the same, as the file says
  galena check -c pipeline.yaml      every mistake of the configuration, in place

EXIT STATUS
  0 done · 1 failed · 2 usage or configuration · 3 a quality gate failed, nothing
  published · 4 another run holds the output or the state · 130, 143 interrupted`,
		Version:       version, // supports --version, as other programs do
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE:          onlyGroups,
	}
	root.SetFlagErrorFunc(flagError)
	root.AddGroup(&cobra.Group{ID: "work", Title: "Work:"}, &cobra.Group{ID: "understand", Title: "Understand:"})
	root.AddCommand(newRun(p), newDedupe(p), newUnmerge(p), newErase(p), newDiff(p), newReport(p), newTrace(p), newCheck(p), newWhy(p), newEval(p), newModel(p), newVersion(p))
	root.AddCommand(newInit(p), newPlan(p), newCat(p), newProfile(p), newSample(p), newSchema(p))
	root.SetHelpCommand(newHelp(root))
	return root
}

// flagError adds to the error about a flag which flag was probably meant, or which
// values the flag takes.
func flagError(cmd *cobra.Command, err error) error {
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		takes := map[string]string{"int": "a whole number", "int64": "a whole number", "uint64": "a whole number, not below 0", "bool": "true or false"}
		if kind, known := takes[invalid.GetFlag().Value.Type()]; known {
			return usagef("--%s must be %s, not %q", invalid.GetFlag().Name, kind, invalid.GetValue())
		}
	}
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return codedError{err, exitUsage}
	}
	var names []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, flag.Name) })
	return usagef("%w%s", err, didYouMean("--", unknown.GetSpecifiedName(), names))
}

// didYouMean returns a question to append to an error, or "" if no known name is
// similar.
func didYouMean(prefix, name string, known []string) string {
	if near := config.Suggest(name, known); near != "" {
		return "; did you mean " + prefix + near + "?"
	}
	return ""
}

// noArguments is cobra.NoArgs with our wording and exit code.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, but got %q", cmd.CommandPath(), args[0])
	}
	return nil
}
