package export

import (
	"fmt"
	"slices"

	"galena/internal/column"
)

// schema holds the columns of a table. All rows of a table have the columns of the first.
type schema struct {
	names []string
	kinds []column.Kind
}

func schemaOf(rows column.Table) schema {
	s := schema{names: slices.Clone(rows.Names())}
	for i := range s.names {
		s.kinds = append(s.kinds, column.KindOf(rows.At(i)))
	}
	return s
}

// kind returns the kind of a column, or false if there is no column of that name.
func (s schema) kind(name string) (column.Kind, bool) {
	i := slices.Index(s.names, name)
	if i < 0 {
		return 0, false
	}
	return s.kinds[i], true
}

// check returns an error if rows have other columns. Only a bug can cause that.
func (s schema) check(rows column.Table) error {
	if !slices.Equal(s.names, rows.Names()) {
		for _, name := range rows.Names() {
			if !slices.Contains(s.names, name) {
				return fmt.Errorf("column %q was not there before; this is a bug in galena", name)
			}
		}
		return fmt.Errorf("there are %d columns where there were %d, or they are in another order; this is a bug in galena",
			len(rows.Names()), len(s.names))
	}
	for i, kind := range s.kinds {
		if now := column.KindOf(rows.At(i)); now != kind {
			return fmt.Errorf("column %q is %s, but was %s before; this is a bug in galena", s.names[i], now, kind)
		}
	}
	return nil
}
