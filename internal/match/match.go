// Package match finds the records that describe one entity: Fellegi-Sunter matching over dictionary-coded columns.
//
// Each step has its own files. Blocking rules are chosen from the data (blocking.go) and give pairs (pairs.go). A
// pair becomes a vector of comparison levels (vector.go, comparison*.go). The model (model.go, classes.go) starts
// from shipped shares and measured chance (shipped.go, prior.tsv, classes.tsv, chance.go) and is trained on counts of
// vectors, without labels (collect.go, expect.go, train.go). It turns a vector into a probability (scorer.go). Likely
// pairs become clusters under a cohesion guard and the user's links (cluster.go, links.go). Any pair can be explained
// afterwards (explain.go). What a match found saves the next one work (known.go).
//
// The result does not depend on the number of workers or the order of the records: internally, records are numbered
// by Input.Order.
package match

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Kind says how the values of a field are compared.
type Kind uint8

// The field kinds of pipeline.yaml.
const (
	GivenName Kind = iota + 1
	FamilyName
	FullName
	Email
	Phone
	Company
	Street
	City
	PostalCode
	Region
	Country
	Date
	URL
	ID
	Text
	Category
	Generation // tells people of one name in one family apart: "jr", "sr", "iii"
	Gender     // "f" or "m"
	Serial     // a number given to one entity after the other
	kindCount
)

var kindNames = [kindCount]string{
	"", "given_name", "family_name", "full_name", "email", "phone", "company", "street", "city", "postal_code",
	"region", "country", "date", "url", "id", "text", "category", "generation", "gender", "serial",
}

func (k Kind) String() string { return kindNames[k] }

// MarshalText implements encoding.TextMarshaler.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// ParseKind returns the kind with that name.
func ParseKind(name string) (Kind, error) {
	for k, known := range kindNames {
		if known == name && k > 0 {
			return Kind(k), nil
		}
	}
	return 0, fmt.Errorf("field kind %q: not one of %v", name, kindNames[1:])
}

// Group names fields whose values change together: a person who moves gets a new street and a new city.
type Group uint8

// The groups. NoGroup is the zero value: the field changes on its own.
const (
	NoGroup Group = iota
	Home          // where the entity lives
	Work          // whom the person works for
)

// MarshalText implements encoding.TextMarshaler.
func (g Group) MarshalText() ([]byte, error) { return []byte(groupNames[g]), nil }

// Field is one column of the input, dictionary-coded.
type Field struct {
	Name   string
	Kind   Kind
	Group  Group    // zero: Home for kinds of address, Work for companies and URLs
	Codes  []uint32 // one per record; 0 = null
	Values *Dictionary
	Shared []bool // per code: people of different given names hold the value (see Shared); nil: unknown
}

// Identity names a record independently of its place in the input.
type Identity struct{ Hi, Lo uint64 }

func compareIdentities(a, b Identity) int {
	return cmp.Or(cmp.Compare(a.Hi, b.Hi), cmp.Compare(a.Lo, b.Lo))
}

// Input is what is matched. Match does not change it.
type Input struct {
	Records int
	Order   []Identity // one per record: hashes, all different, so the smallest are a random sample
	Fields  []Field
}

// Parallel runs work(0) ... work(n-1), some of them at the same time, and returns the first error.
type Parallel func(n int, work func(i int) error) error

// Options configure a match. The zero value is the default.
type Options struct {
	Threshold  float64     // match probability from which two records are one entity; 0: 0.95
	MustLink   [][2]uint32 // records that are one entity whatever the model says
	CannotLink [][2]uint32 // records that never are; wins over MustLink, even over a chain of links
	Model      *Model      // a pinned model: nothing is trained
	Labels     []Label     // verdicts that training learns from; they do not decide any pair
	Known      *Known      // what the last match left; nil: everything is learnt and compared
	CompareAll bool        // with Known: also compare the pairs it knows; the result is the same
	Keep       bool        // make Result.Known; Known implies it
}

// Edge is a pair of records that may be one entity. A and B are places in the input; A's identity is the smaller.
type Edge struct {
	A, B        uint32
	Weight      float32 // log2 of the posterior odds
	Probability float32
}

// Result is what a match found.
type Result struct {
	Cluster []uint32 // per record: the place of the member with the smallest identity
	Edges   []Edge   // pairs at or above reviewFloor, ordered by the identities of A and B
	Model   *Model
	Known   *Known // nil unless it was asked for and something was matched
	// Recalled says that the model and the rules are those of Options.Known. It is false if Known was made for other
	// fields.
	Recalled bool
	Report   Report
}

// reviewFloor is the match probability below which a pair is not kept.
const reviewFloor = 0.05

// Match finds the clusters of an input. The same input gives the same result, whatever parallel does.
func Match(ctx context.Context, in Input, options Options, parallel Parallel) (Result, error) {
	if err := check(in); err != nil {
		return Result{}, err
	}
	if options.Threshold == 0 {
		options.Threshold = 0.95
	}
	options.Keep = options.Keep || options.Known != nil
	if len(in.Fields) == 0 || in.Records < 2 {
		return alone(in), nil
	}
	return newRun(ctx, in, options, parallel).match()
}

// alone is the result if there is nothing to compare.
func alone(in Input) Result {
	out := Result{Cluster: newForest(in.Records)}
	if in.Records > 1 {
		out.Report.warn("matching: no field takes part, so no records are compared")
	}
	return out
}

func check(in Input) error {
	if len(in.Order) != in.Records {
		return fmt.Errorf("matching: %d records but %d identities", in.Records, len(in.Order))
	}
	if len(in.Fields) > maxFields {
		return fmt.Errorf("matching: %d fields, at most %d take part", len(in.Fields), maxFields)
	}
	for _, f := range in.Fields {
		if len(f.Codes) != in.Records {
			return fmt.Errorf("matching: field %s has %d values for %d records", f.Name, len(f.Codes), in.Records)
		}
		if f.Kind == 0 || f.Kind >= kindCount {
			return fmt.Errorf("matching: field %s has no kind", f.Name)
		}
		if f.Values.Len() > maxCodes {
			return fmt.Errorf("matching: field %s has more than %d distinct values", f.Name, maxCodes)
		}
	}
	return nil
}

// Report says what was done and what a user should know about it.
type Report struct {
	Rules       []RuleReport  `json:"rules"`
	Pairs       int64         `json:"pairs"`             // compared
	Known       int           `json:"known,omitempty"`   // pairs taken over from the last match without comparing them
	Changed     int           `json:"changed,omitempty"` // records that came, went or have other values since that match
	Collapsed   int           `json:"collapsed"`         // records not compared because they equal another in every field
	Split       []SplitReport `json:"split,omitempty"`
	Calibration []Calibration `json:"calibration"`
	Labels      *Labelled     `json:"labels,omitempty"`
	// HalvesAgree is the share of the matches on which models trained on either half of the pairs agree; 0: nothing
	// was trained.
	HalvesAgree float64  `json:"halves_agree,omitempty"`
	Cut         int      `json:"cut"` // edges above the threshold that the cohesion guard did not follow
	Warnings    []string `json:"warnings,omitempty"`
}

func (r *Report) warn(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !slices.Contains(r.Warnings, text) {
		r.Warnings = append(r.Warnings, text)
	}
}
