package ingest

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/embedded"
)

var (
	//go:embed totals.txt
	totalsTXT string

	// totalWords are the folded words that a line of totals begins with, countedWords the
	// words for what such a line counts, and footerWords the words that a line about who
	// made a report begins with.
	totalWords, countedWords, footerWords = wordsOf("total"), wordsOf("counted"), wordsOf("footer")
)

// wordsOf returns a function that reads the words of one kind from the table on first use.
func wordsOf(kind string) func() []string {
	return sync.OnceValue(func() (words []string) {
		for line := range embedded.Lines(totalsTXT) {
			if of, word, _ := strings.Cut(line, "\t"); of == kind {
				words = append(words, word)
			}
		}
		// Longest first: grand total before total.
		slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
		return words
	})
}

// rowsBelow returns the rows that a spreadsheet or report has below its table. totals have
// a word for a sum in the first cell that is not empty, and only numbers in the other cells
// ("Total: 122 contacts", "Summe | | 63"). The bare word must have a number beside it. Since
// a firm may be called Total too, it does not count in a column of companies, and in one of
// people's names only if the numbers are amounts: a telephone or an id is a person's. footers
// have a single cell, which says who made the report.
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
		numbers, only := numbersBeside(texts[first+1:], row)
		switch named := columnOf(read.Names()[first]).Name; {
		case !only, !certain && numbers == 0, !certain && named == "company_name":
		case certain, !slices.Contains(nameColumns, named), countsOnly(read, columnOf, first+1, row):
			totals = append(totals, row)
		}
	}
	return totals, footers
}

// countsOnly reports whether the cells of a row from a column on are in columns of amounts,
// or in columns without a meaning: not numbers by which a person is reached or known.
func countsOnly(read column.Table, columnOf func(header string) Column, from, row int) bool {
	for i, header := range read.Names()[from:] {
		c := columnOf(header)
		if c.Canonical() && c.kind != contact.KindNumber && c.kind != contact.KindInteger && read.At(from+i).(*column.Text).ValueLen(row) > 0 {
			return false
		}
	}
	return true
}

// mayBeTotal is a quick test before totalLabel: every word for a sum passes it.
func mayBeTotal(label string) bool {
	switch label[0] | 0x20 {
	case 't', 's', 'g', 'i', 'r', 'n', 'z', 'a', 'o', 'c', 'e':
		return true
	}
	return label[0] >= utf8.RuneSelf
}

// totalLabel reports whether a cell begins with a word for a sum and otherwise has at most
// a number of things; certain means that it says so unmistakably.
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

// numbersBeside counts the cells of a row that are numbers, with or without a word or two
// for what is counted. only is false if any other cell has a value.
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
