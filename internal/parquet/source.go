package parquet

import (
	"errors"
	"fmt"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
)

// stepRows is the number of values decoded at a time, so that they are still in the
// cache when they are copied.
const stepRows = 4096

// maxPageValues is the number of values that one page may claim to hold. Pages of
// nulls can hold any number in few bytes; a larger number is taken for damage.
const maxPageValues = 1 << 26

// source decodes one column of one row group after another.
type source[T any] struct {
	pages interface {
		ReadBatchInPage(batch int64, values []T, defs, reps []int16) (levels int64, read int, err error)
	}
	chunk  file.ColumnChunkReader
	maxDef int16
	left   int64 // values, including nulls, that the footer promises and that are still to come
	values []T
	defs   []int16 // nil for a column that cannot be null
	reps   []int16 // nil for a column that does not repeat
}

// open starts on the column of another row group, which holds this many values.
func (s *source[T]) open(chunk file.ColumnChunkReader, values int64) error {
	pages, ok := chunk.(interface {
		ReadBatchInPage(int64, []T, []int16, []int16) (int64, int, error)
	})
	if !ok {
		return fmt.Errorf("it is stored as %s, which the schema does not say", chunk.Type())
	}
	s.pages, s.chunk, s.left = pages, chunk, values
	s.maxDef = chunk.Descriptor().MaxDefinitionLevel()
	if room := int(min(values, stepRows)); room > len(s.values) {
		s.values = make([]T, room)
		if s.maxDef > 0 {
			s.defs = make([]int16, room)
		}
		if chunk.Descriptor().MaxRepetitionLevel() > 0 {
			s.reps = make([]int16, room)
		}
	}
	return nil
}

// next decodes at least one level and up to limit, and the values that are not null
// among them. Both are valid until the call after the next, since they may point into a
// page.
func (s *source[T]) next(limit int) (levels int, values []T, err error) {
	limit = int(min(int64(limit), int64(len(s.values)), s.left))
	if limit == 0 {
		return 0, nil, errFewValues
	}
	n, read, err := s.pages.ReadBatchInPage(int64(limit), s.values[:limit], s.defs, s.reps)
	if err == nil {
		err = s.chunk.Err()
	}
	if err != nil {
		return 0, nil, err
	}
	if n <= 0 || n > int64(limit) {
		return 0, nil, shortBy(s.left)
	}
	valid := int(n)
	if s.defs != nil {
		valid = 0
		for _, def := range s.defs[:n] {
			if def == s.maxDef {
				valid++
			}
		}
	}
	if read != valid {
		return 0, nil, fmt.Errorf("a page holds %d values instead of %d", read, valid)
	}
	s.left -= n
	return int(n), s.values[:read], nil
}

// def and rep return the levels of an entry that the last next decoded.
func (s *source[T]) def(i int) int16 {
	if s.defs == nil {
		return s.maxDef
	}
	return s.defs[i]
}

func (s *source[T]) rep(i int) int16 {
	if s.reps == nil {
		return 0
	}
	return s.reps[i]
}

// close checks that the column of the row group was read to its end.
func (s *source[T]) close() error {
	if s.left != 0 {
		return longBy(s.left)
	}
	return s.chunk.Close()
}

var errFewValues = errors.New("it has fewer values than rows")

// shortBy and longBy are the errors of a column that does not hold as many values
// as the footer says.
func shortBy(values int64) error {
	return fmt.Errorf("it ends %d values short of what the footer says", values)
}

func longBy(values int64) error { return fmt.Errorf("it has %d values more than rows", values) }

// physical is the Go types of the physical types of Parquet.
type physical interface {
	bool | int32 | int64 | float32 | float64 | parquet.Int96 | parquet.ByteArray | parquet.FixedLenByteArray
}
