package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"galena/internal/lineage"
	"galena/internal/report"
	"galena/internal/vfs"
)

// pingVariable names the address of a service that expects a ping from every run,
// such as healthchecks.io. The address is a secret and therefore not a flag.
const pingVariable = "GALENA_PING_URL"

// pingTime limits how long a run waits for a ping or an event to be sent.
const pingTime = 10 * time.Second

// ping reports to that service that a run begins ("/start"), has succeeded ("") or has
// failed ("/fail"). A ping that fails is only a warning.
func ping(ctx context.Context, log *slog.Logger, path string) {
	address := os.Getenv(pingVariable)
	if address == "" {
		return
	}
	request, err := http.NewRequest(http.MethodGet, strings.TrimSuffix(address, "/")+path, nil)
	if err != nil {
		log.Warn("the address of " + pingVariable + " cannot be read") // it may hold a secret
		return
	}
	notify(ctx, log, "the ping", request)
}

// notify sends a request even if the run was interrupted. A failure is only logged as a
// warning, with the host but not the address.
func notify(ctx context.Context, log *slog.Logger, what string, request *http.Request) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pingTime)
	defer cancel()
	response, err := http.DefaultClient.Do(request.WithContext(ctx))
	if err != nil {
		if cause, ok := errors.AsType[*url.Error](err); ok {
			err = cause.Err // url.Error would repeat the address
		}
		log.Warn(what+" failed", "host", request.URL.Host, "error", err.Error())
		return
	}
	response.Body.Close() //nolint:errcheck // nothing was read from it
	if response.StatusCode >= http.StatusBadRequest {
		log.Warn(what+" was refused", "host", request.URL.Host, "status", response.StatusCode)
	}
}

// runAndNotify carries a run out, and reports its begin and end to the ping address, to
// OpenLineage and to the metrics file.
func (e *execution) runAndNotify(ctx context.Context) error {
	events := newLineage(e.log, e.plan.Lineage)
	ping(ctx, e.log, "/start")
	events.send(ctx, lineage.Start, nil, nil, nil)
	err := e.run(ctx)
	if err != nil {
		ping(ctx, e.log, "/fail")
	} else {
		ping(ctx, e.log, "")
	}
	events.end(ctx, e, err)
	if trouble := writeMetrics(e.disk(), e.flags.metrics, e.report, err, time.Now()); trouble != nil {
		e.log.Warn("the metrics could not be written", "error", trouble.Error())
	}
	return err
}

// writeMetrics writes the results of a run to a file for node_exporter's textfile
// collector, in one step. The caller does not fail the run over its error.
func writeMetrics(disk vfs.FS, path string, r *report.Run, failed error, ended time.Time) error {
	if path == "" {
		return nil
	}
	var b bytes.Buffer
	gauge := func(name, help string, values ...string) {
		fmt.Fprintf(&b, "# HELP galena_%s %s\n# TYPE galena_%s gauge\n", name, help, name)
		for _, value := range values {
			fmt.Fprintf(&b, "galena_%s%s\n", name, value)
		}
	}
	success := 1
	if failed != nil {
		success = 0
	}
	gauge("run_success", "1 if the last run was published.", fmt.Sprintf(" %d", success))
	gauge("run_end_timestamp_seconds", "When the last run ended.", fmt.Sprintf(" %d", ended.Unix()))
	if failed == nil && r != nil {
		gauge("run_duration_seconds", "Wall time of the last run.", fmt.Sprintf(" %g", r.Timing.Seconds))
		gauge("leads", "Leads of the last published run.", fmt.Sprintf(" %d", r.Leads.Count))
		var rows, gates []string
		for _, a := range r.Books {
			for _, c := range []struct {
				name  string
				count int64
			}{{"in", a.In}, {"out", a.Out}, {"merged", a.Merged}, {"rejected", a.Rejected}, {"suppressed", a.Suppressed}, {"erased", a.Erased}} {
				rows = append(rows, fmt.Sprintf("{stage=%q,account=%q} %d", a.Stage, c.name, c.count))
			}
		}
		gauge("rows", "The books of the last published run.", rows...)
		for _, g := range r.Gates {
			passed := 0
			if g.Passed {
				passed = 1
			}
			gates = append(gates, fmt.Sprintf("{gate=%q} %d", g.Name, passed))
		}
		gauge("gate_passed", "1 if the gate was passed.", gates...)
	}
	return vfs.Replace(disk, path, b.Bytes(), 0o644)
}
