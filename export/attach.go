package export

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// PrivateMode is the mode of files of personal data that are meant only for the person who
// runs galena.
const PrivateMode fs.FileMode = 0o600

// AttachFile adds a file beside the tables of the run, such as the model. The manifest
// lists it with 0 rows; it is verified and published like the tables. AttachFile may be
// called until Publish, even after Close.
func (s *Sink) AttachFile(name string, content []byte) error {
	if err := s.checkAttached(name); err != nil {
		return err
	}
	f, err := createFile(s.fs, s.temp, name, tableMode)
	if err != nil {
		return s.explain(err)
	}
	s.attached = append(s.attached, f)
	if _, err := f.Write(content); err != nil {
		return s.explain(err)
	}
	return s.explain(f.finish())
}

// AttachTable adds a table as a file of its own that only its owner may read. The extension
// of name gives the format. AttachTable may be called until Publish, even after Close.
func (s *Sink) AttachTable(ctx context.Context, workers pipeline.Workers, name string, rows column.Table) error {
	if err := s.checkAttached(name); err != nil {
		return err
	}
	t, err := createTable(s.fs, s.temp, name, PrivateMode, rows)
	if err != nil {
		return s.explain(err)
	}
	s.tables = append(s.tables, t)
	if err := t.append(ctx, workers, rows); err != nil {
		return s.explain(err)
	}
	return s.explain(t.finish(ctx, workers))
}

func (s *Sink) checkAttached(name string) error {
	isThere := func(f *file) bool { return f.name == name }
	if !isFileName(name) || name == rejectsName || name == summaryName || s.table(name) != nil || slices.ContainsFunc(s.attached, isThere) {
		return fmt.Errorf("%q cannot be the name of one more file; this is a bug in galena", name)
	}
	return nil
}

// checkAttachments reads the attached files back from disk.
func (s *Sink) checkAttachments() error {
	for _, f := range s.attached {
		digest, err := digestOf(s.fs, f.path)
		if err != nil {
			return err
		}
		if digest != f.digest() {
			return fmt.Errorf("%s has other bytes on the disk than were written; is the disk sound?", f.path)
		}
	}
	return nil
}
