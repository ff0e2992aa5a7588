package dedupe

import (
	"slices"

	"galena/internal/config"
	"galena/internal/contact"
)

// unit is a set of columns whose values a lead takes from one record together.
type unit struct {
	name   string
	fields []*field // all columns of the unit
	// decisive holds the fields that say whether a record has the unit at all. The
	// others only come along.
	decisive []*field
	// unread holds, for decisive fields, the text of values that could not be read.
	unread []*field
	rules  []namedRule
	// there holds the columns of decisive, was those of unread.
	there, was columnSet
	// ranked says that the unit is taken from the first record that has a value, in
	// the order in which records as a whole are preferred.
	ranked bool
}

// rankable reports whether the rules rank the records of a lead as the rules of the
// whole record do, for any unit. The rules frequent and verified look at the unit's
// own values.
func rankable(names, base []string) bool {
	return slices.Equal(names, base) && !slices.Contains(names, "frequent") && !slices.Contains(names, "verified")
}

// filled returns how many of the decisive fields a record has.
func (u *unit) filled(r uint32) int { return u.there.count(r) }

// presence is 2 if a record has a value for the unit, 1 if it has one that could
// not be read, and 0 if it has none.
func (u *unit) presence(r uint32) int {
	switch {
	case u.there.any(r):
		return 2
	case u.was.any(r):
		return 1
	}
	return 0
}

// group is a set of columns that describe one thing. The config may give rules for
// them under its name.
type group struct {
	name              string
	decisive, goAlong []string
}

var (
	addressGroup        = group{"address", []string{"street", "street_2", "city", "region", "postal_code", "country"}, nil}
	companyAddressGroup = group{"company_address", []string{"company_street", "company_city", "company_region", "company_country"}, nil}
	emailGroup          = group{"email", []string{"email"}, emailColumns}
	leadSourceGroup     = group{"lead_source", sourceColumns, []string{"lead_source_detail", "utm_term", "utm_content"}}
	recordGroup         = group{"source_record_id", []string{"source_record_id"}, []string{"source_system"}}
	// contactGroup is the person named by a record of a company.
	contactGroup = group{
		"contact",
		[]string{"email", "first_name", "last_name", "full_name", "phone", "mobile_phone", "linkedin_url", "job_title"},
		append([]string{
			"name_prefix", "middle_name", "name_infix", "name_suffix", "department", "job_function", "seniority", "birthday", "twitter_handle",
		}, emailColumns...),
	}
)

// emailColumns describe the address in email.
var emailColumns = []string{"email_status", "email_confidence", "email_verified_at", "email_provider"}

// sourceColumns say where a lead came from. They stay together, so that the medium
// of one visit is never combined with the source of another.
var sourceColumns = []string{"lead_source", "utm_source", "utm_medium", "utm_campaign", "referrer_url", "landing_page", "click_id"}

// refusals are the columns in which a person says no or an address fails. The
// config cannot change what survives in them.
var refusals = []string{
	"email_opt_out", "do_not_contact", "do_not_call", "fax_opt_out", "sms_opt_out", "mail_opt_out", "ads_opt_out", "email_bounced",
	"unsubscribed_at", "email_bounced_at",
}

// defaultRules are galena's own rules, by name. "default" is for all names without
// rules, unless the config has a default.
var defaultRules = map[string][]string{
	"default":     {"trust", "recent", "complete"},
	"email":       {"verified", "trust", "recent"},
	"lead_source": {"first"},
	"created_at":  {"first"},
}

// survivorship decides, for every unit, which record of a lead its values are taken
// from.
type survivorship struct {
	store *store
	units []*unit
	base  *unit // the record as a whole
}

func newSurvivorship(s *store, c Config, present *presence) *survivorship {
	left := unclaimed{}
	for _, name := range s.names {
		left[name] = s.field(name)
	}
	baseNames := ruleNamesFor("default", c.Survivorship)
	out := &survivorship{store: s, base: &unit{name: "default", rules: rulesOf(baseNames)}}
	for _, name := range s.names {
		if _, canonical := contact.ColumnByName(name); canonical {
			out.base.decisive = append(out.base.decisive, left[name])
		}
	}
	for _, g := range c.entity().groups {
		if u := left.unit(g); u != nil {
			u.rules = rulesOf(ruleNamesFor(g.name, c.Survivorship))
			out.units = append(out.units, u)
		}
	}
	for _, name := range s.names {
		u := left.unit(group{name, []string{name}, nil})
		if u == nil {
			continue // it belongs to an earlier unit
		}
		names := ruleNamesFor(name, c.Survivorship)
		u.rules, u.ranked = rulesOf(names), rankable(names, baseNames)
		if slices.Contains(refusals, name) {
			u.rules, u.ranked = []namedRule{{ruleRefusal, refusalWins}}, false
		}
		out.units = append(out.units, u)
	}
	for _, u := range append(out.units, out.base) {
		u.there, u.was = present.set(u.decisive), present.set(u.unread)
	}
	return out
}

