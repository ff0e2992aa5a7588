package embedded_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/embedded"
)

const table = "# of colours\nred\t1\r\n\nblue \t\n#green\t2\nred\t1"

func TestTables(t *testing.T) {
	if diff := cmp.Diff([]string{"red\t1", "blue \t", "red\t1"}, slices.Collect(embedded.Lines(table))); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{{"red", "1"}, {"blue ", ""}, {"red", "1"}}, slices.Collect(embedded.Rows(table))); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]bool{"red\t1": true, "blue \t": true}, embedded.Set(table)); diff != "" {
		t.Errorf("set (-want +got):\n%s", diff)
	}
	for line := range embedded.Lines(table) {
		if line != "red\t1" {
			t.Errorf("got %q after the loop had ended", line)
		}
		break
	}
}
