package additive

import (
	"cmp"
	"slices"

	"galena/internal/column"
)

// Table holds the rows to learn from: for each field, the bin of every row. The order of
// its rows does not depend on that of the input.
type Table struct {
	Fields   []Field
	Bins     [][]uint8 // by field, then row
	Positive []bool
	Times    []int64 // microseconds since 1970, or the place in the input; nil where rows have no order in time
	Left     []Left  // columns that did not become fields

	offers []offer       // fields that are learnt from only if they pay
	texts  []*textColumn // columns whose words are learnt from only if they pay
	keys   []uint64      // by row: a hash of its values
}

// Left is a column that did not become a field, and the reason.
type Left struct {
	Column string `json:"column" yaml:"column"`
	Why    string `json:"why" yaml:"why"`
}

// Input describes what a table is made of.
type Input struct {
	Batches []column.Table
	Target  func(batch int) (positive, known []bool)
	Times   func(batch int) []int64 // nil if rows have no times
	Without map[string]string       // why columns, or parts of them, must not become fields
	Clock   string                  // the column of Without that orders the rows; parts of it, such as the hour, may be fields
	Words   map[string]bool         // columns of Without whose words may be fields
}

// NewTable infers the fields and cuts them into bins. Rows with unknown outcome are left
// out.
func NewTable(in Input, each Each) (*Table, error) {
	t := &Table{}
	keep := make([][]bool, len(in.Batches))
	for b := range in.Batches {
		positive, known := in.Target(b)
		keep[b] = known
		var times []int64
		if in.Times != nil {
			times = in.Times(b)
		}
		for row, ok := range known {
			if !ok {
				continue
			}
			t.Positive = append(t.Positive, positive[row])
			if times != nil {
				t.Times = append(t.Times, times[row])
			}
		}
	}
	names := columnsOf(in.Batches)
	made, texts := make([]*cut, len(names)), make([]*textColumn, len(names))
	err := each(len(names), func(i int) error {
		c := in.leaveOut(names[i])
		if c == nil || names[i] == in.Clock {
			c = gather(in.Batches, keep, names[i], len(t.Positive)).cut(names[i], c)
		}
		if made[i] = c; c.text {
			var count []offer
			texts[i], count = textOf(in.Batches, keep, names[i], len(t.Positive))
			c.offers = append(c.offers, count...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.keys = make([]uint64, len(t.Positive))
	for i, c := range made {
		t.offers = append(t.offers, c.offers...)
		if texts[i] != nil {
			t.texts = append(t.texts, texts[i])
		}
		for row, hash := range c.hashes {
			t.keys[row] += hash
		}
		if c.left != nil {
			t.Left = append(t.Left, *c.left)
			continue
		}
		t.Fields, t.Bins = append(t.Fields, c.field), append(t.Bins, c.bins)
	}
	t.offers = append(t.offers, intervals(made, len(t.Positive))...)
	t.offers = slices.DeleteFunc(t.offers, func(o offer) bool { return slices.Contains(names, o.field.Name) || in.Without[o.field.Name] != "" })
	return t, t.sort(each)
}

// leaveOut returns the cut of a column that must not become a field, and nil for any other.
// It ignores the values, so that an id does not decide which rows are alike.
func (in *Input) leaveOut(name string) *cut {
	why := in.Without[name]
	if why == "" {
		return nil
	}
	return &cut{name: name, left: &Left{name, why}, text: in.Words[name]}
}

// columnsOf returns the names of all columns, sorted.
func columnsOf(batches []column.Table) []string {
	seen := map[string]bool{}
	var names []string
	for _, b := range batches {
		for _, name := range b.Names() {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// sort puts the rows in the order of their keys. Rows with equal keys have equal values, up
// to hash collisions.
func (t *Table) sort(each Each) error {
	order := make([]uint32, len(t.Positive))
	for i := range order {
		order[i] = uint32(i)
		t.keys[i] = mix(t.keys[i])
	}
	slices.SortFunc(order, func(a, b uint32) int {
		if c := cmp.Compare(t.keys[a], t.keys[b]); c != 0 {
			return c
		}
		if c := cmp.Compare(truth(t.Positive[a]), truth(t.Positive[b])); c != 0 || t.Times == nil {
			return c
		}
		return cmp.Compare(t.Times[a], t.Times[b])
	})
	t.keys, t.Positive = permuted(t.keys, order), permuted(t.Positive, order)
	if t.Times != nil {
		t.Times = permuted(t.Times, order)
	}
	for _, text := range t.texts {
		text.permute(order)
	}
	for i := range t.offers {
		t.offers[i].bins = permuted(t.offers[i].bins, order)
	}
	return each(len(t.Bins), func(i int) error {
		t.Bins[i] = permuted(t.Bins[i], order)
		return nil
	})
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

func permuted[T any](values []T, order []uint32) []T {
	out := make([]T, len(values))
	for i, from := range order {
		out[i] = values[from]
	}
	return out
}

// positives counts the rows whose outcome is positive.
func (t *Table) positives() int {
	n := 0
	for _, p := range t.Positive {
		n += truth(p)
	}
	return n
}
