package contact

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"galena/internal/embedded"
)

// Kind says how the values of a column are read, compared and written.
type Kind string

// The kinds of a column.
const (
	KindText       Kind = "text"
	KindGivenName  Kind = "given_name"
	KindFamilyName Kind = "family_name"
	KindFullName   Kind = "full_name"
	KindEmail      Kind = "email"
	KindEmailList  Kind = "email_list"
	KindPhone      Kind = "phone"
	KindPhoneList  Kind = "phone_list"
	KindCompany    Kind = "company"
	KindStreet     Kind = "street"
	KindCity       Kind = "city"
	KindPostalCode Kind = "postal_code"
	KindRegion     Kind = "region"
	KindCountry    Kind = "country"
	KindDate       Kind = "date"
	KindTimestamp  Kind = "timestamp"
	KindURL        Kind = "url"
	KindDomain     Kind = "domain"
	KindID         Kind = "id"
	KindBool       Kind = "bool"
	KindNumber     Kind = "number"
	KindInteger    Kind = "integer"
	KindList       Kind = "list"
	KindCategory   Kind = "category"
)

// Column is one canonical column.
type Column struct {
	Name string
	Kind Kind
	// Fixed says why no other source may overwrite a value that a record gave, whatever the
	// config says; it is "" if one may.
	Fixed Fixed
}

// Fixed is the reason why no later source may change a column.
type Fixed string

// These are the reasons.
const (
	FixedIdentity Fixed = "identity" // who a lead is, and where it comes from
	FixedConsent  Fixed = "consent"  // whether and how it may be contacted
)

var (
	//go:embed columns.tsv
	columnsTSV string
	//go:embed event_columns.tsv
	eventColumnsTSV string

	columns      = sync.OnceValue(func() columnSet { return readColumns(columnsTSV) })
	eventColumns = sync.OnceValue(func() columnSet { return readColumns(eventColumnsTSV) })
)

type columnSet struct {
	list   []Column
	byName map[string]Column
}

func readColumns(tsv string) columnSet {
	set := columnSet{byName: make(map[string]Column)}
	for line := range embedded.Lines(tsv) {
		name, rest, _ := strings.Cut(line, "\t")
		kind, fixed, _ := strings.Cut(rest, "\t")
		column := Column{Name: name, Kind: Kind(kind), Fixed: Fixed(fixed)}
		set.list = append(set.list, column)
		set.byName[name] = column
	}
	return set
}

// ListSeparator separates the values of a list in one cell, as in the exports of the large
// CRMs.
const ListSeparator = "; "

// Columns returns the canonical columns of a contact in canonical order. The caller owns
// the slice.
func Columns() []Column { return slices.Clone(columns().list) }

// ColumnByName returns the canonical contact column with exactly this name.
func ColumnByName(name string) (Column, bool) {
	column, ok := columns().byName[name]
	return column, ok
}

// EventColumns returns the canonical columns of an event in canonical order. The caller
// owns the slice.
func EventColumns() []Column { return slices.Clone(eventColumns().list) }
