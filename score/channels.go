package score

import (
	_ "embed"
	"slices"
	"sync"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/embedded"
	"galena/internal/pipeline"
)

// codeSourceUnmapped is the code of the note on leads whose source has a name that no table knows.
const codeSourceUnmapped = "lead_source_unmapped"

// Motions that the code names.
const (
	motionUnknown    = "unknown"
	motionInbound    = "inbound"
	motionOutbound   = "outbound"
	motionRecruiting = "recruiting"
	motionByConsent  = "by_consent"
)

//go:embed channel_labels.tsv
var channelLabelsTSV string

// channelLabels maps the names that CRMs give to sources, folded, to channels.
var channelLabels = sync.OnceValue(func() map[string]string {
	labels := map[string]string{}
	for cells := range embedded.Rows(channelLabelsTSV) {
		labels[contact.NameKey(cells[1])] = cells[0]
	}
	return labels
})

// channelTable numbers the channels from 1, in alphabetical order, and says what leads to them.
type channelTable struct {
	names   []string
	numbers map[string]uint16
	direct  uint16
	motions []string          // by number
	labels  map[string]uint16 // folded lead source → channel
	events  map[string]uint16 // folded type of events → channel
}

func newChannelTable(c Channels) *channelTable {
	t := &channelTable{numbers: map[string]uint16{}, labels: map[string]uint16{}, events: map[string]uint16{}}
	for _, entry := range c.Motion {
		t.names = append(t.names, entry.Key)
	}
	for _, channel := range channelLabels() {
		t.names = append(t.names, channel)
	}
	for _, entry := range c.Labels {
		t.names = append(t.names, entry.Value)
	}
	for _, entry := range c.Events {
		t.names = append(t.names, entry.Key)
	}
	slices.Sort(t.names)
	t.names = slices.Insert(slices.Compact(t.names), 0, "")
	t.motions = make([]string, len(t.names))
	for i, name := range t.names {
		t.numbers[name] = uint16(i)
		if t.motions[i], _ = c.Motion.Get(name); t.motions[i] == "" {
			t.motions[i] = motionUnknown
		}
	}
	t.direct = t.numbers[channelDirect]
	for label, channel := range channelLabels() {
		t.labels[label] = t.numbers[channel]
	}
	for _, entry := range c.Labels {
		t.labels[contact.NameKey(entry.Key)] = t.numbers[entry.Value]
	}
	for _, entry := range c.Events {
		for _, name := range entry.Value {
			t.events[foldType(name)] = t.numbers[entry.Key]
		}
	}
	return t
}

// touch is a visit by some channel; the zero touch is none.
type touch struct {
	at      int64
	channel uint16
}

// earlier reports whether a touch comes before another; of two at the same time, the one whose
// channel has the first name does.
func (t touch) earlier(u touch) bool {
	return u.channel == 0 || t.channel != 0 && (t.at < u.at || t.at == u.at && t.channel < u.channel)
}

// sources finds the channels of the leads of a batch.
type sources struct {
	*channelTable
	visits             *visits
	label, latest      *column.Text
	created            func(row int) (int64, bool)
	mailable, callable *column.Bool
	seen               map[string]uint16 // channels by label as written
	unmapped           int64
	firsts, latests    []uint16 // channels of the leads
	motion             *column.TextBuilder
}

func newSources(t *channelTable, rows column.Table) *sources {
	n := rows.Rows()
	s := &sources{
		channelTable: t, visits: newVisits(t, rows, "landing_page"), label: textOf(rows, "lead_source"), latest: textOf(rows, "latest_source"),
		created: instants(rows.Column("created_at")), seen: map[string]uint16{},
		firsts: make([]uint16, 0, n), latests: make([]uint16, 0, n), motion: column.NewTextBuilder(n, 8*n),
	}
	s.mailable, _ = rows.Column("contactable_email").(*column.Bool)
	s.callable, _ = rows.Column("contactable_phone").(*column.Bool)
	return s
}

// own returns the lead's first visit as its own columns tell it. It is dated by the lead's
// creation; if that is not known, it comes before everything. It has only a date if no channel is known.
func (s *sources) own(row int) touch {
	at, _ := s.created(row)
	if channel, ok := s.visits.channel(row); ok && (channel != s.direct || s.label == nil) {
		return touch{at, channel}
	}
	if channel := s.labelled(s.label, row); channel != 0 {
		return touch{at, channel}
	}
	if channel, ok := s.visits.channel(row); ok {
		return touch{at, channel}
	}
	return touch{at: at}
}

// labelled returns the channel that a CRM's label means, or 0.
func (s *sources) labelled(text *column.Text, row int) uint16 {
	label, ok := given(text, row)
	if !ok {
		return 0
	}
	channel, ok := s.seen[label]
	if !ok {
		if channel = s.labels[contact.NameKey(label)]; channel == 0 && contact.IsJobBoard(label) {
			channel = s.numbers[channelJobBoard]
		}
		s.seen[label] = channel
	}
	if channel == 0 {
		s.unmapped++
	}
	return channel
}

// add adds the channels of the next lead. The first channel is the one that an earlier run
// found, else that of the earliest evidence, so that nothing that happens later can change it.
func (s *sources) add(row int, kind contact.LeadKind, own, first, newest touch, before earlier) touch {
	if own.earlier(first) {
		first = own
	}
	if before.channel != "" {
		if known := s.numbers[before.channel]; known != 0 {
			first = touch{before.at, known}
		}
	}
	switch {
	case newest.channel != 0:
		if own.channel != 0 && newest.earlier(own) {
			newest = own
		}
	default:
		if newest.channel = s.labelled(s.latest, row); newest.channel == 0 {
			newest = own
		}
	}
	s.firsts, s.latests = append(s.firsts, first.channel), append(s.latests, newest.channel)
	s.motion.Append(s.motionOf(row, first.channel, kind))
	return first
}

// motionOf returns the motion of a channel. A message by e-mail or SMS to a lead that agreed to
// such messages is inbound, to any other it is outbound.
func (s *sources) motionOf(row int, channel uint16, kind contact.LeadKind) string {
	if kind != contact.Customer {
		return motionRecruiting
	}
	motion := s.motions[channel]
	if motion != motionByConsent {
		return motion
	}
	permitted := s.mailable
	if s.names[channel] == "SMS" {
		permitted = s.callable
	}
	if permitted != nil && permitted.IsValid(row) && permitted.Value(row) {
		return motionInbound
	}
	return motionOutbound
}

// notes returns the note on labels that are not mapped.
func (s *sources) notes() []pipeline.Note {
	if s.unmapped == 0 {
		return nil
	}
	return []pipeline.Note{{Stage: stageName, Field: "lead_source", Code: codeSourceUnmapped, Count: s.unmapped}}
}

// overlaid returns the entries of own, and those of preset that own does not have.
func overlaid[T any](own, preset config.Map[T]) config.Map[T] {
	out := slices.Clone(own)
	for _, entry := range preset {
		if _, ok := own.Get(entry.Key); !ok {
			out = append(out, entry)
		}
	}
	return out
}
