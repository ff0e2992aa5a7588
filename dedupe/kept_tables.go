package dedupe

import (
	"cmp"
	"encoding/json"

	"galena/internal/column"
	"galena/internal/match"
)

// The tables that matching leaves to the next run. docs/identity.md describes their
// columns.
const (
	TableModel   = "match_model"   // the model and the blocking rules
	TableMatched = "match_records" // what each record was compared by, as hashes
	TablePairs   = "match_pairs"   // the pairs that may be one, and the evidence for each
)

// ReadKept reads what the last run left from the tables of a state. A missing table
// is one without rows. Content that cannot be read is not used, which is no error.
func ReadKept(table func(name string) (column.Table, error)) (*Kept, error) {
	k := &Kept{}
	var tables [3]column.Table
	for i, name := range []string{TableModel, TableMatched, TablePairs} {
		var err error
		if tables[i], err = table(name); err != nil {
			return nil, err
		}
	}
	if tables[0].Rows() == 0 {
		return k, nil
	}
	k.known = &match.Known{}
	if !k.readModel(tables[0]) || !k.readRecords(tables[1]) || !k.readPairs(tables[2]) {
		k.known, k.broken = nil, "what the last run has left cannot be read"
	}
	return k, nil
}

func (k *Kept) readModel(rows column.Table) bool {
	text, err := textColumns(rows, "galena", "configuration", "columns", "fields", "rules", "model")
	on, okOn := rows.Column("trained_on").(*column.Date)
	numbers, okNumbers := intColumns(rows, "trained_records", "changed_since")
	if err != nil || !okOn || !okNumbers {
		return false
	}
	k.learnt = learnt{
		on: on.Value(0), records: numbers[0][0], changed: numbers[1][0],
		basis: basis{text[0].Value(0), text[1].Value(0), text[2].Value(0)},
	}
	if k.known.Model, err = ReadModel([]byte(text[5].Value(0))); err != nil {
		return false
	}
	return json.Unmarshal([]byte(text[3].Value(0)), &k.learnt.fields) == nil && json.Unmarshal([]byte(text[4].Value(0)), &k.known.Rules) == nil
}

func (k *Kept) readRecords(rows column.Table) bool {
	columns, ok := intColumns(rows, "record", "said", "compared")
	if !ok {
		return false
	}
	k.known.Records = make([]match.KnownRecord, rows.Rows())
	for i := range k.known.Records {
		k.known.Records[i] = match.KnownRecord{Record: uint64(columns[0][i]), Values: uint64(columns[1][i]), Compared: uint64(columns[2][i])}
	}
	return true
}

func (k *Kept) readPairs(rows column.Table) bool {
	columns, ok := intColumns(rows, "record", "other_record")
	weights, okWeights := rows.Column("weight").(*column.Float)
	if !ok || !okWeights {
		return rows.Rows() == 0
	}
	k.known.Edges = make([]match.KnownEdge, rows.Rows())
	for i := range k.known.Edges {
		k.known.Edges[i] = match.KnownEdge{A: uint64(columns[0][i]), B: uint64(columns[1][i]), Weight: float32(weights.Value(i))}
	}
	return true
}

// intColumns returns the values of columns of numbers that hold no null.
func intColumns(rows column.Table, names ...string) ([][]int64, bool) {
	out := make([][]int64, len(names))
	for i, name := range names {
		values, ok := rows.Column(name).(*column.Int)
		if !ok || values.NullN() > 0 {
			return nil, false
		}
		out[i] = values.Int64Values()
	}
	return out, true
}

// tables returns what becomes of the tables of the last run. before is what that
// run left, nil if nothing or nothing readable.
func (k *Kept) tables(before *match.Known) []StateTable {
	anew := before == nil
	if anew {
		before = &match.Known{}
	}
	return []StateTable{
		{TableModel, column.Changes{Rows: k.modelTable()}, true},
		{TableMatched, changesOf(before.Records, k.known.Records, compareRecords, recordTable), anew},
		{TablePairs, changesOf(before.Edges, k.known.Edges, compareEdges, pairTable), anew},
	}
}

