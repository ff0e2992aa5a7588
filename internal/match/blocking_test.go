package match

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"testing"
)

// inputOf returns an input of so many records, as yet without fields.
func inputOf(records int) Input {
	in := Input{Records: records}
	for i := range records {
		h := fnv.New128a()
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(i)))
		sum := h.Sum(nil)
		in.Order = append(in.Order, Identity{binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])})
	}
	return in
}

// inTurn is Parallel without workers.
func inTurn(n int, work func(int) error) error {
	for i := range n {
		if err := work(i); err != nil {
			return err
		}
	}
	return nil
}

// tableOf holds all keys of all records of an input.
func tableOf(t *testing.T, in Input) *keyTable {
	t.Helper()
	r := newRun(context.Background(), in, Options{}, inTurn)
	if err := r.layOut(); err != nil {
		t.Fatal(err)
	}
	keys, err := r.keysOf()
	if err != nil {
		t.Fatal(err)
	}
	table := r.newKeyTable(keys)
	if err := table.fillRules([]rule{{mask: 1<<len(keys) - 1}}, in.Records); err != nil {
		t.Fatal(err)
	}
	return table
}

// TestAnAddressOfManyRecordsIsACandidate: a hundred records of one person make more pairs by their address than a
// rule may otherwise make, but no other rule finds the records of which nothing else is known.
func TestAnAddressOfManyRecordsIsACandidate(t *testing.T) {
	const records = 2400
	in, builder, families := inputOf(records), NewDictionaryBuilder(16), NewDictionaryBuilder(16)
	var codes, names []uint32
	for i := range records {
		person := i / 150
		if person >= 12 {
			person = i / 2
		}
		codes = append(codes, builder.Code(fmt.Sprint("someone", person, "@web.test")))
		names = append(names, families.Code(fmt.Sprint("family", i)))
	}
	in.Fields = []Field{{Name: "email", Kind: Email, Codes: codes, Values: builder.Build()}}
	in.Fields = append(in.Fields, Field{Name: "last_name", Kind: FamilyName, Codes: names, Values: families.Build()})
	table := tableOf(t, in)
	rules, err := table.candidates(records)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range rules {
		if c.mask == 1 {
			return
		}
	}
	t.Errorf("no rule by e-mail alone among %v", rules)
}

// TestADearRuleIsRefined: the pairs of a rule may grow linearly with the records but not with their square, even if
// the pair budget would allow it.
func TestADearRuleIsRefined(t *testing.T) {
	const records, staff = 30_000, 300
	in := inputOf(records)
	builders := [3]*DictionaryBuilder{NewDictionaryBuilder(16), NewDictionaryBuilder(16), NewDictionaryBuilder(16)}
	var codes [3][]uint32
	for i := range records {
		for f, value := range []string{fmt.Sprint("firm ", i/staff), fmt.Sprint("family", i%40), fmt.Sprint("city", i%7)} {
			codes[f] = append(codes[f], builders[f].Code(value))
		}
	}
	for f, kind := range []Kind{Company, FamilyName, City} {
		in.Fields = append(in.Fields, Field{Name: kind.String(), Kind: kind, Codes: codes[f], Values: builders[f].Build()})
	}
	table := tableOf(t, in)
	table.run.budget = 1000 * records
	r, keys := table.run, table.keys
	firms := []rule{{keys: []int{0}, mask: 1}}
	if err := table.count(firms, records); err != nil {
		t.Fatal(err)
	}
	chosen, err := r.greedy(table, firms, []likely{{mask: 1<<len(keys) - 1, matches: 10_000}})
	if err != nil {
		t.Fatal(err)
	}
	if len(chosen) == 0 {
		t.Fatal("no rule is left")
	}
	for _, c := range chosen {
		if c.keys[0] != 0 || c.cap > 1_500_000 { // of 4.5 million in all firms
			t.Errorf("%v makes %.0f pairs of %d records", c.keys, c.cap, records)
		}
		for _, item := range table.sorted(c, records) {
			row := r.row(uint32(item))
			for _, k := range c.keys {
				if keys[k].of(r, row) == 0 {
					t.Fatalf("%v holds a record without key %d", c.keys, k)
				}
			}
		}
	}
}