// unclaimed holds, by name, the columns that no unit has yet.
type unclaimed map[string]*field

// unit makes a unit of the columns of a group, or nil if none of its decisive
// columns is left.
func (left unclaimed) unit(g group) *unit {
	u := &unit{name: g.name}
	for _, name := range g.decisive {
		for _, f := range left.claim(name) {
			u.fields = append(u.fields, f)
			switch f.name {
			case name:
				u.decisive = append(u.decisive, f)
			case name + contact.SuffixRaw:
				u.unread = append(u.unread, f)
			}
		}
	}
	if len(u.fields) == 0 {
		return nil
	}
	for _, name := range g.goAlong {
		u.fields = append(u.fields, left.claim(name)...)
	}
	return u
}

// claim takes a column, and with it those derived from it.
func (left unclaimed) claim(name string) []*field {
	f := left[name]
	if f == nil {
		return nil
	}
	delete(left, name)
	fields := []*field{f}
	for _, suffix := range contact.DerivedSuffixes() {
		if derived := left[name+suffix]; derived != nil {
			delete(left, name+suffix)
			fields = append(fields, derived)
		}
	}
	return fields
}

// ruleNamesFor returns the names of the rules for a name: those of the config, else
// galena's own for that name, else the config's default, else galena's default.
func ruleNamesFor(name string, configured config.Map[[]string]) []string {
	if names, ok := configured.Get(name); ok {
		return names
	}
	if names, ok := defaultRules[name]; ok && name != "default" {
		return names
	}
	if names, ok := configured.Get("default"); ok {
		return names
	}
	return defaultRules["default"]
}

// rulesOf returns the rules with these names, preceded by the one that no config
// can leave out.
func rulesOf(names []string) []namedRule {
	rules := []namedRule{{rulePresent, mostPresent}}
	for _, name := range names {
		rules = append(rules, namedRule{name, rulesByName[name]})
	}
	return rules
}

// choose returns the record of a lead whose values of a unit survive: the one that
// the rules prefer and, if they cannot tell, the first in the total order of
// records.
func (s *survivorship) choose(u *unit, lead []uint32) uint32 {
	if len(lead) == 1 {
		return lead[0]
	}
	best := lead[0]
	for _, r := range lead[1:] {
		if s.prefers(u, lead, r, best) {
			best = r
		}
	}
	return best
}

// rank orders the records of a lead by preference as a whole, the best first.
func (s *survivorship) rank(lead []uint32) {
	slices.SortFunc(lead, func(a, b uint32) int {
		switch {
		case a == b:
			return 0
		case s.prefers(s.base, lead, a, b):
			return -1
		}
		return 1
	})
}

// chooseRanked is choose for a ranked unit, with the records in the order of rank.
func (s *survivorship) chooseRanked(u *unit, ranked []uint32) uint32 {
	best, most := ranked[0], 0
	for _, r := range ranked {
		present := u.presence(r)
		if present == 2 {
			return r
		}
		if present > most {
			best, most = r, present
		}
	}
	return best
}

// prefers reports whether record a survives record b.
func (s *survivorship) prefers(u *unit, lead []uint32, a, b uint32) bool {
	for _, rule := range u.rules {
		if order := rule.compare(s, u, lead, a, b); order != 0 {
			return order > 0
		}
	}
	return s.store.before(a, b)
}

// decidedBy returns the name of the rule that placed the winner above the last of
// its rivals.
func (s *survivorship) decidedBy(u *unit, lead []uint32, winner uint32) string {
	last := 0
	for _, r := range lead {
		if r == winner {
			continue
		}
		at := slices.IndexFunc(u.rules, func(rule namedRule) bool { return rule.compare(s, u, lead, winner, r) != 0 })
		if at < 0 {
			return ruleOldest
		}
		last = max(last, at)
	}
	return u.rules[last].name
}
