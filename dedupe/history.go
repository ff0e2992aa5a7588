package dedupe

import (
	"fmt"
	"slices"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/match"
)

// The tables that dedupe remembers from run to run. docs/identity.md describes
// their columns.
const (
	TableRecords   = "records"      // which lead each record that was ever seen belongs to
	TableLeads     = "leads"        // every lead id that was ever given, the oldest first
	TableRedirects = "id_redirects" // where the retired ids lead to
	TableEvents    = "id_events"    // what happened to them, and why
)

// LeadStatus is what has become of a lead.
type LeadStatus string

// The statuses.
const (
	LeadLive    LeadStatus = "live"    // it has records in the last run
	LeadDormant LeadStatus = "dormant" // its records were not in the last run
	LeadRetired LeadStatus = "retired" // merged into another lead
	LeadErased  LeadStatus = "erased"  // its id is never given again
)

// none is the number of no lead, no record and no cluster.
const none = ^uint32(0)

// History is what earlier runs knew about records and leads. A lead is known by its
// number, its place in the table of leads, which is ordered by age. The zero value
// is the history of the first run.
type History struct {
	records column.Table // by their hashes; without the columns of lead ids
	hashes  []match.Identity
	lead    []uint32 // per record: the lead that it belongs to, live or dormant
	home    []uint32 // per record: the lead that it is a founding record of, or none
	gone    []bool   // per record: it was not in the last run

	leads    column.Table
	ids      *column.Text
	status   []LeadStatus
	target   []uint32 // per lead: where it leads to; itself unless retired
	numbers  *match.DictionaryBuilder
	sequence int64 // of the last run that founded leads

	apart []Apart
}

// ReadHistory reads the history from the tables of a state. A missing table is one
// without rows and columns.
func ReadHistory(table func(name string) (column.Table, error)) (*History, error) {
	h := &History{}
	kept, err := table(TableApart)
	if err != nil {
		return nil, err
	}
	if h.apart, err = ReadApart(kept); err != nil {
		return nil, err
	}
	for _, t := range []struct {
		name string
		read func(column.Table) error
	}{{TableLeads, h.readLeads}, {TableRedirects, h.readRedirects}, {TableRecords, h.readRecords}} {
		rows, err := table(t.name)
		if err != nil {
			return nil, err
		}
		if rows.Rows() == 0 {
			continue
		}
		if err := t.read(rows); err != nil {
			return nil, fmt.Errorf("the table %s: %w", t.name, err)
		}
	}
	return h, nil
}

func (h *History) readLeads(rows column.Table) error {
	columns, err := textColumns(rows, "lead_id", "status")
	if err != nil {
		return err
	}
	sequence, ok := rows.Column("founded_sequence").(*column.Int)
	if !ok || rows.Rows() > 0 && sequence.NullN() > 0 {
		return fmt.Errorf("it has no column founded_sequence of numbers")
	}
	h.leads, h.ids = rows, columns[0]
	h.numbers = match.NewDictionaryBuilder(rows.Rows())
	for i := range rows.Rows() {
		if code := h.numbers.Code(h.ids.Value(i)); int(code) != i+1 {
			return fmt.Errorf("row %d has a lead_id that is empty or stands there twice", i+1)
		}
		h.status = append(h.status, LeadStatus(columns[1].Value(i)))
		h.target = append(h.target, uint32(i))
		h.sequence = max(h.sequence, sequence.Value(i))
	}
	return nil
}

func (h *History) readRedirects(rows column.Table) error {
	columns, err := textColumns(rows, "retired_id", "lead_id")
	if err != nil {
		return err
	}
	for i := range rows.Rows() {
		from, to := h.number(columns[0].Value(i)), h.number(columns[1].Value(i))
		if from == none || to == none {
			return fmt.Errorf("row %d names a lead that the table %s does not have", i+1, TableLeads)
		}
		h.target[from] = to
	}
	return nil
}

func (h *History) readRecords(rows column.Table) error {
	columns, err := textColumns(rows, "source_system", "source_record_id", "lead_id", "founding_lead_id")
	if err != nil {
		return err
	}
	h.records = rows.Without("lead_id", "founding_lead_id") // from here on they are numbers
	h.hashes = make([]match.Identity, rows.Rows())
	h.lead, h.home = make([]uint32, rows.Rows()), make([]uint32, rows.Rows())
	h.gone = make([]bool, rows.Rows())
	goneSince, _ := rows.Column("gone_since").(*column.Date)
	var key []byte
	for i := range rows.Rows() {
		h.gone[i] = isDay(goneSince, uint32(i))
		h.hashes[i], key = recordHash(key, columns[0].Value(i), columns[1].Value(i))
		h.lead[i], h.home[i] = h.number(columns[2].Value(i)), none
		switch {
		case columns[3].IsNull(i):
		case columns[3].Value(i) == columns[2].Value(i): // the most frequent case: it is where it was founded
			h.home[i] = h.lead[i]
		default:
			h.home[i] = h.number(columns[3].Value(i))
		}
		if h.lead[i] == none || columns[3].IsValid(i) && h.home[i] == none {
			return fmt.Errorf("row %d names a lead that the table %s does not have", i+1, TableLeads)
		}
	}
	if !slices.IsSortedFunc(h.hashes, compareHashes) {
		return fmt.Errorf("its rows are not in their order; write it as galena does, or restore it from a backup")
	}
	return nil
}

// textColumns returns the text columns with these names.
func textColumns(rows column.Table, names ...string) ([]*column.Text, error) {
	out := make([]*column.Text, len(names))
	for i, name := range names {
		if out[i] = rows.Text(name); out[i] == nil {
			return nil, fmt.Errorf("it has no column %s of text", name)
		}
	}
	return out, nil
}

// number returns the number of a lead id, or none.
func (h *History) number(id string) uint32 {
	if h.numbers == nil {
		return none
	}
	return h.numbers.Find(id) - 1 // 0: not found
}

// resolve follows redirects from a lead to the one that it leads to.
func resolve(target []uint32, lead uint32) uint32 {
	for target[lead] != lead {
		lead = target[lead]
	}
	return lead
}

// recordHash is a hash of a record's source and id (XXH3, 128 bits). key is
// scratch.
func recordHash(key []byte, source, id string) (match.Identity, []byte) {
	key = append(append(append(key[:0], source...), 0), id...)
	hash := xxh3.Hash128(key)
	return match.Identity{Hi: hash.Hi, Lo: hash.Lo}, key
}

// hashOf is recordHash for a RecordKey.
func hashOf(key string) match.Identity {
	hash := xxh3.HashString128(key)
	return match.Identity{Hi: hash.Hi, Lo: hash.Lo}
}
