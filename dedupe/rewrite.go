package dedupe

import (
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// rewrite makes a column out of another in which most values stay as they are.
// Nothing is copied until the first value changes, and the column of originals
// exists only if one is kept.
type rewrite struct {
	in       *column.Text
	out, raw *column.TextBuilder
	next     int // the row that comes next
	// kept are the originals that rewrites of the same column before this one kept;
	// nil for none.
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

// change replaces the next value, which is not null. The one that was is kept
// if more than white space around it went.
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

// clear replaces the next value by null and keeps the one that was.
func (r *rewrite) clear() {
	r.changed(true)
	r.out.AppendNull()
	r.next++
}

// changed readies the builders for a changed value and keeps the original.
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

// keepOriginal appends what a row had first: before an earlier rewrite, or before
// this one if it changes it.
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

// into puts the finished columns into the rows under name and name_raw.
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
