package parquet_test

import (
	"bytes"
	"testing"

	"galena/internal/parquet"
)

func TestAnIndependentReaderAgrees(t *testing.T) {
	table, fields := contacts(5000, 2)
	for _, groupRows := range []int{0, 1000, 1} {
		if groupRows == 1 {
			table = cut(table, 3)[0]
		}
		data := write(t, fields, groupRows, 2, table)
		rows, err := parquet.Verify(bytes.NewReader(data), int64(len(data)))
		if err != nil || rows != int64(table.Rows()) {
			t.Errorf("groups of %d: %d rows of %d, error %v", groupRows, rows, table.Rows(), err)
		}
	}
}

func TestVerifyRefusesWhatIsNotParquet(t *testing.T) {
	table, fields := contacts(100, 3)
	data := write(t, fields, 0, 1, table)
	for _, bad := range [][]byte{nil, []byte("PAR1"), data[:len(data)-9]} {
		if _, err := parquet.Verify(bytes.NewReader(bad), int64(len(bad))); err == nil {
			t.Errorf("%d bytes: no error", len(bad))
		}
	}
}
