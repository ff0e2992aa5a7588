package dedupe_test

import (
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

// cells are values close to those that the parsers know, and arbitrary ones.
var cells = rapid.OneOf(
	rapid.SampledFrom([]string{
		null, "", " ", "Ada@Example.COM", "ada.l+tag@gmail.com", "a@b; c@d.org", "nobody", "(650) 253-0000 x12", "+44 20 7946 0018",
		"0049 30 901820", "5550100", "4.4E+11", "+15550101", "ADA", "van der berg", "O'BRIEN", "Lovelace, Ada King", "Dr. Ada Lovelace PhD",
		"Deutschland", "US", "Atlantis", "CA", "Bayern", "02134", "021341234", "sw1a1aa", "2025-03-04", "2025-03-04T23:59:59.999999+01:00",
		"03/04/2025", "13/04/2025", "0001-01-01", "9999-12-31 23:59:59.999999", "yes", "nein", "50-100", "1,234.5", "1e400", "-0", "9007199254740993",
		"Acme GmbH & Co. KG", "https://linkedin.com/in/ada", "São Paulo", "ß", "İ", "ǅ", "\ufeffada", "日本",
	}),
	rapid.StringN(0, 20, -1),
)

// anyBatch draws rows of some canonical columns and an unmapped one.
func anyBatch(t *rapid.T) pipeline.Batch {
	var canonical []string
	for _, c := range contact.Columns() {
		canonical = append(canonical, c.Name)
	}
	names := rapid.SliceOfNDistinct(rapid.SampledFrom(canonical), 1, 8, rapid.ID[string]).Draw(t, "columns")
	names = append(names, "Shoe size")
	rows := rapid.SliceOfN(rapid.SliceOfN(cells, len(names), len(names)), 0, 5).Draw(t, "rows")
	return batch(crm, textTable(names, rows), 2)
}

// normalizers returns stages with different configs.
func normalizers(t fatal) (out []*dedupe.Normalizer) {
	for _, yaml := range []string{"", "country: US", "country: DE\ndates: dmy", "dates: mdy"} {
		out = append(out, dedupe.NewNormalizer(settings(t, yaml)))
	}
	return out
}

// canonicalOnly leaves out what normalize derives, so that its output can be its
// input again.
func canonicalOnly(rows column.Table) column.Table {
	var derived []string
	for _, name := range rows.Names() {
		if _, ok := contact.ColumnByName(name); !ok {
			derived = append(derived, name)
		}
	}
	return rows.Without(derived...)
}

func TestNormalizeIsIdempotent(t *testing.T) {
	stages := rapid.SampledFrom(normalizers(t))
	rapid.Check(t, func(t *rapid.T) {
		n := stages.Draw(t, "config")
		once := canonicalOnly(normalize(t, n, anyBatch(t)).Rows)
		if hasUnusedNumber(once) {
			t.Skip("libphonenumber may drop another zero of a number that is not in use at each reading")
		}
		twice := normalize(t, n, batch(crm, once, 2)).Rows
		if diff := cmp.Diff(show(once), show(twice, once.Names()...)); diff != "" {
			t.Fatalf("(-once +twice):\n%s", diff)
		}
		for _, name := range twice.Names() {
			if strings.HasSuffix(name, "_raw") {
				t.Fatalf("%s exists although nothing was left to change", name)
			}
		}
	})
}

func hasUnusedNumber(rows column.Table) bool {
	for i, name := range rows.Names() {
		if c, _ := contact.ColumnByName(name); c.Kind != contact.KindPhone {
			continue
		}
		for row := range rows.Rows() {
			number := string(column.AppendValue(nil, rows.At(i), row))
			if _, problem := contact.ParsePhone(number, ""); strings.HasPrefix(number, "+") && problem != "" {
				return true
			}
		}
	}
	return false
}

// Every row keeps its place. The text of a cell is in its column or in the raw one;
// a cell that became a number, a date or a truth value may be missing only if its
// text is kept.
func TestNormalizeLosesNothing(t *testing.T) {
	stages := rapid.SampledFrom(normalizers(t))
	rapid.Check(t, func(t *rapid.T) {
		in := anyBatch(t)
		out := normalize(t, stages.Draw(t, "config"), in)
		if out.Rows.Rows() != in.Rows.Rows() || !slices.Equal(out.Origin.Lines, in.Origin.Lines) {
			t.Fatalf("%d rows became %d", in.Rows.Rows(), out.Rows.Rows())
		}
		for i, name := range in.Rows.Names() {
			was, is := in.Rows.At(i).(*column.Text), out.Rows.Column(name)
			raw := out.Rows.Text(name + "_raw")
			for row := range was.Len() {
				kept := raw != nil && raw.IsValid(row)
				switch text, isText := is.(*column.Text); {
				case was.IsNull(row) || was.Value(row) == "":
					filled := kept || len(column.AppendValue(nil, is, row)) > 0
					if filled && (name != "first_name" && name != "last_name" || !in.Rows.Has("full_name")) {
						t.Fatalf("%s of row %d was empty and became %q", name, row, column.AppendValue(nil, is, row))
					}
				case kept:
					if raw.Value(row) != was.Value(row) {
						t.Fatalf("%s of row %d was %q, but kept is %q", name, row, was.Value(row), raw.Value(row))
					}
				case !isText:
					if is.IsNull(row) {
						t.Fatalf("%s of row %d: %q is lost", name, row, was.Value(row))
					}
				case strings.TrimSpace(text.Value(row)) != strings.TrimSpace(was.Value(row)):
					t.Fatalf("%s of row %d: %q became %q and is lost", name, row, was.Value(row), text.Value(row))
				}
			}
		}
	})
}

// A batch is normalized row by row: cut in two, it gives the same rows.
func TestNormalizeKnowsNoBatches(t *testing.T) {
	stages := rapid.SampledFrom(normalizers(t))
	rapid.Check(t, func(t *rapid.T) {
		n := stages.Draw(t, "config")
		b := anyBatch(t)
		whole := normalize(t, n, b)
		for row := range b.Rows.Rows() {
			one := column.NewTable(1)
			for i, name := range b.Rows.Names() {
				one = one.With(name, column.Take([]column.Array{b.Rows.At(i)}, []column.Ref{{Row: uint32(row)}}))
			}
			alone := normalize(t, n, batch(crm, one, int64(row)))
			compareRow(t, alone.Rows, whole.Rows, row)
			compareRow(t, alone.Keys.Match, whole.Keys.Match, row)
		}
	})
}

// compareRow compares the only row of a table with a row of another. A column
// that only the other has must be null there.
func compareRow(t *rapid.T, alone, whole column.Table, row int) {
	got, want := cellsOf(whole, row, whole.Names()), cellsOf(alone, 0, whole.Names())
	for i, name := range whole.Names() {
		if want[i] == "no column" {
			want[i] = null
		}
		if got[i] != want[i] {
			t.Fatalf("%s of row %d is %q in the batch and %q alone", name, row, got[i], want[i])
		}
	}
}
