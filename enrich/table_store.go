package enrich

import (
	"errors"
	"strconv"

	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/spill"
)

// tableStore holds rows of a table: their keys and the columns that are taken,
// and nothing else of the file. What does not fit into its budget lies on disk.
type tableStore struct {
	chunks []chunk
	rows   int
	tally  tableTally

	keys []column.View // by chunk, once the table is indexed

	budget int64 // bytes in memory; 0: any number
	inUse  int64
	next   int         // the first chunk that is in memory
	file   *spill.File // nil until something is on disk
}

// chunk is what is kept of a batch.
type chunk struct {
	rows       column.Table // the keys, never null, then the columns taken, in the order of the config
	hashes     []uint64     // of the keys, until the table is indexed
	upper      []float64    // of kind range: the ends of the ranges
	unreadable []uint8      // by row, how many of its values could not be read; nil for none
	seen       seenKeys     // for checkTwins; empty where all rows are kept
	tally      tableTally
}

func (c *chunk) keys() *column.Text { return c.rows.At(0).(*column.Text) }

// with adds a column to those of the chunk.
func (c *chunk) with(values column.Array) {
	c.rows = c.rows.With(strconv.Itoa(len(c.rows.Names())), values)
}

// tableTally counts the rows of a table that are not used.
type tableTally struct{ keyless, stale, refused int64 }

func (t tableTally) notes(path string) []pipeline.Note {
	var notes []pipeline.Note
	for _, n := range []pipeline.Note{
		{Code: "table_key_empty", Count: t.keyless},
		{Code: "table_row_stale", Count: t.stale},
		{Code: "table_row_refused", Count: t.refused},
	} {
		if n.Count > 0 {
			n.Stage, n.File = stageName, path
			notes = append(notes, n)
		}
	}
	return notes
}

// add takes a chunk up, and puts chunks on disk where they get too many.
func (s *tableStore) add(c chunk) error {
	s.tally.keyless += c.tally.keyless
	s.tally.stale += c.tally.stale
	s.tally.refused += c.tally.refused
	if c.rows.Rows() == 0 && c.seen.ends == nil {
		return nil
	}
	if len(s.chunks) == maxChunks || c.rows.Rows() > maxChunkRows {
		return errors.New("it has more rows than can be held")
	}
	s.chunks = append(s.chunks, c)
	s.rows += c.rows.Rows()
	s.inUse += c.rows.Bytes() + c.seen.hashes.Bytes()
	if s.budget > 0 && s.inUse > s.budget {
		return s.relieve()
	}
	return nil
}

// relieve moves all chunks to disk that are not there. Where the system cannot,
// they stay in memory.
func (s *tableStore) relieve() (err error) {
	if s.file == nil {
		if s.file, err = spill.Create(); errors.Is(err, errors.ErrUnsupported) {
			s.budget = 0
			return nil
		}
		if err != nil {
			return err
		}
	}
	var tables []column.Table
	for i := range s.chunks[s.next:] {
		c := &s.chunks[s.next+i]
		tables = append(tables, c.rows, c.seen.hashes)
	}
	moved, err := s.file.Move(tables)
	if err != nil {
		return err
	}
	for i := range s.chunks[s.next:] {
		c := &s.chunks[s.next+i]
		c.rows, c.seen.hashes = moved[2*i], moved[2*i+1]
	}
	s.next, s.inUse = len(s.chunks), 0
	return nil
}

// close lets go of what is on disk: no row may be read any more.
func (s *tableStore) close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// none points at no row.
func (s *tableStore) none() column.Ref { return column.Ref{Table: uint32(len(s.chunks))} }

// key returns the key of a row.
func (s *tableStore) key(ref column.Ref) []byte {
	key, _ := s.keys[ref.Table].At(int(ref.Row))
	return key
}

// take returns a column of the table at the given rows, null for none.
func (s *tableStore) take(i int, refs []column.Ref) column.Array {
	arrays := make([]column.Array, len(s.chunks)+1)
	for at := range s.chunks {
		arrays[at] = s.chunks[at].rows.At(1 + i)
	}
	return column.Take(arrays, refs)
}

// unreadable counts the values of the given rows that could not be read.
func (s *tableStore) unreadable(refs []column.Ref) (count int64) {
	for _, ref := range refs {
		if int(ref.Table) < len(s.chunks) && s.chunks[ref.Table].unreadable != nil {
			count += int64(s.chunks[ref.Table].unreadable[ref.Row])
		}
	}
	return count
}

// number is the number of a row, from 1.
func (s *tableStore) number(ref column.Ref) int {
	number := int(ref.Row) + 1
	for i := range s.chunks[:ref.Table] {
		number += s.chunks[i].rows.Rows()
	}
	return number
}
