package match

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"testing"
)

// TestADearRuleIsRefined: what a rule compares may grow like the records, not like their square, though the pair budget had room.
func TestADearRuleIsRefined(t *testing.T) {
	const records, staff = 30_000, 300
	in := Input{Records: records}
	builders := [3]*DictionaryBuilder{NewDictionaryBuilder(16), NewDictionaryBuilder(16), NewDictionaryBuilder(16)}
	var codes [3][]uint32
	for i := range records {
		h := fnv.New128a()
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(i)))
		sum := h.Sum(nil)
		in.Order = append(in.Order, Identity{binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])})
		for f, value := range []string{fmt.Sprint("firm ", i/staff), fmt.Sprint("family", i%40), fmt.Sprint("city", i%7)} {
			codes[f] = append(codes[f], builders[f].Code(value))
		}
	}
	for f, kind := range []Kind{Company, FamilyName, City} {
		in.Fields = append(in.Fields, Field{Name: kind.String(), Kind: kind, Codes: codes[f], Values: builders[f].Build()})
	}
	r := newRun(context.Background(), in, Options{PairsByRecord: 1000}, func(n int, work func(int) error) error {
		for i := range n {
			if err := work(i); err != nil {
				return err
			}
		}
		return nil
	})
	if err := r.layOut(); err != nil {
		t.Fatal(err)
	}
	keys, err := r.keysOf()
	if err != nil {
		t.Fatal(err)
	}
	table := r.newKeyTable(keys)
	every := rule{}
	for k := range keys {
		every.mask |= 1 << k
	}
	if err := table.fillRules([]rule{every}, records); err != nil {
		t.Fatal(err)
	}
	firms := []rule{{keys: []int{0}, mask: 1}}
	if err := table.count(firms, records); err != nil {
		t.Fatal(err)
	}
	chosen, err := r.greedy(table, firms, []likely{{mask: every.mask, matches: 10_000}})
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
