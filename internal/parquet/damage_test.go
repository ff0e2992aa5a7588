package parquet_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"galena/internal/parquet"
	"galena/internal/pipeline"
)

// TestDamageIsAnErrorOrDoesNotCostARow truncates files and flips bits: in ours and, if
// the corpora are there, in those of other writers.
func TestDamageIsAnErrorOrDoesNotCostARow(t *testing.T) {
	table, fields := contacts(400, 5)
	files := [][]byte{
		write(t, fields, 0, 1, table),
		write(t, fields, 90, 1, table),
	}
	rows := []int{table.Rows(), table.Rows()}
	for _, path := range parquetCorpus(t) {
		data := readFile(t, path)
		if len(data) > 64<<10 {
			continue
		}
		if table, err := read(data, 1, 1000); err == nil {
			files, rows = append(files, data), append(rows, table.Rows())
		}
	}
	r := rand.New(rand.NewPCG(7, 7))
	for i := range 500 {
		data, rows := files[i%len(files)], rows[i%len(files)]
		checkDamaged(t, data[:r.IntN(len(data))], rows)

		flipped := bytes.Clone(data)
		at := r.IntN(len(data))
		if i%2 == 0 { // half of them in the footer and the heads of pages
			at = len(data) - 1 - r.IntN(min(len(data), 2000))
		}
		flipped[at] ^= 1 << r.IntN(8)
		checkDamaged(t, flipped, rows)
	}
}

// checkDamaged reads a file. If there is no error, all rows must be there.
func checkDamaged(t *testing.T, data []byte, rows int) {
	t.Helper()
	start := time.Now()
	table, err := read(data, 2, 1000)
	if err == nil && table.Rows() != rows {
		t.Errorf("%d bytes: %d rows of %d and no error", len(data), table.Rows(), rows)
	}
	if bug := (*pipeline.PanicError)(nil); errors.As(err, &bug) {
		t.Errorf("%d bytes: a panic: %v\n%s", len(data), bug.Value, bug.Stack)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("%d bytes: took %v", len(data), took)
	}
}

func FuzzOpen(f *testing.F) {
	table, fields := contacts(20, 6)
	f.Add(write(f, fields[:6], 15, 1, table))
	f.Add(write(f, fields[30:], 0, 1, table))
	f.Add([]byte("PAR1"))
	f.Fuzz(func(t *testing.T, data []byte) { openAndRead(t, data) })
}

// openAndRead reads bytes that may not be a Parquet file.
func openAndRead(t *testing.T, data []byte) {
	r, err := parquet.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil || r.Rows() > 1<<16 {
		return
	}
	_, err = readAll(r, 2, 1000)
	if bug := (*pipeline.PanicError)(nil); errors.As(err, &bug) {
		t.Errorf("a panic: %v\n%s", bug.Value, bug.Stack)
	}
}
