package dedupe

import (
	"errors"

	"galena/internal/column"
	"galena/internal/spill"
)

// waiting keeps the columns of records within a memory budget until their leads are
// made. What matching works on takes about as much memory as the columns. If the
// two do not fit together, columns wait on disk, the oldest first. Match keys stay
// in memory.
type waiting struct {
	budget int64       // 0: none
	file   *spill.File // nil until something is on disk
	seen   int         // tables whose size is known
	total  int64       // their bytes in all
	onDisk int64
	next   int // the first table in memory
}

// relieve moves tables to disk until the rest fits. A few large regions cost the
// system less than many small ones.
func (w *waiting) relieve(tables []column.Table) error {
	if w.budget <= 0 {
		return nil
	}
	for ; w.seen < len(tables); w.seen++ {
		w.total += tables[w.seen].Bytes()
	}
	region := min(16<<20, w.budget/16)
	for w.total+(w.total-w.onDisk) > w.budget/5*4 {
		size, end := int64(0), w.next
		for end < len(tables) && size < region {
			size += tables[end].Bytes()
			end++
		}
		if size < region {
			return nil // more will come
		}
		if err := w.move(tables[w.next:end]); err != nil {
			return err
		}
		w.onDisk, w.next = w.onDisk+size, end
	}
	return nil
}

// move puts tables on disk. If the system cannot do that, they stay in memory.
func (w *waiting) move(tables []column.Table) error {
	if w.file == nil {
		file, err := spill.Create()
		if errors.Is(err, errors.ErrUnsupported) {
			w.budget = 0
			return nil
		}
		if err != nil {
			return err
		}
		w.file = file
	}
	moved, err := w.file.Move(tables)
	copy(tables, moved)
	return err
}

// close releases what is on disk. After it, no record may be read.
func (w *waiting) close() error {
	if w.file == nil {
		return nil
	}
	return w.file.Close()
}
