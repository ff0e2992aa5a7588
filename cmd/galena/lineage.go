package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"galena/export"
	"galena/ingest"
	"galena/internal/lineage"
	"galena/internal/remote"
)

// The variables that say where lineage events are sent and which bearer token goes
// with them. They may hold secrets, so they are not keys of the configuration.
const (
	lineageVariable    = "GALENA_LINEAGE_URL"
	lineageKeyVariable = "GALENA_LINEAGE_KEY"
)

// lineageSender reports a run as OpenLineage events. Its failures never fail the
// run.
type lineageSender struct {
	*lineage.History
	file, address string
	log           *slog.Logger
}

// newLineage returns the sender for the run that begins.
func newLineage(log *slog.Logger, c lineage.Config) *lineageSender {
	return &lineageSender{lineage.NewHistory(c, version), c.File, os.Getenv(lineageVariable), log}
}

// send appends an event to the file and posts it, whichever is configured.
func (s *lineageSender) send(ctx context.Context, t lineage.Type, inputs, outputs []lineage.Dataset, failure error) {
	if s.file == "" && s.address == "" {
		return
	}
	event, err := s.Event(t, time.Now(), inputs, outputs, failure)
	if err == nil && s.file != "" {
		err = appendLine(s.file, event)
	}
	if err != nil {
		s.log.Warn("the OpenLineage event could not be written", "error", err.Error())
	}
	if s.address != "" {
		s.post(ctx, event)
	}
}

func (s *lineageSender) post(ctx context.Context, event []byte) {
	request, err := http.NewRequest(http.MethodPost, s.address, bytes.NewReader(event))
	if err != nil {
		s.log.Warn("the address of " + lineageVariable + " cannot be read") // it may hold a secret
		return
	}
	request.Header.Set("Content-Type", "application/json")
	if key := os.Getenv(lineageKeyVariable); key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	notify(ctx, s.log, "the OpenLineage event", request)
}

// appendLine appends a line in one write, so that lines of two runs do not mix.
func appendLine(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// end reports how a run ended, what it read until then and, if it was published,
// what it wrote.
func (s *lineageSender) end(ctx context.Context, e *execution, failure error) {
	var inputs []lineage.Dataset
	if e.parts != nil {
		for _, file := range e.parts.files() {
			inputs = append(inputs, s.Input(remote.Redact(file.Path), headersOf(file), file.Rows, file.Size))
		}
	}
	switch {
	case failure == nil:
		s.send(ctx, lineage.Complete, inputs, s.written(e), nil)
	case ctx.Err() != nil:
		s.send(ctx, lineage.Abort, inputs, nil, failure)
	default:
		s.send(ctx, lineage.Fail, inputs, nil, failure)
	}
}

// headersOf returns the columns of a file under their original names.
func headersOf(file ingest.File) (fields []lineage.Field) {
	for _, column := range file.Mapping.Columns {
		fields = append(fields, lineage.Field{Name: column.Header})
	}
	return fields
}

// written returns the tables of a run. They are named by where the last run is found,
// so that a table is the same dataset night after night.
func (s *lineageSender) written(e *execution) (outputs []lineage.Dataset) {
	files, _ := e.report.Outputs.([]export.WrittenFile)
	for _, file := range files {
		names, kinds := e.out.Columns(file.Name)
		if names == nil {
			continue
		}
		fields := make([]lineage.Field, len(names))
		for i := range names {
			fields[i] = lineage.Field{Name: names[i], Type: kinds[i].String()}
		}
		path := filepath.Join(e.out.Dir(), "latest", file.Name)
		if remote.IsURL(e.out.Dir()) {
			path = remote.Redact(e.out.Dir()) + "/latest/" + file.Name
		}
		outputs = append(outputs, s.Output(path, fields, file.Rows, file.Bytes, e.report.RunID))
	}
	return outputs
}
