package enrich

import (
	"errors"

	"galena/internal/column"
	"galena/internal/pipeline"
	"galena/internal/spill"
)

// tableStore holds rows of a table: their keys and the columns that are taken, and nothing else
// of the file. What does not fit into its budget is on disk.
type tableStore struct {
	chunks []chunk
	rows   int
	tally  tableTally

	keys  []column.View   // by chunk, once settle has been called
	taken []*column.Parts // by column, likewise

	budget int64 // most bytes in memory; 0: no limit
	inUse  int64
	next   int         // the first chunk that is in memory
	file   *spill.File // rows of the chunks before next; nil until something is on disk
	seen   *spill.File // their seenKeys, until these are forgotten
}

// tableTally counts the rows of a table that are not used.
type tableTally struct{ keyless, stale, refused int64 }

func (t *tableTally) add(more tableTally) {
	t.keyless += more.keyless
	t.stale += more.stale
	t.refused += more.refused
}

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

// add adds a chunk, and moves chunks to disk once the budget is exceeded.
func (s *tableStore) add(c chunk) error {
	s.tally.add(c.tally)
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

// relieve moves all chunks that are in memory to disk. If the system cannot do that, they stay in memory.
func (s *tableStore) relieve() error {
	err := s.move(&s.file, func(c *chunk) *column.Table { return &c.rows })
	if err == nil {
		err = s.move(&s.seen, func(c *chunk) *column.Table { return &c.seen.hashes })
	}
	if errors.Is(err, errors.ErrUnsupported) {
		s.budget = 0
		return nil
	}
	s.next, s.inUse = len(s.chunks), 0
	return err
}

// move moves one part of all chunks that are in memory to a file.
func (s *tableStore) move(file **spill.File, of func(*chunk) *column.Table) (err error) {
	if *file == nil {
		if *file, err = spill.Create(); err != nil {
			return err
		}
	}
	var tables []column.Table
	for i := range s.chunks[s.next:] {
		tables = append(tables, *of(&s.chunks[s.next+i]))
	}
	moved, err := (*file).Move(tables)
	if err != nil {
		return err
	}
	for i, t := range moved {
		*of(&s.chunks[s.next+i]) = t
	}
	return nil
}

// forgetSeen drops the hashes of all keys, which need as much room as those of the rows kept, or more.
func (s *tableStore) forgetSeen() error {
	for i := range s.chunks {
		s.chunks[i].seen = seenKeys{}
	}
	file := s.seen
	s.seen = nil
	return closed(file)
}

// close removes what is on disk. No row may be read afterwards.
func (s *tableStore) close() error { return errors.Join(closed(s.file), closed(s.seen)) }

// closed closes a file, if there is one.
func closed(file *spill.File) error {
	if file == nil {
		return nil
	}
	return file.Close()
}

// none returns the reference that points at no row.
func (s *tableStore) none() column.Ref { return column.Ref{Table: uint32(len(s.chunks))} }

// key returns the key of a row.
func (s *tableStore) key(ref column.Ref) []byte {
	key, _ := s.keys[ref.Table].At(int(ref.Row))
	return key
}

// settle prepares the columns for lookups. No row may be added afterwards.
func (s *tableStore) settle() {
	for i := range s.chunks {
		s.keys = append(s.keys, column.ViewOf(s.chunks[i].keys()))
	}
	if len(s.chunks) == 0 {
		return
	}
	for i := range len(s.chunks[0].rows.Names()) - 1 {
		arrays := make([]column.Array, len(s.chunks)+1) // the last one is what none points at
		for at := range s.chunks {
			arrays[at] = s.chunks[at].rows.At(1 + i)
		}
		s.taken = append(s.taken, column.NewParts(arrays))
	}
}

// take returns a column of the table at the given rows, null for none.
func (s *tableStore) take(i int, refs []column.Ref) column.Array {
	if s.taken == nil {
		return column.Nulls(len(refs))
	}
	return s.taken[i].Take(refs)
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

// number returns the number of a row among those kept, from 1.
func (s *tableStore) number(ref column.Ref) int {
	number := int(ref.Row) + 1
	for i := range s.chunks[:ref.Table] {
		number += s.chunks[i].rows.Rows()
	}
	return number
}
