package score

import (
	"galena/internal/column"
	"galena/internal/contact"
)

// leadKinds are the kinds of the leads of a batch. Events may change a kind that no source stated.
type leadKinds struct {
	given, stated *column.Text // nil if there is no such column
	out           *column.TextBuilder
	of            []contact.LeadKind
}

func newLeadKinds(rows column.Table) *leadKinds {
	return &leadKinds{
		given: rows.Text("lead_kind"), stated: rows.Text("lead_kind" + contact.SuffixRaw),
		out: column.NewTextBuilder(rows.Rows(), 8*rows.Rows()), of: make([]contact.LeadKind, 0, rows.Rows()),
	}
}

// add adds the kind of the next lead and returns it. A customer by default who applied for work
// is a candidate.
func (k *leadKinds) add(row int, applied bool) contact.LeadKind {
	kind := contact.Customer
	if value, ok := given(k.given, row); ok {
		kind = contact.LeadKind(value)
	}
	if _, stated := given(k.stated, row); kind == contact.Customer && applied && !stated {
		kind = contact.Candidate
	}
	k.out.Append(string(kind))
	k.of = append(k.of, kind)
	return kind
}
