package dedupe

import (
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// rewrite makes a column out of another one in which most values stay as they are.
// Nothing is copied until the first value changes, and the column of originals
// exists only if an original is kept.
type rewrite struct {
	in       *column.Text
	out, raw *column.TextBuilder
	next     int // the next row
	// kept holds the originals that earlier rewrites of the same column kept; nil:
	// none.
	kept *column.Text
}

// keep leaves the next value as it is, null or not.
func (r *rewrite) keep() {
	if r.out != nil {
		r.out.AppendFrom(r.in, r.next)
	}
	if r.raw != nil {
		r.keepOriginal(r.next, false)
	}
	r.next++
}

// change replaces the next value, which is not null. The original is kept if more
// than surrounding white space changed.
func (r *rewrite) change(value string) {
	was := r.in.Value(r.next)
	if value == was {
		r.keep()
		return
	}
	r.changed(value != strings.TrimSpace(was))
	r.out.Append(value)
	r.next++
}

// fill replaces the next value, which says nothing; "" leaves it. A placeholder is
// kept as the original.
func (r *rewrite) fill(value string) {
	if value == "" {
		r.keep()
		return
	}
	r.changed(!empty(r.in, r.next))
	r.out.Append(value)
	r.next++
}

// clear replaces the next value by null and keeps the original.
func (r *rewrite) clear() {
	r.changed(true)
	r.out.AppendNull()
	r.next++
}

// changed prepares the builders for a changed value and keeps the original.
func (r *rewrite) changed(original bool) {
	if r.out == nil {
		r.out = column.NewTextBuilder(r.in.Len(), column.TextBytes(r.in))
		for i := range r.next {
			r.out.AppendFrom(r.in, i)
		}
	}
	if original && r.raw == nil {
		r.raw = column.NewTextBuilder(r.in.Len(), 0)
		for i := range r.next {
			r.keepOriginal(i, false)
		}
	}
	if r.raw != nil {
		r.keepOriginal(r.next, original)
	}
}

// keepOriginal appends the first original of a row: the one from before an earlier
// rewrite, else that of this one if it changes the row.
func (r *rewrite) keepOriginal(row int, changed bool) {
	switch {
	case r.kept != nil && !r.kept.IsNull(row):
		r.raw.AppendFrom(r.kept, row)
	case changed:
		r.raw.AppendFrom(r.in, row)
	default:
		r.raw.AppendNull()
	}
}

// into puts the finished columns into the rows, under name and name_raw.
func (r *rewrite) into(rows column.Table, name string) column.Table {
	if r.out != nil {
		rows = rows.With(name, r.out.Finish())
	}
	if r.raw != nil {
		rows = rows.With(name+contact.SuffixRaw, r.raw.Finish())
	}
	return rows
}

// column returns the finished column.
func (r *rewrite) column() *column.Text {
	if r.out == nil {
		return r.in
	}
	return r.out.Finish()
}
