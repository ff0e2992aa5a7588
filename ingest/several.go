package ingest

import (
	"bytes"
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// phoneWords are words that people write between two telephone numbers.
var phoneWords = strings.NewReplacer(" oder ", ";", " o. ", ";", " or ", ";", " und ", ";", " u. ", ";", " and ", ";", " ou ", ";", " et ", ";", " y ", ";", " e ", ";", " & ", ";")

// These are the fewest digits of a number that is separated by a clear mark, or by a slash,
// which many also write after the area code.
const (
	fewestDigits      = 6
	fewestSlashDigits = 7
)

// severalPhones returns the telephone numbers of a cell that holds several. If any part has
// too few digits for a number, the cell is one value.
func severalPhones(cell string) (values []string, ok bool) {
	if digits(cell) < 2*fewestDigits {
		return nil, false
	}
	for _, part := range contact.SplitPhones(phoneWords.Replace(cell)) {
		for _, number := range slashed(part) {
			if digits(number) < fewestDigits {
				return nil, false
			}
			values = append(values, trim(number))
		}
	}
	return values, len(values) > 1
}

// slashed splits numbers that a slash separates.
func slashed(part string) []string {
	numbers := strings.Split(part, "/")
	if slices.ContainsFunc(numbers, func(number string) bool { return digits(number) < fewestSlashDigits }) {
		return []string{part}
	}
	return numbers
}

// severalEmails returns the addresses of a cell that holds several.
func severalEmails(cell string) (values []string, ok bool) {
	if strings.Count(cell, "@") < 2 {
		return nil, false
	}
	values = contact.SplitEmails(strings.ReplaceAll(cell, " / ", ";"))
	return values, len(values) > 1 && !slices.ContainsFunc(values, func(value string) bool { return !strings.Contains(value, "@") })
}

// splitterFor returns the function that splits the cells of a column, or nil if none of
// them can hold several values.
func splitterFor(kind contact.Kind, a *column.Text) func(string) ([]string, bool) {
	listed := mayHoldSeveral(a)
	var typed func(string) ([]string, bool)
	switch kind {
	case contact.KindPhone:
		if bytes.ContainsAny(a.ValueBytes(), ";,|\n/&ouey") {
			typed = severalPhones
		}
	case contact.KindEmail:
		if bytes.Count(a.ValueBytes(), []byte("@")) > a.Len()-a.NullN() {
			typed = severalEmails
		}
	}
	switch {
	case typed == nil && !listed:
		return nil
	case typed == nil:
		return several
	}
	return func(cell string) ([]string, bool) {
		if values, ok := several(cell); ok {
			return values, true
		}
		return typed(cell)
	}
}
