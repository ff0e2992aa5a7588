package main

import (
	"log/slog"

	"github.com/spf13/cobra"
)

// logFlags say what a command reports of itself on standard error.
type logFlags struct {
	format, level string
	quiet         bool
}

func (f *logFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.format, "log-format", "text", "format of the log on standard error: text or json")
	flags.StringVar(&f.level, "log-level", "", "lowest level to log: debug, info, warn or error; default: info in json, else warn")
	choices(cmd, "log-format", "text", "json")
	choices(cmd, "log-level", "debug", "info", "warn", "error")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "show no progress")
}

// setUp creates the log of the process as the flags say.
func (f *logFlags) setUp(p *process) error {
	if f.level == "" {
		if f.level = "warn"; f.format == "json" {
			f.level = "info"
		}
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.level)); err != nil {
		return usagef("--log-level %s is none of debug, info, warn, error", f.level)
	}
	options := &slog.HandlerOptions{Level: level}
	switch f.format {
	case "text":
		p.log = slog.New(slog.NewTextHandler(p.stderr, options))
	case "json":
		p.log = slog.New(slog.NewJSONHandler(p.stderr, options))
		f.quiet, p.jsonLog = true, true // progress lines are not JSON
	default:
		return usagef("--log-format %s is none of text, json", f.format)
	}
	return nil
}
