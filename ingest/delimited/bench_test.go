package delimited

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"galena/internal/pipeline"
)

// BenchmarkBatches reads the file named by GALENA_BENCH_CSV, else a synthetic one, into
// batches.
func BenchmarkBatches(b *testing.B) {
	path := os.Getenv("GALENA_BENCH_CSV")
	if path == "" {
		path = filepath.Join(b.TempDir(), "contacts.csv")
		if err := os.WriteFile(path, contacts(200_000), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for _, workers := range []pipeline.Workers{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			rows := 0
			for b.Loop() {
				file, err := os.Open(path)
				if err != nil {
					b.Fatal(err)
				}
				r, err := Open(file, Options{})
				if err != nil {
					b.Fatal(err)
				}
				for batch, err := range r.Batches(b.Context(), workers) {
					if err != nil {
						b.Fatal(err)
					}
					rows += batch.Rows.Rows()
				}
				size, err := file.Seek(0, io.SeekCurrent)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(size)
				if err := file.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// contacts returns a file of contacts with quoted commas and line breaks.
func contacts(rows int) []byte {
	var text bytes.Buffer
	text.WriteString("id,first_name,last_name,email,phone,company,street,city,postal_code,country,created_at\n")
	for i := range rows {
		fmt.Fprintf(&text, "%d,Ada,Lovelace,ada.lovelace%d@example.com,+44 20 7946 %04d,\"Analytical, Ltd.\",12 Main St.,London,,GB,2024-02-05 15:11:56\n", i, i, i%10000)
	}
	return text.Bytes()
}
