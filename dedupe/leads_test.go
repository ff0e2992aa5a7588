package dedupe_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// crowd makes records of many people who have nothing in common. Every third one
// occurs twice, with the same name, address and number.
func crowd(people int) column.Table {
	given := strings.Fields("Ada Grace Alan Edsger Barbara Donald Frances Niklaus Radia Kenneth Margaret Dennis Karen Claude Adele Tony Sophie Linus Hedy Vint")
	family := strings.Fields("Lovelace Hopper Turing Dijkstra Liskov Knuth Allen Wirth Perlman Thompson Hamilton Ritchie Jones Shannon Goldberg Hoare Wilson Torvalds Lamarr Cerf Kay Engelbart Backus")
	names := []string{"source_record_id", "created_at", "first_name", "last_name", "email", "phone", "company_name", "city", "job_title"}
	var rows [][]string
	for i := range people {
		first, last := given[i%len(given)], family[i%len(family)]
		one := []string{
			fmt.Sprintf("r%04d", i), fmt.Sprintf("2024-%02d-%02d", 1+i%12, 1+i%28), first, last,
			strings.ToLower(fmt.Sprintf("%s.%s%d@company%d.com", first, last, i, i)), fmt.Sprintf("+1650253%04d", i*7%10000),
			fmt.Sprintf("Company %d", i), fmt.Sprintf("City %d", i), fmt.Sprintf("Title %d", i),
		}
		rows = append(rows, one)
		if i%3 == 0 {
			twin := slices.Clone(one)
			twin[0] += "-again"
			rows = append(rows, twin)
		}
	}
	return textTable(names, rows)
}

// pieces cuts rows into batches of a size.
func pieces(file *pipeline.File, rows column.Table, size int) []pipeline.Batch {
	var out []pipeline.Batch
	for from := 0; from < rows.Rows(); from += size {
		var refs []column.Ref
		for row := from; row < min(from+size, rows.Rows()); row++ {
			refs = append(refs, column.Ref{Row: uint32(row)})
		}
		piece := column.NewTable(len(refs))
		for i, name := range rows.Names() {
			piece = piece.With(name, column.Take([]column.Array{rows.At(i)}, refs))
		}
		out = append(out, batch(file, piece, int64(2+from)))
	}
	return out
}

func TestLeadsOfACrowd(t *testing.T) {
	const people = 300
	rows := crowd(people)
	c := settings(t, "")
	d := dedupe.New(c, 64)
	got := gather(t, d, c, pieces(crm, rows, 100)...)
	checkBooks(t, got, rows.Rows())
	if got.leads.Rows() != people {
		t.Fatalf("%d leads of %d people", got.leads.Rows(), people)
	}
	if diff := cmp.Diff(map[*pipeline.File]int64{crm: people}, d.Written()); diff != "" {
		t.Errorf("written (-want +got):\n%s", diff)
	}
	leadOf := map[string]string{}
	for row := range got.crosswalk.Rows() {
		cells := cellsOf(got.crosswalk, row, []string{"source_record_id", "lead_id"})
		leadOf[cells[0]] = cells[1]
	}
	for i := range people {
		id := fmt.Sprintf("r%04d", i)
		if again, ok := leadOf[id+"-again"]; ok && again != leadOf[id] {
			t.Errorf("%s is in two leads", id)
		}
	}
}

// checkBooks checks what holds for any leads: every record is in the crosswalk
// once, every lead has one survivor, and the counts add up.
func checkBooks(t fatal, got outcome, records int) {
	t.Helper()
	if got.merged != int64(records-got.leads.Rows()) || got.crosswalk.Rows() != records {
		t.Fatalf("%d records, %d leads, %d merged, %d in the crosswalk", records, got.leads.Rows(), got.merged, got.crosswalk.Rows())
	}
	survivors, counts, lines := map[string]int{}, map[string]int{}, map[string]bool{}
	for row := range got.crosswalk.Rows() {
		cells := cellsOf(got.crosswalk, row, []string{"lead_id", "survivor", "file", "line", "match_probability"})
		counts[cells[0]]++
		if cells[1] == "true" {
			survivors[cells[0]]++
		}
		if place := cells[2] + ":" + cells[3]; lines[place] {
			t.Fatalf("%s is in the crosswalk twice", place)
		} else {
			lines[place] = true
		}
		if p := got.crosswalk.Column("match_probability").(*column.Float).Value(row); !(p > 0 && p <= 1) {
			t.Fatalf("match_probability %v", p)
		}
	}
	for row := range got.leads.Rows() {
		cells := cellsOf(got.leads, row, []string{"lead_id", "record_count"})
		if survivors[cells[0]] != 1 || fmt.Sprint(counts[cells[0]]) != cells[1] {
			t.Fatalf("lead %s of %s records has %d in the crosswalk, %d of them survivors", cells[0], cells[1], counts[cells[0]], survivors[cells[0]])
		}
		delete(counts, cells[0])
	}
	if len(counts) > 0 {
		t.Fatalf("%d leads are in the crosswalk alone", len(counts))
	}
}

