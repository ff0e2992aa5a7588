package enrich

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"github.com/oschwald/maxminddb-golang/v2"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
)

// MMDB is a step that looks up where an IP address is, in a file of the user's in
// MaxMind's format.
type MMDB struct {
	Path   string             `yaml:"path" required:"true" doc:"the .mmdb file"`
	Column string             `yaml:"column" default:"ip_address" doc:"column of leads that holds the address"`
	Take   config.Map[string] `yaml:"take" default:"{country_code: country.iso_code, region_code: subdivisions.0.iso_code, city: city.names.en, timezone: location.time_zone}" doc:"column of leads: dotted path in the file; fills what is empty"`
	Keep   bool               `yaml:"keep" doc:"keep the address itself in what comes out; by default it goes no further, since it is personal data"`
}

// mmdbStep is the file while the run lasts.
type mmdbStep struct {
	*MMDB
	paths    [][]any
	file     *maxminddb.Reader
	read     *[]FileRead
	observed int64
}

func newMMDBStep(m *MMDB, read *[]FileRead) (*mmdbStep, error) {
	step := &mmdbStep{MMDB: m, read: read, observed: unknown}
	for _, entry := range m.Take {
		step.paths = append(step.paths, pathOf(entry.Value))
	}
	if _, err := os.Stat(m.Path); err != nil {
		return nil, fmt.Errorf("reading enrich[].mmdb: %w", err)
	}
	return step, nil
}

// pathOf cuts a dotted path; a number is a place in a list.
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
	data, err := os.ReadFile(m.Path)
	if err != nil {
		return fmt.Errorf("reading enrich[].mmdb: %w", err)
	}
	sum := sha256.Sum256(data)
	*m.read = append(*m.read, FileRead{m.Path, hex.EncodeToString(sum[:])})
	if m.file, err = maxminddb.OpenBytes(data); err != nil {
		return fmt.Errorf("reading enrich[].mmdb: %s: %w", m.Path, err)
	}
	m.observed = int64(m.file.Metadata.BuildEpoch) * 1e6
	return nil
}

// add looks the addresses up. One that is in no network of the file, or is none,
// gives nothing.
func (m *mmdbStep) add(_ context.Context, _ *scratch, b pipeline.Batch) (pipeline.Batch, origin, error) {
	addresses := b.Rows.Column(m.Column)
	if addresses == nil {
		return b, m.origin(), nil
	}
	text := column.AsText(addresses)
	taken := make([]*column.TextBuilder, len(m.paths))
	for i := range taken {
		taken[i] = column.NewTextBuilder(text.Len(), 8*text.Len())
	}
	unmatched := int64(0)
	for row := range text.Len() {
		address, err := netip.ParseAddr(strings.TrimSpace(cell(text, row)))
		if err != nil {
			for i := range taken {
				taken[i].AppendNull()
			}
			continue
		}
		result := m.file.Lookup(address.Unmap())
		if err := result.Err(); err != nil {
			return pipeline.Batch{}, nil, fmt.Errorf("looking up in %s: %w", m.Path, err)
		}
		if !result.Found() {
			unmatched++
		}
		for i, path := range m.paths {
			appendKnown(taken[i], decoded(result, path))
		}
	}
	for i, entry := range m.Take {
		b.Rows = fillFrom(b.Rows, entry.Key, kindOfTaken(entry.Key, column.KindText), taken[i].Finish())
	}
	if unmatched > 0 {
		b.Notes = append(b.Notes, pipeline.Note{Stage: stageName, File: m.Path, Field: m.Column, Code: "address_unmatched", Count: unmatched})
	}
	if !m.Keep {
		b.Rows = b.Rows.Without(m.Column)
	}
	return b, m.origin(), nil
}

// decoded is the text or number at a path of a record, "" for anything else.
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

// origin tells that values come from the file, and when it was built.
func (m *mmdbStep) origin() origin {
	from := always(m.Path, methodReference)
	return func(field string, row int) evidence {
		e := from(field, row)
		e.Observed = m.observed
		return e
	}
}
