// Package sample makes contacts of people who do not exist, with known duplicates, to try
// galena at any size. The same number and seed give the same bytes. E-mail addresses use
// domains under .example, which nobody can own; phone numbers are made up, and may be
// somebody's.
package sample

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"time"

	"galena/internal/vfs"
)

// The files of a sample.
const (
	CRM    = "crm.csv"
	Shop   = "shop.csv"
	Events = "events.ndjson"
	Truth  = "truth.csv" // record, person, source: see galena eval
)

// Written counts what a sample contains.
type Written struct{ Records, People, Events int }

// Write writes a sample of so many records into a folder. It creates the
// folder if need be; the folder must be empty.
func Write(fsys vfs.FS, dir string, records int, seed uint64) (done Written, err error) {
	if err := fsys.MkdirAll(dir, 0o777); err != nil {
		return done, err
	}
	there, err := fsys.ReadDir(dir)
	if err != nil {
		return done, err
	}
	if len(there) > 0 {
		return done, fmt.Errorf("%s is not empty: %w", dir, fs.ErrExist)
	}
	w := &writer{maker: newMaker(seed)}
	for _, file := range []struct {
		name string
		to   **sheet
		head []string
	}{{CRM, &w.crm, crmColumns}, {Shop, &w.shop, shopColumns}, {Truth, &w.truth, []string{"source_record_id", "person", "source_system"}}, {Events, &w.events, nil}} {
		s, err := newSheet(fsys, filepath.Join(dir, file.name), file.head)
		if err != nil {
			return done, errors.Join(err, w.close())
		}
		*file.to = s
	}
	for w.done.Records < records {
		w.add(records)
	}
	return w.done, w.close()
}

// writer writes the records and events of people.
type writer struct {
	*maker
	crm, shop, truth, events *sheet
	done                     Written
}

// add writes the next person with all their records and events, up to most records.
func (w *writer) add(most int) {
	p := w.person()
	w.done.People++
	for range min(w.copies(), most-w.done.Records) {
		w.done.Records++
		source, id := "crm", w.done.Records
		if w.chance(40) {
			source = "shop"
			w.shop.row(w.shopRow(id, w.written(p)))
		} else {
			w.crm.row(w.crmRow(id, w.written(p)))
		}
		w.truth.row([]string{strconv.Itoa(id), strconv.Itoa(p.number), source})
	}
	for range w.visits() {
		w.event(p, pick(w.maker, []string{"page_view", "page_view", "page_view", "email_open", "email_open", "email_click", "form_submit", "webinar_attended", "pricing_page_view", "demo_request"}))
	}
	if p.optedOut && w.chance(50) {
		w.event(p, "unsubscribe")
	}
	if p.bounces {
		w.event(p, "hard_bounce")
	}
}

// copies returns the number of records of a person.
func (w *writer) copies() int {
	switch n := w.random.IntN(100); {
	case n < 60:
		return 1
	case n < 85:
		return 2
	case n < 95:
		return 3
	}
	return 4 + w.random.IntN(3)
}

// visits returns the number of events of a person; most people have few.
func (w *writer) visits() int {
	if w.chance(50) {
		return 0
	}
	return 1 + w.random.IntN(1+w.random.IntN(12))
}

func (w *writer) event(p person, kind string) {
	at := w.day(180).Add(time.Duration(w.random.IntN(24*60*60)) * time.Second)
	line, _ := json.Marshal(struct { // strings always marshal
		Type  string `json:"event_type"`
		At    string `json:"occurred_at"`
		Email string `json:"email"`
	}{kind, at.Format(time.RFC3339), p.email})
	w.done.Events++
	w.events.line(line)
}

func (w *writer) close() (err error) {
	for _, s := range []*sheet{w.crm, w.shop, w.truth, w.events} {
		if s != nil {
			err = errors.Join(err, s.close())
		}
	}
	return err
}

// sheet is a file being written. It keeps its first error until it is closed.
type sheet struct {
	file   vfs.File
	buffer *bufio.Writer
	csv    *csv.Writer
}

func newSheet(fsys vfs.FS, path string, head []string) (*sheet, error) {
	file, err := fsys.Create(path, 0o666)
	if err != nil {
		return nil, err
	}
	s := &sheet{file: file, buffer: bufio.NewWriterSize(file, 256<<10)}
	s.csv = csv.NewWriter(s.buffer)
	if head != nil {
		s.row(head)
	}
	return s, nil
}

func (s *sheet) row(cells []string) {
	s.csv.Write(cells) //nolint:errcheck // close reports the error
}

func (s *sheet) line(text []byte) {
	s.buffer.Write(text)     //nolint:errcheck // close reports the error
	s.buffer.WriteByte('\n') //nolint:errcheck // close reports the error
}

func (s *sheet) close() error {
	s.csv.Flush()
	err := s.csv.Error()
	if flushErr := s.buffer.Flush(); err == nil {
		err = flushErr
	}
	if closeErr := s.file.Close(); err == nil {
		err = closeErr
	}
	return err
}
