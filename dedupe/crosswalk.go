package dedupe

import (
	"slices"

	"galena/internal/column"
	"galena/internal/contact"
)

// crosswalk makes the rows that say which record belongs to which lead, in the
// order of the leads.
func (g *golden) crosswalk(from, to int, ids *column.Text) column.Table {
	n := int(g.leads.starts[to] - g.leads.starts[from])
	sources, files := column.NewTextBuilder(n, 8*n), column.NewTextBuilder(n, 16*n)
	records, leads := column.NewTextBuilder(n, 12*n), column.NewTextBuilder(n, leadIDLength*n)
	lines, linked := column.NewNumberBuilder[int64](n), column.NewNumberBuilder[float64](n)
	var survivors column.BoolBuilder
	for lead := from; lead < to; lead++ {
		for _, r := range g.leads.of(lead) {
			file := g.store.file(r)
			sources.Append(file.Source)
			records.Append(g.store.ids.text(r))
			files.Append(file.Path)
			lines.Append(g.store.line(r))
			leads.Append(ids.Value(lead - from))
			linked.Append(probability(g.found.linked[r]))
			survivors.Append(r == g.base(lead))
		}
	}
	return column.NewTable(n).
		With("source_system", sources.Finish()).
		With("source_record_id", records.Finish()).
		With("file", files.Finish()).
		With("line", lines.Finish()).
		With("lead_id", leads.Finish()).
		With("match_probability", linked.Finish()).
		With("survivor", survivors.Finish())
}

// identifierColumns are the columns whose match keys identify a person to events.
var identifierColumns = []string{"email", "phone", "mobile_phone"}

// identifiers returns the hashes of all identifiers of the records of each lead, by
// which events and outcomes are joined to leads. listed tells which leads a list of
// refusals may name by one of them.
func (g *golden) identifiers(from, to int) (hashes []uint64, ends []uint32, listed []bool) {
	ends, listed = make([]uint32, 0, to-from), make([]bool, to-from)
	hashes = make([]uint64, 0, (len(g.named)+2)*int(g.leads.starts[to]-g.leads.starts[from]))
	for lead := from; lead < to; lead++ {
		begin := len(hashes)
		for _, r := range g.leads.of(lead) {
			ref := g.store.refs[r]
			for _, k := range g.named {
				if keys := k.keys[ref.Table]; keys != nil && keys.IsValid(int(ref.Row)) {
					hashes = append(hashes, contact.Identifier(k.kind, keys.Value(int(ref.Row))))
				}
			}
			id := g.store.ids.text(r)
			hashes = append(hashes, contact.RecordIdentifier(g.store.source(r), id))
			bare := contact.RecordIdentifier("", id)
			listed[lead-from] = listed[lead-from] || g.consent.mayList(bare)
			if !g.shared.has(bare) {
				hashes = append(hashes, bare)
			}
		}
		listed[lead-from] = listed[lead-from] || slices.ContainsFunc(hashes[begin:], g.consent.mayList)
		ends = append(ends, uint32(len(hashes)))
	}
	return hashes, ends, listed
}

// named is a column of match keys that identify a person, by batch.
type named struct {
	kind contact.IdentifierKind
	keys []*column.Text
}

// identifying returns the identifierColumns that the records have.
func (s *store) identifying() (all []named) {
	for _, name := range identifierColumns {
		n := named{kind: contact.IdentifierPhone, keys: s.matchKeys(name)}
		if name == "email" {
			n.kind = contact.IdentifierEmail
		}
		if slices.ContainsFunc(n.keys, func(keys *column.Text) bool { return keys != nil }) {
			all = append(all, n)
		}
	}
	return all
}

// matchKeys returns a column of match keys by batch. It is nil for a batch without
// the column.
func (s *store) matchKeys(name string) []*column.Text {
	keys := make([]*column.Text, len(s.keys))
	for i, t := range s.keys {
		keys[i] = t.Text(name)
	}
	return keys
}
