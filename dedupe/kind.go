package dedupe

import (
	"context"
	"slices"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// codeKindUnknown notes records with an unreadable lead_kind. Their kind follows
// from their source and form, as if lead_kind were empty.
const codeKindUnknown = "lead_kind_unknown"

// kinds holds the kind of each record. The lower bits are an index into
// contact.LeadKinds(); above them is a hash of the position that a job opportunity
// is for, since two positions at one recruiter are two leads. Nil means that all
// records are customers.
type kinds []uint64

const kindBits = 2

// of returns the kind of a record.
func (k kinds) of(r uint32) contact.LeadKind {
	if k == nil {
		return contact.Customer
	}
	return contact.LeadKinds()[k[r]&(1<<kindBits-1)]
}

// kinds determines what the records are: what their source says, else what the
// columns of a position or an application show, else customers. Rows that are one
// record, with one source and id, have one kind: the most restrictive.
func (s *store) kinds(ctx context.Context, workers pipeline.Workers) (kinds, []pipeline.Note, error) {
	starts := make([]int, len(s.tables)+1)
	for i, t := range s.tables {
		starts[i+1] = starts[i] + t.Rows()
	}
	found, unknown := make(kinds, s.records()), make([]pipeline.Note, len(s.tables))
	err := workers.Each(ctx, len(s.tables), func(_ context.Context, i int) error {
		if s.tables[i].Rows() > 0 {
			unknown[i] = newKindReader(s.tables[i], s.origins[i]).read(found[starts[i]:starts[i+1]])
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	notes := slices.DeleteFunc(unknown, func(n pipeline.Note) bool { return n.Count == 0 })
	if !slices.ContainsFunc(found, func(kind uint64) bool { return kind != 0 }) {
		return nil, notes, nil
	}
	_, twins := s.identities()
	for _, pair := range twins {
		if found[pair[1]]&(1<<kindBits-1) > found[pair[0]]&(1<<kindBits-1) {
			found[pair[0]] = found[pair[1]]
		}
	}
	for _, pair := range twins {
		found[pair[1]] = found[pair[0]]
	}
	return found, notes, nil
}

// kindReader reads the kinds of one batch of records.
type kindReader struct {
	origin            pipeline.Origin
	board             bool           // the whole file comes from a job board
	stated            *column.Text   // lead_kind
	sources, forms    []*column.Text // columns that say where records come from
	positions, people []column.Array // columns that only positions have, and only candidates
	position          []*column.Text // columns that tell two positions apart
	boards            map[string]bool
}

func newKindReader(t column.Table, origin pipeline.Origin) *kindReader {
	r := &kindReader{origin: origin, board: contact.IsJobBoard(origin.File.Source), stated: t.Text("lead_kind"), boards: map[string]bool{}}
	arrays := func(names ...string) (out []column.Array) {
		for _, name := range names {
			if a := t.Column(name); a != nil {
				out = append(out, a)
			}
		}
		return out
	}
	texts := func(names ...string) (out []*column.Text) {
		for _, name := range names {
			if text := t.Text(name); text != nil {
				out = append(out, text)
			}
		}
		return out
	}
	r.sources = texts("lead_source", "utm_source", "referrer_url")
	r.forms = texts("lead_source_detail", "landing_page")
	for _, name := range t.Names() {
		switch contact.NameKey(name) {
		case "form", "formid", "formname", "formtitle":
			r.forms = append(r.forms, texts(name)...)
		}
	}
	r.positions = arrays("job_posting_url", "job_posted_at", "job_valid_through")
	r.people = arrays("resume_url", "desired_role")
	r.position = texts("job_posting_url", "job_title", "company_name", "city")
	return r
}

// read fills in the kinds of the rows. The note counts the words that it could not
// read.
func (r *kindReader) read(out []uint64) pipeline.Note {
	note := pipeline.Note{Stage: "dedupe", File: r.origin.File.Path, Field: "lead_kind", Code: codeKindUnknown}
	all := contact.LeadKinds()
	for row := range out {
		kind, ok := contact.LeadKind(""), false
		if r.stated != nil && !empty(r.stated, row) {
			if kind, ok = contact.ParseLeadKind(r.stated.Value(row)); !ok {
				count(&note, int(r.origin.Lines[row]))
			}
		}
		if !ok {
			kind = r.shown(row)
		}
		out[row] = uint64(slices.Index(all, kind))
		if kind == contact.JobOpportunity {
			out[row] |= r.positionOf(row) << kindBits
		}
	}
	return note
}

// shown returns the kind that a record shows without stating it.
func (r *kindReader) shown(row int) contact.LeadKind {
	isThere := func(a column.Array) bool {
		text, ok := a.(*column.Text)
		return a.IsValid(row) && (!ok || text.ValueLen(row) > 0)
	}
	switch {
	case slices.ContainsFunc(r.positions, isThere):
		return contact.JobOpportunity
	case r.board, slices.ContainsFunc(r.people, isThere):
		return contact.Candidate
	}
	for _, text := range r.sources {
		if empty(text, row) {
			continue
		}
		source := text.Value(row)
		board, ok := r.boards[source]
		if !ok {
			board = contact.IsJobBoard(source)
			r.boards[source] = board
		}
		if board {
			return contact.Candidate
		}
	}
	for _, text := range r.forms {
		if !empty(text, row) && contact.IsApplicationForm(text.Value(row)) {
			return contact.Candidate
		}
	}
	return contact.Customer
}

// positionOf returns a hash of the position that a job opportunity is for.
func (r *kindReader) positionOf(row int) uint64 {
	var key []byte
	for _, text := range r.position {
		if !empty(text, row) {
			key = append(key, contact.NameKey(text.Value(row))...)
		}
		key = append(key, 0)
	}
	return xxh3.Hash(key)
}

// splitByKind makes several leads of a person whose records are of several kinds.
// Records of one kind stay one lead, and are as sure to belong together as all
// records of the person are.
func (m *matched) splitByKind(of kinds) {
	if of == nil {
		return
	}
	type part struct {
		person int
		kind   uint64
	}
	persons, first := m.leads, map[part]uint32{}
	labels := make([]uint32, len(of))
	var confidence []float32
	for person := range persons.count() {
		for _, r := range persons.of(person) {
			p := part{person, of[r]}
			if _, ok := first[p]; !ok {
				first[p] = r
			}
			labels[r] = first[p]
		}
	}
	m.leads, m.person = clustersOf(labels), map[int][]uint32{}
	personOf := persons.byRecord(len(of))
	for lead := range m.leads.count() {
		person := int(personOf[m.leads.of(lead)[0]])
		sure := float32(1)
		if len(m.leads.of(lead)) > 1 {
			sure = m.confidence[person]
		}
		confidence = append(confidence, sure)
		if len(persons.of(person)) > len(m.leads.of(lead)) {
			m.person[lead] = persons.of(person)
		}
	}
	m.confidence = confidence
}

// leadKinds returns the kind of each lead.
func (g *golden) leadKinds(from, to int) *column.Text {
	out := column.NewTextBuilder(to-from, len(contact.Customer)*(to-from))
	for lead := from; lead < to; lead++ {
		out.Append(string(g.found.kinds.of(g.leads.of(lead)[0])))
	}
	return out.Finish()
}

// personKeys returns the key that the leads of one person have in common; null for
// a person who is one lead.
func (g *golden) personKeys(from, to int) *column.Text {
	out := column.NewTextBuilder(to-from, 0)
	var buffer []byte
	for lead := from; lead < to; lead++ {
		person := g.found.person[lead]
		if person == nil {
			out.AppendNull()
			continue
		}
		founder := g.store.founder(person)
		buffer = appendLeadID(buffer[:0], g.store.source(founder), g.store.ids.text(founder))
		buffer[0] = 'P'
		out.AppendBytes(buffer)
	}
	return out.Finish()
}
