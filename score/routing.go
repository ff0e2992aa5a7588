package score

import (
	"encoding/binary"
	"slices"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/config"
)

// Routing says who takes care of which lead. Without owners, nobody is assigned.
type Routing struct {
	When   config.Text `yaml:"when" doc:"leads that get an owner; default: hot leads, and those of the stages mql to opportunity"`
	Owners []Owner     `yaml:"owners" doc:"who takes leads"`
}

// Owner is somebody who takes leads.
type Owner struct {
	Name     string      `yaml:"name" required:"true" doc:"as it stands in assigned_owner"`
	Weight   int         `yaml:"weight" default:"1" doc:"an owner with twice the weight takes twice the leads"`
	Capacity int         `yaml:"capacity" default:"0" doc:"the most leads that the owner takes in one run; 0: no limit"`
	When     config.Text `yaml:"when" doc:"leads that the owner takes, such as country_code in [\"DE\", \"AT\"]; default: all"`
}

// defaultRouted is the condition of leads that get an owner.
const defaultRouted = `lead_kind == "customer" and (tier == "hot" or lifecycle_stage in ["mql", "sal", "sql", "opportunity"]) and lifecycle_stage != "disqualified"`

// maxOwnerWeight bounds the draws of an owner, which take time for every lead.
const maxOwnerWeight = 1000

func (r *Routing) conditions() []config.Text {
	when := r.When
	if when.Value == "" {
		when.Value = defaultRouted
	}
	return append([]config.Text{when}, conditionsOf(r.Owners, func(o Owner) config.Text { return o.When })...)
}

// Route assigns the leads of a batch to owners. It counts what each of them has taken, so the
// batches of a run must come in order, from one goroutine.
//
// A lead stays with the owner that its source or its account names, else with the one it had in
// the last run. Otherwise it goes, among the owners who take it and have room, to the one with
// the highest draw for its company or, without a company, for itself (rendezvous hashing:
// Thaler and Ravishankar 1998). So colleagues go to the same owner, and when an owner comes or
// goes, only the leads of that owner move.
func (s *Stage) Route(t column.Table) (column.Table, error) {
	c := &s.config.Routing
	if len(c.Owners) == 0 {
		return t, nil
	}
	list, err := s.routes.of(t, func(own map[string]column.Kind) (*ruleList, config.Problems) {
		return newRuleList(scoredVocabulary(own, s.config.Values), c.conditions())
	})
	if err != nil {
		return column.Table{}, err
	}
	if s.taken == nil {
		s.taken = make([]int, len(c.Owners))
	}
	d, keys := list.on(t), newRoutingKeys(t)
	owner, reason := column.NewTextBuilder(t.Rows(), 8*t.Rows()), column.NewTextBuilder(t.Rows(), 8*t.Rows())
	for row := range t.Rows() {
		if !d.holds(0, row) {
			owner.AppendNull()
			reason.AppendNull()
			continue
		}
		name, why := s.route(d, keys, row)
		owner.AppendGiven(name)
		reason.Append(why)
	}
	return t.With("assigned_owner", owner.Finish()).With("assignment_reason", reason.Finish()), nil
}

// route returns the owner of a lead, and why.
func (s *Stage) route(d *decided, keys *routingKeys, row int) (owner, reason string) {
	for _, known := range []struct {
		column *column.Text
		reason string
	}{{keys.owner, "owner"}, {keys.account, "account_owner"}} {
		if name, ok := given(known.column, row); ok {
			return name, known.reason
		}
	}
	if i := s.earlierOwner(d, keys, row); i >= 0 {
		s.taken[i]++
		return s.config.Routing.Owners[i].Name, "kept"
	}
	key, of := keys.of(row)
	best, highest, full := -1, uint64(0), false
	for i, o := range s.config.Routing.Owners {
		if !d.holds(i+1, row) {
			continue
		}
		if s.isFull(i) {
			full = true
			continue
		}
		if drawn := draw(key, o); best < 0 || drawn > highest {
			best, highest = i, drawn
		}
	}
	switch {
	case best < 0 && full:
		return "", "no_capacity"
	case best < 0:
		return "", "no_owner"
	}
	s.taken[best]++
	if full {
		of += ":others_full"
	}
	return s.config.Routing.Owners[best].Name, of
}

// isFull reports whether an owner has no room.
func (s *Stage) isFull(owner int) bool {
	capacity := s.config.Routing.Owners[owner].Capacity
	return capacity > 0 && s.taken[owner] >= capacity
}

// earlierOwner returns the owner whom the lead had before, or -1 if that owner is gone, no
// longer takes it or has no room.
func (s *Stage) earlierOwner(d *decided, keys *routingKeys, row int) int {
	name := s.past.of(keys.lead, row).owner
	if name == "" {
		return -1
	}
	i := slices.IndexFunc(s.config.Routing.Owners, func(o Owner) bool { return o.Name == name })
	if i < 0 || !d.holds(i+1, row) || s.isFull(i) {
		return -1
	}
	return i
}

// draw returns the highest of as many random numbers as the owner has weight.
func draw(key []byte, o Owner) uint64 {
	base := xxh3.Hash(append(append(key[:len(key):len(key)], 0), o.Name...))
	highest := uint64(0)
	var number [16]byte
	binary.LittleEndian.PutUint64(number[:], base)
	for i := range uint64(o.Weight) {
		binary.LittleEndian.PutUint64(number[8:], i)
		highest = max(highest, xxh3.Hash(number[:]))
	}
	return highest
}

// routingKeys are the columns by which leads are assigned.
type routingKeys struct {
	owner, account, domain, lead *column.Text
	free                         *column.Bool
}

func newRoutingKeys(t column.Table) *routingKeys {
	k := &routingKeys{owner: textOf(t, "owner"), account: textOf(t, "account_owner"), domain: textOf(t, "company_domain"), lead: textOf(t, "lead_id")}
	if k.domain == nil {
		k.domain = textOf(t, "email_domain")
		k.free, _ = t.Column("email_is_free").(*column.Bool)
	}
	return k
}

// of returns the key of a lead's draw, and the name of what it is.
func (k *routingKeys) of(row int) (key []byte, reason string) {
	isFree := k.free != nil && (k.free.IsNull(row) || k.free.Value(row))
	if domain, ok := given(k.domain, row); ok && !isFree {
		return []byte(domain), "company"
	}
	id, _ := given(k.lead, row)
	return []byte(id), "lead"
}
