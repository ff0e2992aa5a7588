package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"galena/internal/pipeline"
)

// valueReader reads the records of an array, of values one after another, or of an array
// within an object. It reads one at a time, since a record's start is known only when the
// one before has ended.
type valueReader struct {
	*recordReader
	input  *lineCounter
	inside bool // within the array of the records
	found  bool // the array at the path was found
	alone  bool // nothing may follow what was read
	seen   bool // a record outside an array was read
}

func newValueReader(records *recordReader, r io.Reader) *valueReader {
	input := &lineCounter{reader: r}
	records.decoder.Reset(input, decoderOptions...)
	return &valueReader{recordReader: records, input: input}
}

// values reads the records in order.
func (r *Reader) values(ctx context.Context, body io.Reader) pipeline.Stream {
	return func(yield func(pipeline.Batch, error) bool) {
		s := newValueReader(newRecordReader(r.header), body)
		for {
			err := s.next(r.path)
			if err != nil && err != io.EOF {
				err = s.explain(err)
			}
			if s.rows() >= r.batchRows || err != nil && !s.isEmpty() {
				if ctx.Err() != nil {
					yield(pipeline.Batch{}, context.Cause(ctx))
					return
				}
				if !yield(s.batch(), nil) {
					return
				}
				s.forget(r.header)
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(pipeline.Batch{}, err)
				return
			}
		}
	}
}

// next reads the next record. It returns io.EOF after the last one.
func (s *valueReader) next(path []string) error {
	if len(path) > 0 && !s.found {
		if err := s.descend(path); err != nil {
			return err
		}
	}
	for {
		kind := s.decoder.PeekKind()
		switch {
		case s.inside && kind == ']':
			if _, err := s.decoder.ReadToken(); err != nil {
				return err
			}
			s.inside, s.alone = false, true
			if len(path) > 0 {
				return s.rest()
			}
		case kind == jsontext.KindInvalid:
			_, err := s.decoder.ReadToken() // the end, or an error
			return err
		case !s.inside && (s.alone || s.seen && kind != '{'):
			return &jsontext.SyntacticError{ByteOffset: s.decoder.InputOffset(), Err: errFollows}
		case !s.inside && kind == '[':
			if _, err := s.decoder.ReadToken(); err != nil {
				return err
			}
			s.inside = true
		default:
			line := s.input.lineAt(s.decoder.InputOffset(), s.decoder)
			if err := s.record(); err != nil {
				s.drop()
				return err
			}
			s.keep(line, s.text)
			s.seen, s.alone = !s.inside, !s.inside && kind != '{'
			return nil
		}
	}
}

// errFollows says that a value follows one that must be alone: only objects may be records
// one after another.
var errFollows = errors.New("a second value")

// descend moves to the value at the path.
func (s *valueReader) descend(path []string) error {
	for _, name := range path {
		if s.decoder.PeekKind() != '{' {
			return s.nothingAt(path)
		}
		if _, err := s.decoder.ReadToken(); err != nil {
			return err
		}
		for found := false; !found; {
			if s.decoder.PeekKind() == '}' {
				return s.nothingAt(path)
			}
			token, err := s.decoder.ReadToken()
			if err != nil {
				return err
			}
			if found = token.String() == name; !found {
				if err := s.decoder.SkipValue(); err != nil {
					return err
				}
			}
		}
	}
	s.found = true
	if s.decoder.PeekKind() != '[' {
		return s.nothingAt(path)
	}
	return nil
}

// errNoRecords says that there is no array at the path.
type errNoRecords struct{ path string }

func (e errNoRecords) Error() string {
	return fmt.Sprintf("there is no array at %q; say with records: where it is", e.path)
}

func (s *valueReader) nothingAt(path []string) error { return errNoRecords{strings.Join(path, ".")} }

// rest reads what follows the nested array, to check that it is valid.
func (s *valueReader) rest() error {
	for {
		if _, err := s.decoder.ReadToken(); err != nil {
			return err
		}
	}
}

// explain turns a mistake in the file into an error that says where it is, and a reject
// that says the same.
func (s *valueReader) explain(err error) error {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		if _, ok := errors.AsType[errNoRecords](err); ok {
			return err
		}
		return fmt.Errorf("reading: %w", err)
	}
	line, column := s.input.position(syntax.ByteOffset)
	what, remedy := "no JSON from here on", "mend it there, or name it for what it is, such as .csv"
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		what, remedy = "the file ends in the middle of a value", "get it again from its source"
	case errors.Is(err, errFollows):
		what, remedy = "a second value behind one that must stand alone", "give what is behind a file of its own"
	}
	s.refuse(line, "json_syntax", fmt.Sprintf("%s (column %d)", what, column), nil)
	return fmt.Errorf("line %d, column %d: %s; the records before it are whole, but the file is not: %s", line, column, what, remedy)
}
