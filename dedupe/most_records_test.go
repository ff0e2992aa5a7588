package dedupe_test

import (
	"strings"
	"testing"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/pipeline"
)

// Records are numbered in 32 bits: more of them are an error, not another record.
func TestTooManyRecords(t *testing.T) {
	in := func(yield func(pipeline.Batch, error) bool) {
		yield(pipeline.Batch{Rows: column.NewTable(1 << 31)}, nil)
	}
	_, err := dedupe.New(dedupe.Config{}, 1).Gather(t.Context(), in, 1)
	if err == nil || !strings.Contains(err.Error(), "records") {
		t.Errorf("2,147,483,648 records: error %v", err)
	}
}
