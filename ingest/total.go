package ingest

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"galena/internal/column"
	"galena/internal/embedded"
)

var (
	//go:embed totals.txt
	totalsTXT string

	// totalWords are the words that a line of sums begins with, folded,
	// countedWords those for what such a line counts, and footerWords those that
	// a line of who made a report begins with.
	totalWords, countedWords, footerWords = wordsOf("total"), wordsOf("counted"), wordsOf("footer")
)

// wordsOf reads the words of one kind from the table when they are first needed.
func wordsOf(kind string) func() []string {
	return sync.OnceValue(func() (words []string) {
		for line := range embedded.Lines(totalsTXT) {
			if of, word, _ := strings.Cut(line, "\t"); of == kind {
				words = append(words, word)
			}
		}
		// The longest first: grand total before total.
		slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
		return words
	})
}

// rowsBelow are the rows that a spreadsheet or a report has below its table, which
// tell of nobody. totals have a word for a sum in the first cell that is not empty,
// and beside it numbers alone ("Total: 122 contacts", "Summe | | 63"). A firm is
// called Total too: the bare word needs a number beside it, and a column that is not
// one of names. footers have one cell alone, and it says who made the report.
func rowsBelow(read column.Table, columnOf func(header string) Column) (totals, footers []int) {
	texts := make([]*column.Text, len(read.Names()))
	for i := range texts {
		text, ok := read.At(i).(*column.Text)
		if !ok {
			return nil, nil // typed columns come from a database, not from a sheet
		}
		texts[i] = text
	}
	for row := range read.Rows() {
		first := 0
		for first < len(texts) && texts[first].ValueLen(row) == 0 {
			first++
		}
		if first == len(texts) {
			continue
		}
		if emptyBeside(texts[first+1:], row) && isFooter(texts[first].Value(row)) {
			footers = append(footers, row)
			continue
		}
		if !mayBeTotal(texts[first].Value(row)) {
			continue
		}
		is, certain := totalLabel(texts[first].Value(row))
		if !is {
			continue
		}
		named := slices.Contains(namesOf, columnOf(read.Names()[first]).Name)
		if numbers, only := numbersBeside(texts[first+1:], row); only && (certain || numbers > 0 && !named) {
			totals = append(totals, row)
		}
	}
	return totals, footers
}

// namesOf are the columns of names, which may be any word.
var namesOf = append([]string{"company_name"}, nameColumns...)

// mayBeTotal is the quick test before totalLabel: no word for a sum begins
// otherwise.
func mayBeTotal(label string) bool {
	switch label[0] | 0x20 {
	case 't', 's', 'g', 'i', 'r', 'n', 'z', 'a', 'o', 'c', 'e':
		return true
	}
	return label[0] >= utf8.RuneSelf
}

// totalLabel reports whether a cell begins with a word for a sum and says nothing
// else but a number of things; certain where it says so plainly.
func totalLabel(label string) (is, certain bool) {
	folded := strings.ToLower(strings.TrimSpace(label))
	i := slices.IndexFunc(totalWords(), func(word string) bool { return strings.HasPrefix(folded, word) })
	if i < 0 {
		return false, false
	}
	word := totalWords()[i]
	rest := folded[len(word):]
	if r, _ := utf8.DecodeRuneInString(rest); unicode.IsLetter(r) {
		return false, false
	}
	said := strings.TrimLeft(rest, " ")
	colon := strings.HasPrefix(said, ":") || strings.HasPrefix(said, "=")
	words := strings.Fields(strings.TrimLeft(said, ":= "))
	switch {
	case len(words) == 0:
		return true, strings.Contains(word, " ")
	case !isCount(words[0]) || len(words) > 3:
		return false, false
	case len(words) == 1:
		return true, colon || strings.Contains(word, " ")
	}
	counted := slices.Contains(countedWords(), strings.Trim(words[1], ".()"))
	return colon || counted, colon || counted
}

// isCount reports whether a word is a number, as sums are written.
func isCount(word string) bool {
	return strings.ContainsAny(word, "0123456789") && strings.Trim(word, "0123456789.,'()%€$£") == ""
}

// numbersBeside counts the cells of a row that are numbers, with a word or two of
// what; only is false where any other has a value.
func numbersBeside(cells []*column.Text, row int) (numbers int, only bool) {
	for _, text := range cells {
		words := strings.Fields(text.Value(row))
		switch {
		case len(words) == 0:
		case len(words) <= 3 && isCount(words[0]) && (len(words) == 1 || slices.Contains(countedWords(), strings.ToLower(words[1]))):
			numbers++
		default:
			return 0, false
		}
	}
	return numbers, true
}