func compareRecords(a, b match.KnownRecord) int { return cmp.Compare(a.Record, b.Record) }

func compareEdges(a, b match.KnownEdge) int {
	return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
}

// changesOf returns the changes that turn the sorted list before into the sorted
// list after. No two elements of a list may compare as equal.
func changesOf[T comparable](before, after []T, compare func(a, b T) int, table func([]T) column.Table) column.Changes {
	var rows []T
	var at moves
	for b, a := 0, 0; b < len(before) || a < len(after); {
		order := 0
		switch {
		case b == len(before):
			order = 1
		case a == len(after):
			order = -1
		default:
			order = compare(before[b], after[a])
		}
		switch {
		case order < 0:
			rows = append(rows, before[b])
			at.at(uint32(b), column.Nowhere)
		case order > 0:
			rows = append(rows, after[a])
			at.at(column.Nowhere, uint32(a))
		case before[b] != after[a]:
			rows = append(rows, after[a])
			at.at(uint32(b), uint32(a))
		}
		if order <= 0 {
			b++
		}
		if order >= 0 {
			a++
		}
	}
	return column.Changes{Rows: table(rows), Before: at.before, After: at.after}
}

func (k *Kept) modelTable() column.Table {
	model, _ := WriteModel(k.known.Model) // numbers and names can always be written
	rules, _ := json.Marshal(k.known.Rules)
	fields, _ := json.Marshal(k.learnt.fields)
	days := column.NewNumberBuilder[column.Days](1)
	days.Append(k.learnt.on)
	rows := column.NewTable(1).With("trained_on", days.Finish()).
		With("trained_records", numbersOf([]int64{k.learnt.records}, func(n int64) int64 { return n })).
		With("changed_since", numbersOf([]int64{k.learnt.changed}, func(n int64) int64 { return n }))
	for _, cell := range [][2]string{
		{"galena", k.learnt.basis.galena},
		{"configuration", k.learnt.basis.config},
		{"columns", k.learnt.basis.columns},
		{"fields", string(fields)},
		{"rules", string(rules)},
		{"model", string(model)},
	} {
		rows = rows.With(cell[0], column.Repeat(cell[1], 1))
	}
	return rows
}

func recordTable(records []match.KnownRecord) column.Table {
	return column.NewTable(len(records)).
		With("record", numbersOf(records, func(r match.KnownRecord) int64 { return int64(r.Record) })).
		With("said", numbersOf(records, func(r match.KnownRecord) int64 { return int64(r.Values) })).
		With("compared", numbersOf(records, func(r match.KnownRecord) int64 { return int64(r.Compared) }))
}

func pairTable(edges []match.KnownEdge) column.Table {
	weights := column.NewNumberBuilder[float64](len(edges))
	for _, e := range edges {
		weights.Append(float64(e.Weight))
	}
	return column.NewTable(len(edges)).
		With("record", numbersOf(edges, func(e match.KnownEdge) int64 { return int64(e.A) })).
		With("other_record", numbersOf(edges, func(e match.KnownEdge) int64 { return int64(e.B) })).
		With("weight", weights.Finish())
}

// numbersOf makes a column of numbers.
func numbersOf[T any](rows []T, number func(T) int64) column.Array {
	values := column.NewNumberBuilder[int64](len(rows))
	for _, row := range rows {
		values.Append(number(row))
	}
	return values.Finish()
}

// ForgetRecords returns a table of TableMatched or TablePairs without the rows of
// some records, which are named by their RecordKeys.
func ForgetRecords(rows column.Table, keys map[string]bool) column.Table {
	gone := map[int64]bool{}
	for key := range keys {
		gone[int64(hashOf(key).Hi)] = true
	}
	var refs []column.Ref
	for i := range rows.Rows() {
		mentioned := false
		for _, name := range []string{"record", "other_record"} {
			values, ok := rows.Column(name).(*column.Int)
			mentioned = mentioned || ok && gone[values.Value(i)]
		}
		if !mentioned {
			refs = append(refs, column.Ref{Row: uint32(i)})
		}
	}
	return column.TakeRows([]column.Table{rows}, refs)
}
