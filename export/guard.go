package export

import "strings"

// Spreadsheets run a cell that begins with one of a few characters as a formula (CWE-1236).
// Text that begins with one gets an apostrophe in front, which makes spreadsheets read it
// as text. The rule depends on the type, since +14155550100 and -3.5 are not formulas:
// numbers, dates, instants and truth values are never changed, and neither is text that is
// a phone number in E.164 or a negative whole number.
//
// So that no value is lost, text that begins with apostrophes followed by such a character
// gets one more apostrophe. A reader that removes one apostrophe from every cell of the
// form '+ (=|+|-|@|TAB|LF|CR|NUL|full-width = + - @), as Unguarded does, gets back exactly
// what was written.

// guardStart marks the bytes that may begin text that needs a guard.
var guardStart = [256]bool{
	'=': true, '+': true, '-': true, '@': true, '\t': true, '\r': true, '\n': true, 0: true,
	'\'': true, fullWidth: true,
}

// Unguarded returns the text that a cell of CSV was written for.
func Unguarded(cell string) string {
	if text := strings.TrimLeft(cell, "'"); len(text) < len(cell) && startsFormula(text) {
		return cell[1:]
	}
	return cell
}

// fullWidth is the first byte, in UTF-8, of ＝ ＋ － ＠, which spreadsheets in East Asian
// locales read like their ASCII forms.
const fullWidth = 0xEF

// isFormula reports whether a spreadsheet may run text, or whether text could
// be mistaken for guarded text.
func isFormula(text string) bool {
	return startsFormula(strings.TrimLeft(text, "'")) && !isPhone(text) && !isNegative(text)
}

// startsFormula reports whether text begins with a character that begins a formula.
func startsFormula(text string) bool {
	if text == "" || !guardStart[text[0]] {
		return false
	}
	return text[0] != fullWidth || strings.HasPrefix(text, "＝") || strings.HasPrefix(text, "＋") ||
		strings.HasPrefix(text, "－") || strings.HasPrefix(text, "＠")
}

// isPhone reports whether text is a phone number in E.164 form: a plus and 7 to 15 digits.
func isPhone(text string) bool {
	return len(text) >= 1+7 && len(text) <= 1+15 && text[0] == '+' && isDigits(text[1:])
}

// isNegative reports whether text is a minus and a whole number with no more digits than a
// spreadsheet keeps, such as the negative ids that some vendors give.
func isNegative(text string) bool {
	return len(text) >= 1+1 && len(text) <= 1+15 && text[0] == '-' && isDigits(text[1:])
}

func isDigits(text string) bool {
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
