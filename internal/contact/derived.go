package contact

import "strings"

// These are the suffixes of the columns that normalizing puts beside a canonical one: an
// ISO code, the extension of a phone number, and the original text.
const (
	SuffixCode      = "_code"
	SuffixExtension = "_extension"
	SuffixRaw       = "_raw"
)

// DerivedSuffixes returns the suffixes, in the order of their columns.
func DerivedSuffixes() []string { return []string{SuffixCode, SuffixExtension, SuffixRaw} }

// Derived returns the suffixes of the columns that normalizing may put beside a canonical
// column of a kind. Leads have these columns whether or not a value needs them, so that the
// columns follow from the files' headers.
func Derived(kind Kind) []string {
	switch kind {
	case KindPhone:
		return []string{SuffixExtension, SuffixRaw}
	case KindEmail, KindEmailList, KindPhoneList, KindGivenName, KindFamilyName, KindPostalCode,
		KindDate, KindTimestamp, KindBool, KindNumber, KindInteger:
		return []string{SuffixRaw}
	}
	return nil
}

// IsDerived reports whether name is that of a column that normalizing puts beside a
// canonical one.
func IsDerived(name string) bool {
	for _, suffix := range DerivedSuffixes() {
		if base, ok := strings.CutSuffix(name, suffix); ok {
			if _, canonical := ColumnByName(base); canonical {
				return true
			}
		}
	}
	return false
}
