package dedupe

import (
	"context"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/match"
	"galena/internal/memo"
	"galena/internal/pipeline"
)

// candidate is a column that may tell records apart.
type candidate struct {
	name  string
	kind  match.Kind  // 0 for an unmapped column
	group match.Group // zero: that of its kind
	// keyed says that normalize has made match keys of it. Other columns are folded
	// here.
	keyed bool
}

// candidates returns the columns that may take part: the identifying ones that the
// records have, and all unmapped ones. If the records are a list of companies, the
// identifying ones are those of companies.
func (s *store) candidates(e *entity) []candidate {
	names := slices.Clone(s.names)
	for _, keys := range s.keys {
		for _, name := range keys.Names() {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	nobody := nameNobody(names)
	if e == &person && s.listsCompanies(names) {
		e, nobody = &company, true
	}
	out := e.candidates(names, nobody)
	for _, name := range s.names {
		if _, canonical := contact.ColumnByName(name); !canonical && !contact.IsDerived(name) && !contact.IsGenderHeader(name) {
			out = append(out, candidate{name: name})
		}
	}
	return out
}

// coded is a candidate with its values replaced by codes.
type coded struct {
	candidate
	codes  []uint32
	values *match.Dictionary
	filled int
	sample []string
}

// sampleSize is the number of values by which the kind of an unmapped column is
// judged.
const sampleSize = 300

// codedTogether is the number of values given to a dictionary at a time.
const codedTogether = 256

// code codes the values of a candidate.
func (s *store) code(c candidate, builder *match.DictionaryBuilder) coded {
	out := coded{candidate: c, codes: make([]uint32, s.records())}
	var values [codedTogether]string
	var records [codedTogether]int
	var codes [codedTogether]uint32
	waiting := 0
	flush := func() {
		builder.Codes(values[:waiting], codes[:])
		for i, record := range records[:waiting] {
			out.codes[record] = codes[i]
		}
		waiting = 0
	}
	for record, value := range s.values(c) {
		if waiting == codedTogether {
			flush()
		}
		values[waiting], records[waiting] = value, record
		waiting++
		out.filled++
		if len(out.sample) < sampleSize {
			out.sample = append(out.sample, strings.Clone(value))
		}
	}
	flush()
	out.values = builder.Build()
	return out
}

// builders lends dictionary builders to the workers.
func (s *store) builders() *memo.Pool[*match.DictionaryBuilder] {
	return memo.NewPool(func() *match.DictionaryBuilder { return match.NewDictionaryBuilder(s.records()) })
}

// values yields the values of a candidate as they are compared, with their records.
// It skips empty ones.
func (s *store) values(c candidate) iter.Seq2[int, string] {
	if s.sortsNumbers(c) {
		return s.numbers(c.name == "mobile_phone")
	}
	tables, of := s.tables, folding()
	if c.keyed && slices.ContainsFunc(s.keys, func(t column.Table) bool { return t.Has(c.name) }) {
		tables, of = s.keys, func(key string) string { return key }
	}
	if c.kind == match.Phone {
		of = func(key string) string { return strings.TrimPrefix(key, "+") }
	}
	dayOf := s.days(c.name)
	return func(yield func(int, string) bool) {
		first := 0
		for i, t := range tables {
			if values := t.Column(c.name); values != nil {
				if c.kind == match.Date {
					of = dayOf(s.origins[i].File)
				}
				text := column.AsText(values)
				for i := range text.Len() {
					if empty(text, i) || c.kind == match.Email && sharedMailbox(t, text.Value(i), i) {
						continue
					}
					if value := compared(of(text.Value(i))); value != "" && !yield(first+i, value) {
						return
					}
				}
			}
			first += t.Rows()
		}
	}
}

// comparedBytes limits how much of a value is compared, since the cost of a
// distance grows with the square of the length. No name or street is longer.
const comparedBytes = 200

// compared returns the part of a value that is compared, cut between runes.
func compared(value string) string {
	if len(value) <= comparedBytes {
		return value
	}
	end := comparedBytes
	for !utf8.RuneStart(value[end]) {
		end--
	}
	return value[:end]
}

// sharedMailbox reports whether an address belongs to a role while the record names
// a person. Then it is the office's address and says nothing about that person.
func sharedMailbox(keys column.Table, email string, row int) bool {
	local, _, _ := strings.Cut(email, "@")
	if !contact.IsRoleMailbox(local) {
		return false
	}
	for _, name := range [...]string{"first_name", "last_name"} {
		if names := keys.Text(name); names != nil && !empty(names, row) {
			return true
		}
	}
	return false
}

// folding returns a function that brings free text into one form: lower case,
// single spaces.
func folding() func(string) string {
	return memo.New(func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }).Get
}

// unfit returns why an unmapped column must not take part. It returns "" if it may,
// and for any mapped column.
func (c *coded) unfit(mapped []coded) string {
	if c.kind != 0 {
		return ""
	}
	switch reason := c.notOfThePerson(); {
	case reason != "":
		return reason
	case c.repeatsName(mapped):
		return "repeats the name"
	case c.ofGroup(mapped):
		return "is of a household or a company, whose address, telephone or name is compared already"
	}
	return ""
}

// notOfThePerson returns why an unmapped column says nothing about the person: its
// header is about somebody else, or it holds instants, times or days of a few
// years, yes and no, or prose. It returns "" if the column may take part.
func (c *coded) notOfThePerson() string {
	if contact.OfOthers(c.name) || contact.OfPayer(c.name) {
		return "is of somebody else"
	}
	words, bytes, structures := 0, 0, 0
	var recorded recordedTimes
	for _, value := range c.sample {
		recorded.add(value)
		if _, ok := contact.ParseBool(value); ok {
			words++
		}
		bytes += len(value)
		if strings.HasPrefix(value, "[{") || strings.HasPrefix(value, "{") {
			structures++
		}
	}
	switch {
	case recorded.most(len(c.sample)), 10*words > 9*len(c.sample):
		return "says something of the record, not of the person"
	case bytes > proseBytes*len(c.sample), 5*structures > len(c.sample):
		return "holds prose or structures, not a value"
	}
	return ""
}

// proseBytes is the mean length from which the values of a column count as prose.
const proseBytes = 60

// matchFields chooses and codes the fields that records are matched by: those of
// the pinned model if there is one, else those of the config, else those that the
// columns suggest.
func (s *store) matchFields(ctx context.Context, workers pipeline.Workers, config Config, pinned *match.Model) ([]match.Field, []FieldSummary, error) {
	if pinned != nil {
		return s.pinnedFields(ctx, workers, config.entity(), pinned)
	}
	candidates := s.candidates(config.entity())
	if len(config.Fields) > 0 {
		candidates = config.candidates()
	}
	made := make([]coded, len(candidates))
	builders := s.builders()
	err := workers.Each(ctx, len(candidates), func(_ context.Context, i int) error {
		builder := builders.Get()
		made[i] = s.code(candidates[i], builder)
		builders.Put(builder)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	var (
		judged  []match.Candidate
		kept    []coded
		summary []FieldSummary
	)
	mapped := slices.DeleteFunc(slices.Clone(made), func(c coded) bool { return c.kind == 0 })
	for _, c := range made {
		if reason := c.unfit(mapped); reason != "" {
			summary = append(summary, FieldSummary{Column: c.name, Reason: reason})
			continue
		}
		kept = append(kept, c)
		judged = append(judged, match.Candidate{
			Name: c.name, Kind: c.kind, Group: c.group, Records: s.records(), Filled: c.filled,
			Distinct: c.values.Len() - 1, Sample: c.sample,
		})
	}
	choices := match.ChooseFields(judged)
	if len(config.Fields) == 0 {
		dropFollowing(kept, choices)
	}
	telling := slices.ContainsFunc(choices, func(c match.Choice) bool {
		return c.Used && kept[c.Candidate].kind != 0 && slices.Contains(tells, c.Kind)
	}) || valuesTell(kept, choices)
	var fields []match.Field
	for _, choice := range choices {
		c := kept[choice.Candidate]
		field := FieldSummary{Column: c.name, Used: choice.Used && telling, Reason: choice.Reason}
		switch {
		case choice.Used && !telling:
			field.Reason = "no column tells one person from another"
		case choice.Used:
			field.Kind = choice.Kind.String()
			fields = append(fields, match.Field{Name: c.name, Kind: choice.Kind, Group: choice.Group, Codes: c.codes, Values: c.values})
		}
		summary = append(summary, field)
	}
	return fields, summary, nil
}

// pinnedFields codes the fields of a model.
func (s *store) pinnedFields(ctx context.Context, workers pipeline.Workers, e *entity, pinned *match.Model) ([]match.Field, []FieldSummary, error) {
	fields, summary := make([]match.Field, len(pinned.Fields)), make([]FieldSummary, len(pinned.Fields))
	builders := s.builders()
	err := workers.Each(ctx, len(fields), func(_ context.Context, i int) error {
		f := pinned.Fields[i]
		c := e.candidate(f.Name)
		c.kind = f.Kind
		builder := builders.Get()
		made := s.code(c, builder)
		builders.Put(builder)
		fields[i] = match.Field{Name: f.Name, Kind: f.Kind, Group: f.Group, Codes: made.codes, Values: made.values}
		summary[i] = FieldSummary{Column: f.Name, Kind: f.Kind.String(), Used: true, Reason: "of the pinned model"}
		if made.filled == 0 {
			summary[i].Reason = "of the pinned model, but without values here"
		}
		return nil
	})
	return fields, summary, err
}

// candidates returns the columns that the config names.
func (c Config) candidates() []candidate {
	var out []candidate
	for _, f := range c.Fields {
		c := c.entity().candidate(f.Column.Value)
		if f.As != "" {
			c.kind, _ = match.ParseKind(f.As) // its enum has been checked
		}
		out = append(out, c)
	}
	return out
}
