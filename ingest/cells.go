package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"galena/internal/column"
	"galena/internal/contact"
)

// tidied is a column whose cells have been stripped of surrounding white space and of words
// for "no value".
type tidied struct {
	values *column.Text
	nulls  int64 // cells that held such a word
	first  int   // row of the first such cell
}

// tidy strips the cells of a column. It returns the column itself if nothing changes, which
// is the usual case.
func tidy(a *column.Text) tidied {
	t := tidied{values: a}
	for i := range a.Len() {
		if value := a.Value(i); value != "" && untidy(value) {
			t.rebuild(a, i)
			break
		}
	}
	return t
}

func (t *tidied) rebuild(a *column.Text, from int) {
	b := column.NewTextBuilder(a.Len(), len(a.ValueBytes()))
	for i := range a.Len() {
		value := a.Value(i)
		if i < from || a.IsNull(i) || value == "" || !untidy(value) {
			b.AppendFrom(a, i)
			continue
		}
		value = withoutFormula(trim(value))
		if !isNullWord(value) {
			b.Append(value)
			continue
		}
		if t.nulls++; t.nulls == 1 {
			t.first = i
		}
		b.AppendNull()
	}
	t.values = b.Finish()
}

// untidy reports whether tidy may change a value that is not empty.
func untidy(value string) bool {
	first, last := value[0], value[len(value)-1]
	if first <= ' ' || last <= ' ' {
		return true
	}
	if first >= utf8.RuneSelf || last >= utf8.RuneSelf {
		return trim(value) != value
	}
	switch first {
	case 'N', 'n', '#', '\\', '(', '<':
		return isNullWord(value)
	case '=':
		return withoutFormula(value) != value
	}
	return false
}

// withoutFormula returns the text of a formula that is only a text: ="00123", which keeps a
// spreadsheet from reading a number.
func withoutFormula(value string) string {
	text, begins := strings.CutPrefix(value, `="`)
	text, ends := strings.CutSuffix(text, `"`)
	if begins && ends && strings.IndexByte(text, '"') < 0 {
		return text
	}
	return value
}

func trim(value string) string {
	return strings.TrimFunc(value, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff'
	})
}

// isNullWord reports whether a value is what a database or spreadsheet writes for null or
// for an error. Words that a person may have meant, such as Null, none or -, are left for
// normalize to judge.
func isNullWord(value string) bool {
	switch value {
	case `\N`, "NULL", "null", "(null)", "(NULL)", "<null>", "<NULL>", "NaN", "#N/A", "#NULL!", "#REF!", "#VALUE!",
		"#NAME?", "#DIV/0!", "#NUM!":
		return true
	}
	return false
}

// fill puts a value into the cells that are null or empty.
func fill(a *column.Text, value string) *column.Text {
	return rewrite(a, func(cell string) string {
		if cell == "" {
			return value
		}
		return cell
	})
}

// rewrite replaces every value. A null whose replacement is empty stays null.
func rewrite(a *column.Text, change func(string) string) *column.Text {
	b := column.NewTextBuilder(a.Len(), len(a.ValueBytes()))
	for i := range a.Len() {
		if value := change(a.Value(i)); value != "" || a.IsValid(i) {
			b.Append(value)
		} else {
			b.AppendNull()
		}
	}
	return b.Finish()
}

// eitherTrue combines two answers, as written, into the one that refuses.
func eitherTrue(a, b *column.Text) *column.Text {
	out := column.NewTextBuilder(a.Len(), len(a.ValueBytes()))
	for i := range a.Len() {
		if first, second := a.Value(i), b.Value(i); first == "" && second != "" || refuses(second) && !refuses(first) {
			out.Append(second)
		} else {
			out.AppendFrom(a, i)
		}
	}
	return out.Finish()
}

// refuses reports whether a cell of an opt-out column may mean a refusal: anything except a
// plain false.
func refuses(cell string) bool {
	value, ok := contact.ParseBool(cell)
	return cell != "" && (value || !ok)
}

// scaled multiplies a number in text by a power of ten. It returns the cell unchanged if
// that is not plainly a number.
func scaled(cell string, power int) string {
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(cell, ",", ""), ".")
	if whole == "" || strings.Trim(whole, "0123456789") != "" || strings.Trim(fraction, "0123456789") != "" {
		return cell
	}
	if len(fraction) > power {
		return whole + fraction[:power] + "." + fraction[power:]
	}
	return whole + fraction + strings.Repeat("0", power-len(fraction))
}
