package dedupe_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galena/dedupe"
	"galena/internal/column"
)

// linked runs dedupe over crowd with a file of links.
func linked(t *testing.T, lines string) (o outcome, review column.Table) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "links.csv")
	if err := os.WriteFile(path, []byte(lines), 0o666); err != nil {
		t.Fatal(err)
	}
	c := settings(t, "")
	c.Links = path
	d := dedupe.New(c, 4096)
	if err := d.Load(); err != nil {
		t.Fatal(err)
	}
	o = gather(t, d, c, batch(crm, crowd(400), 2))
	_, review = d.Model()
	return o, review
}

// leadOf returns the lead of a record.
func leadOf(o outcome, id string) string {
	for row := range o.crosswalk.Rows() {
		if o.crosswalk.Text("source_record_id").Value(row) == id {
			return o.crosswalk.Text("lead_id").Value(row)
		}
	}
	return ""
}

func TestLinks(t *testing.T) {
	const header = "source_a,record_a,source_b,record_b,verdict\n"
	for _, c := range []struct {
		name, lines string
		one         [2]string // records of one lead
		apart       [2]string
	}{
		{"none", header, [2]string{"r0000", "r0000-again"}, [2]string{"r0001", "r0002"}},
		{"same", header + "crm,r0001,crm,r0002,same\n", [2]string{"r0001", "r0002"}, [2]string{"r0001", "r0004"}},
		{"different", header + "crm,r0000,crm,r0000-again,different\n", [2]string{"r0003", "r0003-again"}, [2]string{"r0000", "r0000-again"}},
		{"undecided", header + "crm,r0001,crm,r0002,\n", [2]string{"r0000", "r0000-again"}, [2]string{"r0001", "r0002"}},
		{"both, and then different holds", header + "crm,r0001,crm,r0002,same\ncrm,r0002,crm,r0001,DIFFERENT\n", [2]string{"r0000", "r0000-again"}, [2]string{"r0001", "r0002"}},
		{"of a spreadsheet", "\xEF\xBB\xBFverdict;Source_A;record_a;source_b;record_b\r\nsame;crm;'r0001;crm;r0002\r\n", [2]string{"r0001", "r0002"}, [2]string{"r0001", "r0004"}},
		{"of others", header + "nobody,r0001,crm,r0002,same\n", [2]string{"r0000", "r0000-again"}, [2]string{"r0001", "r0002"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, _ := linked(t, c.lines)
			if leadOf(o, c.one[0]) != leadOf(o, c.one[1]) {
				t.Errorf("%v are two leads", c.one)
			}
			if leadOf(o, c.apart[0]) == leadOf(o, c.apart[1]) {
				t.Errorf("%v are one lead", c.apart)
			}
		})
	}
}

// A table of review can be used as a file of links, and a decided pair is not asked
// for again.
func TestReviewIsAFileOfLinks(t *testing.T) {
	_, review := linked(t, "source_a,record_a,source_b,record_b,verdict\ncrm,r0000,crm,r0000-again,different\n")
	want := "source_a source_b record_a record_b verdict probability merged"
	for name := range strings.FieldsSeq(want) {
		if !review.Has(name) {
			t.Errorf("review has no column %s", name)
		}
	}
	for row := range review.Rows() {
		if review.Text("record_a").Value(row) == "r0000" && review.Text("record_b").Value(row) == "r0000-again" {
			t.Error("a decided pair is in review")
		}
		if !review.Text("verdict").IsNull(row) {
			t.Error("a verdict is filled in")
		}
	}
}
