// Package term shows a person what a run is doing: a status line that is updated in place
// on a terminal, plain lines elsewhere, and numbers that can be read at a glance.
package term

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"galena/internal/pipeline"
)

// Progress is the state of a run while it runs.
type Progress struct {
	Accounts func() []pipeline.Account
	// Read returns how much of the input has been read, and its size, which is 0 if
	// unknown.
	Read func() (done, size int64)
}

// How often progress is shown: often enough to look alive on a terminal, seldom enough
// not to fill a log elsewhere.
const (
	terminalEvery = 100 * time.Millisecond
	plainEvery    = 10 * time.Second
)

// Show writes progress to w until the context ends. On a terminal it is one line, which
// is overwritten and removed at the end.
func Show(ctx context.Context, w io.Writer, terminal bool, p Progress) {
	every := plainEvery
	if terminal {
		every = terminalEvery
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	start := time.Now()
	for {
		select {
		case <-ctx.Done():
			if terminal {
				fmt.Fprint(w, "\r\x1b[K")
			}
			return
		case <-ticker.C:
			line := p.line(time.Since(start))
			if terminal {
				fmt.Fprintf(w, "\r\x1b[K%s", line)
			} else {
				fmt.Fprintln(w, line)
			}
		}
	}
}

// line sums up the run: what has been read, and the rows of each stage so far.
func (p Progress) line(elapsed time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%5.1fs", elapsed.Seconds())
	done, size := p.Read()
	if size > 0 {
		share := min(float64(done)/float64(size), 1)
		fmt.Fprintf(&b, "  read %3.0f%%", 100*share)
		if share > 0.02 && share < 1 {
			left := time.Duration(float64(elapsed) * (1 - share) / share)
			fmt.Fprintf(&b, " (%s left)", left.Round(time.Second))
		}
	}
	for _, a := range p.Accounts() {
		if rows := max(a.In, a.Out); rows > 0 {
			fmt.Fprintf(&b, "  %s %s", a.Stage, Count(rows))
			if s := elapsed.Seconds(); s > 0 {
				fmt.Fprintf(&b, " (%s/s)", Count(int64(float64(rows)/s)))
			}
		}
	}
	return b.String()
}
