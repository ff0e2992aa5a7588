package enrich

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/oschwald/maxminddb-golang/v2"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// MMDB is a step that looks up where an IP address is, in a user's file in MaxMind's format.
type MMDB struct {
	Path       config.Text        `yaml:"path" required:"true" doc:"the .mmdb file"`
	Column     string             `yaml:"column" default:"ip_address" doc:"column of leads that holds the address"`
	Take       config.Map[string] `yaml:"take" default:"{country_code: country.iso_code, region_code: subdivisions.0.iso_code, city: city.names.en, timezone: location.time_zone}" doc:"column of leads: dotted path in the file; fills what is empty"`
	OnConflict string             `yaml:"on_conflict" default:"keep" enum:"keep,replace,newer" doc:"if the lead has another value than the file, in the same country and region. keep: the lead's value stays; replace: the file's value replaces it; newer: replaces it only if the file was built later than the last change of every record of the lead, and all records say when that was"`
	Keep       bool               `yaml:"keep" doc:"true: keeps the address itself in the output; by default it is left out, because it is personal data"`
}

// mmdbStep is an MMDB step during a run.
type mmdbStep struct {
	*MMDB
	paths    [][]any
	file     *maxminddb.Reader
	read     *[]vfs.FileRead
	observed int64
	found    atomic.Int64  // addresses that the file has
	filled   []atomic.Bool // by path: some address had a value
}

func newMMDBStep(m *MMDB, read *[]vfs.FileRead) (*mmdbStep, error) {
	step := &mmdbStep{MMDB: m, read: read, observed: unknown}
	for _, entry := range m.Take {
		step.paths = append(step.paths, pathOf(entry.Value))
	}
	step.filled = make([]atomic.Bool, len(step.paths))
	if err := exists(m.Path); err != nil {
		return step, err
	}
	file, err := maxminddb.Open(m.Path.Value)
	if err != nil {
		return step, config.Problems{m.Path.Problem(0, "%s is no file in MaxMind's format", m.Path)}
	}
	return step, file.Close()
}

// pathOf splits a dotted path; a number is an index into a list.
func pathOf(dotted string) []any {
	var path []any
	for part := range strings.SplitSeq(dotted, ".") {
		if i, err := strconv.Atoi(part); err == nil {
			path = append(path, i)
		} else {
			path = append(path, part)
		}
	}
	return path
}

func (m *mmdbStep) prepare(context.Context, pipeline.Workers) error {
	data, file, err := vfs.ReadFile(m.Path.Value)
	if err != nil {
		return fmt.Errorf("reading enrich[].mmdb: %w", err)
	}
	*m.read = append(*m.read, file)
	if m.file, err = maxminddb.OpenBytes(data); err != nil {
		return fmt.Errorf("reading enrich[].mmdb: %s is no file in MaxMind's format: %w", m.Path, err)
	}
	m.observed = int64(m.file.Metadata.BuildEpoch) * 1e6
	return nil
}

// add looks the addresses up. An address that is invalid, or in no network of the file, gives
// nothing; nor does one in another country or region than the lead states, such as that of a
// traveller or of a company's proxy.
func (m *mmdbStep) add(_ context.Context, _ *scratch, b pipeline.Batch) (pipeline.Batch, origin, error) {
	addresses := b.Rows.Column(m.Column)
	note := func(code string, count int64) {
		if count > 0 {
			b.Notes = append(b.Notes, pipeline.Note{Stage: stageName, File: m.Path.Value, Field: m.Column, Code: code, Count: count})
		}
	}
	if addresses == nil {
		note(codeColumn, int64(b.Rows.Rows()))
		return b, m.origin(), nil
	}
	text := column.AsText(addresses)
	taken, said := make([]*column.TextBuilder, len(m.paths)), make([]*column.Text, len(m.paths))
	for i, entry := range m.Take {
		taken[i] = column.NewTextBuilder(text.Len(), 8*text.Len())
		if entry.Key == "country_code" || entry.Key == "region_code" {
			said[i] = b.Rows.Text(entry.Key)
		}
	}
	unmatched, elsewhere := int64(0), int64(0)
	values := make([]string, len(m.paths))
	for row := range text.Len() {
		found, err := m.find(cell(text, row), values)
		if err != nil {
			return pipeline.Batch{}, nil, err
		}
		if found == unknownNetwork {
			unmatched++
		}
		if contradicts(values, said, row) {
			elsewhere++
			clear(values)
		}
		for i, value := range values {
			taken[i].AppendGiven(value)
		}
	}
	wins := wins(m.OnConflict, func(int) int64 { return m.observed }, b.Keys.Changed)
	for i, entry := range m.Take {
		b.Rows = fillFrom(b.Rows, entry.Key, kindOfTaken(entry.Key, column.KindText), taken[i].Finish(), unlessFixed(entry.Key, wins))
	}
	note("address_unmatched", unmatched)
	note("address_elsewhere", elsewhere)
	if !m.Keep {
		b.Rows = b.Rows.Without(m.Column)
	}
	return b, m.origin(), nil
}

// Results of looking up the cell of an address.
const (
	noAddress = iota
	unknownNetwork
	knownNetwork
)

// find puts the file's values for an address into values, by path, "" for none.
func (m *mmdbStep) find(cell string, values []string) (found int, err error) {
	clear(values)
	address, err := netip.ParseAddr(strings.TrimSpace(cell))
	if err != nil {
		return noAddress, nil
	}
	result := m.file.Lookup(address.Unmap())
	if err := result.Err(); err != nil {
		return noAddress, fmt.Errorf("looking up in %s: %w", m.Path, err)
	}
	if !result.Found() {
		return unknownNetwork, nil
	}
	m.found.Add(1)
	for i, path := range m.paths {
		if values[i] = decoded(result, path); values[i] != "" {
			m.filled[i].Store(true)
		}
	}
	return knownNetwork, nil
}

// contradicts reports whether a row itself states another place than values. said holds the
// row's columns to compare with, nil for fields that are not compared.
func contradicts(values []string, said []*column.Text, row int) bool {
	for i, value := range values {
		if own := cell(said[i], row); value != "" && own != "" && own != value {
			return true
		}
	}
	return false
}

// close notes the paths without a value for any of the addresses that the file has.
func (m *mmdbStep) close() ([]pipeline.Note, error) {
	var notes []pipeline.Note
	for i, entry := range m.Take {
		if found := m.found.Load(); found > 0 && !m.filled[i].Load() {
			notes = append(notes, pipeline.Note{Stage: stageName, File: m.Path.Value, Field: entry.Key, Code: "path_without_values", Count: found})
		}
	}
	return notes, nil
}

// decoded returns the text, number or truth value at a path of a record, "" for anything else.
func decoded(result maxminddb.Result, path []any) string {
	var value any
	if result.DecodePath(&value, path...) != nil {
		return ""
	}
	switch value := value.(type) {
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(value)
	case uint64:
		return strconv.FormatUint(value, 10)
	}
	return ""
}

// origin says that values come from the file, and when it was built.
func (m *mmdbStep) origin() origin {
	from := always(m.Path.Value, methodReference)
	return func(field string, row int) evidence {
		e := from(field, row)
		e.Observed = m.observed
		return e
	}
}