func TestLeadsKnowNoBatches(t *testing.T) {
	rows := crowd(40)
	c := settings(t, "")
	want := gather(t, dedupe.New(c, 1000), c, pieces(crm, rows, 1000)...)
	for _, size := range []int{1, 7} {
		got := gather(t, dedupe.New(c, size), c, pieces(crm, rows, size)...)
		if diff := cmp.Diff(show(want.leads), show(got.leads)); diff != "" {
			t.Errorf("leads with batches of %d (-want +got):\n%s", size, diff)
		}
		if diff := cmp.Diff(show(want.crosswalk), show(got.crosswalk)); diff != "" {
			t.Errorf("crosswalk with batches of %d (-want +got):\n%s", size, diff)
		}
	}
}

// A lead has the id of the record that founded it, wherever its records are in the
// input.
func TestLeadIDsKnowNoOrder(t *testing.T) {
	rows := crowd(60)
	c := settings(t, "")
	want := leadIDs(gather(t, dedupe.New(c, 1000), c, batch(crm, rows, 2)))
	var backwards []column.Ref
	for row := rows.Rows() - 1; row >= 0; row-- {
		backwards = append(backwards, column.Ref{Row: uint32(row)})
	}
	reversed := column.NewTable(rows.Rows())
	for i, name := range rows.Names() {
		reversed = reversed.With(name, column.Take([]column.Array{rows.At(i)}, backwards))
	}
	got := leadIDs(gather(t, dedupe.New(c, 1000), c, batch(crm, reversed, 2)))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func leadIDs(o outcome) []string {
	var ids []string
	for row := range o.leads.Rows() {
		ids = append(ids, o.leads.Text("lead_id").Value(row))
	}
	return slices.Sorted(slices.Values(ids))
}

// A lead id is a promise to everyone who stored it.
func TestLeadID(t *testing.T) {
	got := merge(t, "", table("source_record_id | created_at | email\nlater | 2025-01-01 | a@example.com\nfirst | 2024-01-01 | b@example.com"))
	alone := merge(t, "", table("source_record_id\nfirst"))
	same(t, got.leads, "lead_id | source_record_id\n"+
		strings.Join(leadIDsInOrder(got), " | later\n")+" | first")
	if a, b := leadIDsInOrder(got)[1], leadIDsInOrder(alone)[0]; a != b {
		t.Errorf("the id of a record is %s beside others and %s alone", a, b)
	}
	if want := []string{"Lpb8jctm700df0z04432q", "Lwa9fz2s9xv3h6dyh4j1s"}; !slices.Equal(leadIDsInOrder(got), want) {
		t.Errorf("the ids of crm:later and crm:first are %v, and were %v", leadIDsInOrder(got), want)
	}
	for _, id := range leadIDsInOrder(got) {
		if len(id) != 21 || id[0] != 'L' || strings.Trim(id[1:], "0123456789abcdefghjkmnpqrstvwxyz") != "" {
			t.Errorf("lead id %q", id)
		}
	}
}

func leadIDsInOrder(o outcome) []string {
	var ids []string
	for row := range o.leads.Rows() {
		ids = append(ids, o.leads.Text("lead_id").Value(row))
	}
	return ids
}

// Records with the same source and id are one lead. The same id in another source
// is another record.
func TestSinglesKeepRecordsApart(t *testing.T) {
	c := settings(t, "")
	shop := &pipeline.File{Index: 1, Path: "shop.csv", Source: "shop"}
	literal := "source_record_id | email | first_name | last_name | phone\n" +
		"1 | ada@example.com | Ada | Lovelace | +16502530000\n" +
		"2 | ada@example.com | Ada | Lovelace | +16502530000\n" +
		"1 | ada@example.com | Ada | Lovelace | +16502530000"
	got := gather(t, dedupe.NewSingles(c, 2), c, batch(crm, table(literal), 2), batch(shop, table(literal), 2))
	checkBooks(t, got, 6)
	same(t, got.leads, `
		source_record_id | record_count | merge_confidence
		1 | 2 | 1
		2 | 1 | 1
		1 | 2 | 1
		2 | 1 | 1
	`)
	same(t, got.crosswalk, `
		source_system | source_record_id | file | line | survivor
		crm  | 1 | crm.csv  | 2 | true
		crm  | 1 | crm.csv  | 4 | false
		crm  | 2 | crm.csv  | 3 | true
		shop | 1 | shop.csv | 2 | true
		shop | 1 | shop.csv | 4 | false
		shop | 2 | shop.csv | 3 | true
	`)
}

// Events name a person by any identifier of any record of the lead.
func TestIdentifiersOfALead(t *testing.T) {
	c := settings(t, "")
	in := func(yield func(pipeline.Batch, error) bool) {
		yield(normalize(t, dedupe.NewNormalizer(c), batch(crm, table(`
			source_record_id | email              | phone        | mobile_phone
			1                | A.da+x@gmail.com   | +16502530000 | ∅
			2                | grace@example.com  | ∅            | ∅
			1                | lady@example.com   | ∅            | +16502530001
		`), 2)), nil)
	}
	parts, err := dedupe.NewSingles(c, 10).Gather(context.Background(), in, 1)
	if err != nil {
		t.Fatal(err)
	}
	part, err := parts.Make(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for lead, want := range []map[string]contact.IdentifierKind{
		{
			"ada@gmail.com": contact.IdentifierEmail, "lady@example.com": contact.IdentifierEmail,
			"+16502530000": contact.IdentifierPhone, "+16502530001": contact.IdentifierPhone, "1": contact.IdentifierRecord, "crm\x001": contact.IdentifierRecord,
		},
		{"grace@example.com": contact.IdentifierEmail, "2": contact.IdentifierRecord, "crm\x002": contact.IdentifierRecord},
	} {
		hashes := map[uint64]bool{}
		for value, kind := range want {
			hashes[contact.Identifier(kind, value)] = true
		}
		got := map[uint64]bool{}
		for _, hash := range part.Keys.Of(lead) {
			got[hash] = true
		}
		if !maps.Equal(got, hashes) {
			t.Errorf("lead %d has %d identifiers, want those of %v", lead, len(got), want)
		}
	}
}

// However ids repeat, the books of any records balance.
func TestBooksOfSingles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows [][]string
		for _, id := range rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", "3", "4"}), 1, 12).Draw(t, "ids") {
			rows = append(rows, []string{id, rapid.SampledFrom([]string{null, "2024-01-01", "2025-01-01"}).Draw(t, "created")})
		}
		c := settings(t, "")
		size := rapid.IntRange(1, 12).Draw(t, "size")
		got := gather(t, dedupe.NewSingles(c, size), c, pieces(crm, textTable([]string{"source_record_id", "created_at"}, rows), size)...)
		checkBooks(t, got, len(rows))
		distinct := map[string]bool{}
		for _, row := range rows {
			distinct[row[0]] = true
		}
		if got.leads.Rows() != len(distinct) {
			t.Fatalf("%d leads of %d ids", got.leads.Rows(), len(distinct))
		}
	})
}

// Files have their own columns, and a column may be text in one file and numbers in
// another.
func TestLeadsOfUnlikeFiles(t *testing.T) {
	c := settings(t, "")
	sizes := column.NewNumberBuilder[float64](1)
	sizes.Append(7.5)
	typed := table("source_record_id | employee_count\n2 | 50").With("Shoe size", sizes.Finish())
	other := &pipeline.File{Index: 1, Path: "typed.parquet", Source: "typed"}
	got := gather(t, dedupe.NewSingles(c, 10), c,
		batch(crm, table("source_record_id | Shoe size | tags\n1 | 07 | a"), 2), batch(other, typed, 1))
	same(t, got.leads, `
		source_record_id | Shoe size | tags | employee_count
		1 | 07  | a | ∅
		2 | 7.5 | ∅ | 50
	`)
	if confidence, ok := got.leads.Column("merge_confidence").(*column.Float); !ok || math.IsNaN(confidence.Value(0)) {
		t.Errorf("merge_confidence is %v", got.leads.Column("merge_confidence"))
	}
}
