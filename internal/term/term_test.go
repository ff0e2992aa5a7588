package term_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"galena/internal/pipeline"
	"galena/internal/term"
)

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234: "-1,234", -123: "-123", 1024040: "1,024,040"} {
		if got := term.Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 5 << 20: "5.0 MiB", 3 << 40: "3.0 TiB"} {
		if got := term.Size(n); got != want {
			t.Errorf("Size(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestShow(t *testing.T) {
	progress := term.Progress{
		Accounts: func() []pipeline.Account {
			return []pipeline.Account{{Stage: "ingest", In: 2000, Out: 2000}, {Stage: "dedupe"}}
		},
		Read: func() (int64, int64) { return 50, 100 },
	}
	show := func(t *testing.T, terminal bool, lasts time.Duration) string {
		var out bytes.Buffer
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), lasts)
			defer cancel()
			term.Show(ctx, &out, terminal, progress)
		})
		return out.String()
	}
	t.Run("terminal", func(t *testing.T) {
		got := show(t, true, 150*time.Millisecond)
		if !strings.HasSuffix(got, "\r\x1b[K") || strings.Contains(got, "\n") || !strings.Contains(got, "read  50%") {
			t.Errorf("got %q; want one line that is cleared at the end", got)
		}
	})
	t.Run("elsewhere", func(t *testing.T) {
		got := show(t, false, 25*time.Second)
		want := " 10.0s  read  50% (10s left)  ingest 2,000 (200/s)\n 20.0s  read  50% (20s left)  ingest 2,000 (100/s)\n"
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
