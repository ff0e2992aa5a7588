package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"galena/internal/corpora"
	"galena/internal/race"
)

// TestPublicCorpora: duplicates are found in the public corpora without any
// configuration, through the command that a user would type.
func TestPublicCorpora(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("matches nine corpora")
	}
	folder := corpora.Folder(t, "_er_std")
	for _, test := range []struct {
		name, without string // without: a column to leave out
		f1            float64
	}{
		{"fake_1000", "", 0.93},
		{"febrl1", "", 0.995},
		{"febrl2", "", 0.99},
		{"febrl3", "", 0.998},
		{"dsgen_A_5000", "", 0.99},
		{"dsgen_A_5000", "soc_sec_id", 0.97},
		{"dsgen_D_10000_link", "", 0.99},
		{"dsgen_D_10000_link", "soc_sec_id", 0.97},
		{"rldata500", "", 0.90},
		{"restaurant_864", "", 0.93},
		{"clkhash_dirty_link", "", 0.99},
	} {
		t.Run(test.name+" "+test.without, func(t *testing.T) {
			set := filepath.Join(folder, test.name)
			records := filepath.Join(set, "records.csv")
			if test.without != "" {
				records = copyWithout(t, records, test.without)
			}
			out := t.TempDir()
			if o := galena("dedupe", records, "--out", out, "--quiet"); o.code != exitDone {
				t.Fatal(o.stderr)
			}
			o := galena("eval", "--truth", filepath.Join(set, "truth.csv"), "--out", out, "--json")
			var got struct {
				Pairwise struct {
					Precision, Recall, F1 float64
				}
			}
			if err := json.Unmarshal([]byte(o.stdout), &got); err != nil {
				t.Fatal(err)
			}
			p := got.Pairwise
			t.Logf("precision %.3f, recall %.3f, F1 %.3f", p.Precision, p.Recall, p.F1)
			if p.F1 < test.f1 || p.Precision < 0.93 {
				t.Errorf("F1 %.4f, want %.3f; precision %.4f, want 0.93", p.F1, test.f1, p.Precision)
			}
		})
	}
}

// copyWithout copies a CSV file without one of its columns.
func copyWithout(t *testing.T, path, column string) string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader([]byte(content(t, path)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], column)
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for _, row := range rows {
		if err := w.Write(slices.Delete(row, at, at+1)); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	to := filepath.Join(t.TempDir(), "records.csv")
	if err := os.WriteFile(to, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}
