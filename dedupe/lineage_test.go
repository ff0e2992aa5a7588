package dedupe_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"galena/dedupe"
	"galena/internal/column"
)

// chronicle plays night after night, with the tables of a state in between.
type chronicle struct {
	normalizer *dedupe.Normalizer
	tables     map[string]column.Table
	nights     int
}

// memory is the result of one night.
type memory struct {
	leads   map[string]string // record → lead id
	members []string          // the lead id of each row
	events  []string
}

// night plays a dump of words such as "a:x": a record, and the mailbox that alone
// identifies its person. Records with one mailbox are one lead.
func (c *chronicle) night(t fatal, dump string) memory {
	t.Helper()
	rows := [][]string{}
	for word := range strings.FieldsSeq(dump) {
		record, mailbox, _ := strings.Cut(word, ":")
		rows = append(rows, []string{record, mailbox + "@example.com"})
	}
	got, events := c.play(t, "method: exact", textTable([]string{"source_record_id", "email"}, rows))
	m := memory{leads: map[string]string{}, events: []string{}}
	for i := range got.crosswalk.Rows() {
		m.members = append(m.members, got.crosswalk.Text("lead_id").Value(i))
		m.leads[got.crosswalk.Text("source_record_id").Value(i)] = got.crosswalk.Text("lead_id").Value(i)
	}
	cell := func(name string, i int) string {
		return string(column.AppendValue(nil, events.Column(name), i))
	}
	for i := range events.Rows() {
		event := strings.TrimSpace(strings.Join([]string{cell("event", i), cell("lead_id", i), cell("other_lead_id", i)}, " "))
		m.events = append(m.events, event)
	}
	return m
}

// play takes the records of a night and keeps the tables for the next.
func (c *chronicle) play(t fatal, yaml string, rows column.Table) (got outcome, events column.Table) {
	t.Helper()
	config := settings(t, yaml)
	if c.normalizer == nil {
		c.normalizer = dedupe.NewNormalizer(config)
	}
	d := dedupe.New(config, 3)
	d.Remember(func(context.Context) (*dedupe.History, error) {
		return dedupe.ReadHistory(func(name string) (column.Table, error) { return c.tables[name], nil })
	})
	if err := d.Prepare(context.Background(), 1); err != nil {
		t.Fatalf("reading the history: %v", err)
	}
	got = gatherBy(t, d, c.normalizer, batch(crm, rows, 2))
	ledger := d.Ledger(time.Date(2026, 1, 1+c.nights, 0, 0, 0, 0, time.UTC))
	c.nights++
	before := c.tables
	c.tables = map[string]column.Table{}
	for _, table := range ledger.Tables {
		if table.Anew {
			c.tables[table.Name] = table.Rows
			continue
		}
		after, err := table.On(before[table.Name])
		if err != nil {
			t.Fatalf("%s: %v", table.Name, err)
		}
		c.tables[table.Name] = after
	}
	return got, ledger.Events
}

// idOf returns the id of the lead that a record founds in a run without a state.
func idOf(t fatal, record string) string {
	return (&chronicle{}).night(t, record+":x").leads[record]
}

func TestLineage(t *testing.T) {
	tests := []struct {
		name   string
		nights []string
		// want lists the records with the founders of the ids that their leads have
		// after the last night, and events the events of that night, by the same
		// names. A name with ' is a lead that its founder founded after it had
		// founded another.
		want, events string
	}{
		{"nothing changes", []string{"a:x b:x c:y", "c:y b:x a:x"}, "a=a b=a c=c", ""},
		{"records come", []string{"b:x", "a:x b:x c:y"}, "a=b b=b c=c", "created c, joined b"},
		{"a record goes", []string{"a:x b:x", "b:x"}, "b=a", ""},
		{"a lead goes", []string{"a:x b:y", "b:y"}, "b=b", "vanished a"},
		{"a lead stays away", []string{"a:x b:y", "b:y", "b:y"}, "b=b", ""},
		{"a lead comes back", []string{"a:x b:y", "b:y", "a:x b:y"}, "a=a b=b", "returned a"},
		{"a lead comes back in another", []string{"a:x b:y", "b:y", "a:y b:y"}, "a=a b=a", "merged b a, returned a"},
		{"a merge keeps the older", []string{"b:x", "b:x a:y", "b:x a:x"}, "a=b b=b", "merged a b"},
		{"a merge of the same night keeps the first by id", []string{"b:x a:y", "b:x a:x"}, "a=a b=a", "merged b a"},
		{"a split leaves the id with most founders", []string{"a:x b:x c:x", "a:x b:y c:y"}, "a=a' b=a c=a", "split a' a"},
		{"records that joined later have no say", []string{"a:x", "a:x b:x c:x", "a:x b:y c:y"}, "a=a b=b c=b", "split b a"},
		{"a tie leaves it with most records", []string{"a:x b:x", "a:x b:x c:x", "a:x b:y c:y"}, "a=a' b=a c=a", "split a' a"},
		{"a tie leaves it with the first", []string{"a:x b:x", "a:x b:y"}, "a=a b=b", "split b a"},
		{"who was merged away comes back", []string{"a:x b:y", "a:x b:x", "a:x b:y"}, "a=a b=b", "split b a"},
		{"a record moves on", []string{"a:x b:x c:y", "a:x b:y c:y"}, "a=a b=c c=c", "moved c a"},
		{"the founders are gone", []string{"a:x b:y", "a:x b:y c:x", "b:y c:x", "b:y c:y"}, "b=a c=a", "merged b a"},
		{"three become one and two", []string{"a:x b:y c:z", "a:x b:x c:x", "a:x b:y c:y"}, "a=a b=b c=b", "split b a"},
		{"a new one beside a returned one", []string{"a:x b:y", "b:y", "d:x a:x b:y"}, "a=a b=b d=a", "joined a, returned a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var c chronicle
			names := map[string]string{}
			for _, record := range []string{"a", "b", "c", "d"} {
				names[idOf(t, record)] = record
			}
			var last memory
			for _, dump := range test.nights {
				last = c.night(t, dump)
			}
			leads := c.tables[dedupe.TableLeads]
			for i := range leads.Rows() { // ids that were salted
				id, founder := leads.Text("lead_id").Value(i), leads.Text("founding_source_record_id").Value(i)
				if names[id] == "" {
					names[id] = founder + "'"
				}
			}
			var got []string
			for record, id := range last.leads {
				got = append(got, record+"="+names[id])
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("leads (-want +got):\n%s", diff)
			}
			events := strings.Join(last.events, ", ")
			for id, name := range names {
				events = strings.ReplaceAll(events, id, name)
			}
			if diff := cmp.Diff(test.events, events); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

// An event by which records came to others names the two that were most alike
// across it, and how sure that was; a split has no such two.
func TestEventsNameWhatJoined(t *testing.T) {
	rows := func(but ...string) column.Table {
		all := crowd(60)
		var refs []column.Ref
		for row := range all.Rows() {
			if id := all.Text("source_record_id").Value(row); !slices.Contains(but, id) {
				refs = append(refs, column.Ref{Row: uint32(row)})
			}
		}
		return column.TakeRows([]column.Table{all}, refs)
	}
	var c chronicle
	c.play(t, "", rows("r0000-again", "r0003"))
	_, events := c.play(t, "", rows("r0006"))
	same(t, events, `
		event  | record          | other_record
		joined | crm:r0000-again | crm:r0000
		joined | crm:r0003       | crm:r0003-again
	`)
	for i := range events.Rows() {
		if p := events.Column("match_probability").(*column.Float); p.IsNull(i) || p.Value(i) < 0.95 {
			t.Errorf("joined with probability %v", p.Value(i))
		}
	}
	c.tables[dedupe.TableApart] = dedupe.ApartTable([]dedupe.Apart{{Number: 1, Sides: [][]dedupe.RecordName{
		{{Source: "crm", ID: "r0000"}}, {{Source: "crm", ID: "r0000-again"}},
	}}})
	_, events = c.play(t, "", rows("r0006"))
	same(t, events, "event | other_record | match_probability\nsplit | ∅ | ∅")
}

// Of however many records, in whatever order, each is known again.
func TestManyRecordsAreKnownAgain(t *testing.T) {
	var c chronicle
	var words []string
	for i := range 300 {
		words = append(words, fmt.Sprintf("r%d:%d", i, i/2))
	}
	before := c.night(t, strings.Join(words, " "))
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	after := c.night(t, strings.Join(words, " "))
	if diff := cmp.Diff(before.leads, after.leads); diff != "" || len(before.leads) != 300 || len(after.events) > 0 {
		t.Errorf("events %v, leads (-before +after):\n%s", after.events, diff)
	}
}

// dumps draws the dumps of some nights.
func dumps(t *rapid.T) []string {
	var out []string
	for range rapid.IntRange(1, 7).Draw(t, "nights") {
		var words []string
		for _, record := range []string{"a", "b", "c", "d", "e", "f", "g"} {
			if mailbox := rapid.IntRange(0, 4).Draw(t, record); mailbox > 0 {
				words = append(words, fmt.Sprintf("%s:%d", record, mailbox))
			}
		}
		if len(words) == 0 {
			words = append(words, "a:1")
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

// TestLineageLaws: whatever the nights, every id ever given resolves to one that is
// not retired; one lead has one id; a lead whose records stay together keeps its
// id; repeating a night changes nothing; and the order of rows does not matter.
func TestLineageLaws(t *testing.T) {
	normalizer := dedupe.NewNormalizer(settings(t, "method: exact"))
	rapid.Check(t, func(t *rapid.T) {
		c := chronicle{normalizer: normalizer}
		shuffled := c
		given := map[string]bool{}
		before, owners := map[string]string{}, map[string]string{}
		for _, dump := range dumps(t) {
			got := c.night(t, dump)
			words := strings.Fields(dump)
			rand.New(rand.NewPCG(1, uint64(len(dump)))).Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
			again := shuffled.night(t, strings.Join(words, " "))
			if diff := cmp.Diff(got, again, cmp.AllowUnexported(memory{}), cmpopts.SortSlices(strings.Compare)); diff != "" {
				t.Fatalf("another order of rows (-first +this):\n%s", diff)
			}
			for name, table := range c.tables {
				if diff := cmp.Diff(show(table), show(shuffled.tables[name])); diff != "" {
					t.Fatalf("another order of rows makes another table %s:\n%s", name, diff)
				}
			}
			resolves(t, c, given, got)
			together(t, dump, got.leads)
			stays(t, before, got.leads, owners)
			before, owners = got.leads, owned(c)
			still := c
			if repeated := still.night(t, dump); len(repeated.events) > 0 || !cmp.Equal(repeated.leads, got.leads) {
				t.Fatalf("the same night again: %v", repeated.events)
			}
			for name, table := range c.tables {
				if diff := cmp.Diff(show(table), show(still.tables[name])); diff != "" {
					t.Fatalf("the same night again makes another table %s:\n%s", name, diff)
				}
			}
		}
	})
}

// resolves checks that every id given so far is a lead or leads to one.
func resolves(t fatal, c chronicle, given map[string]bool, got memory) {
	t.Helper()
	for _, id := range got.leads {
		given[id] = true
	}
	status, target := map[string]string{}, map[string]string{}
	leads, redirects := c.tables[dedupe.TableLeads], c.tables[dedupe.TableRedirects]
	for i := range leads.Rows() {
		status[leads.Text("lead_id").Value(i)] = leads.Text("status").Value(i)
	}
	for i := range redirects.Rows() {
		target[redirects.Text("retired_id").Value(i)] = redirects.Text("lead_id").Value(i)
	}
	for id := range given {
		if len(id) != 21 || id[0] != 'L' {
			t.Fatalf("lead id %q", id)
		}
		to, retired := target[id]
		switch {
		case status[id] == "" || retired != (status[id] == "retired"):
			t.Fatalf("%s is %q, and led on: %v", id, status[id], retired)
		case retired && (status[to] == "retired" || status[to] == ""):
			t.Fatalf("%s leads to %s, which is %q", id, to, status[to])
		}
	}
	for record, id := range got.leads {
		if status[id] != "live" {
			t.Fatalf("record %s is of the lead %s, which is %q", record, id, status[id])
		}
	}
}

// together checks that the records of one mailbox, and no others, have one id.
func together(t fatal, dump string, leads map[string]string) {
	t.Helper()
	mailbox := map[string]string{}
	for word := range strings.FieldsSeq(dump) {
		record, box, _ := strings.Cut(word, ":")
		mailbox[record] = box
	}
	for a, id := range leads {
		for b, other := range leads {
			if (mailbox[a] == mailbox[b]) != (id == other) {
				t.Fatalf("%s and %s are %s and %s", a, b, id, other)
			}
		}
	}
}

// owned returns the lead of every record ever seen.
func owned(c chronicle) map[string]string {
	out := map[string]string{}
	records := c.tables[dedupe.TableRecords]
	for i := range records.Rows() {
		out[records.Text("source_record_id").Value(i)] = records.Text("lead_id").Value(i)
	}
	return out
}

// stays checks that a lead with the same records as the night before has the same
// id, unless a record has come back, which also has a vote.
func stays(t fatal, before, after, owners map[string]string) {
	t.Helper()
	records := func(leads map[string]string, id string) (out []string) {
		for record, lead := range leads {
			if lead == id {
				out = append(out, record)
			}
		}
		slices.Sort(out)
		return out
	}
	for record, id := range after {
		was, ok := before[record]
		back := false
		for other := range after {
			back = back || owners[other] == was && before[other] == ""
		}
		if ok && was != id && !back && slices.Equal(records(before, was), records(after, id)) {
			t.Fatalf("the lead of %s has the same records and another id", record)
		}
	}
}

// TestApart: what a person took apart stays apart, whatever else joins, and comes
// together when that is taken back.
func TestApart(t *testing.T) {
	name := func(ids ...string) (out []dedupe.RecordName) {
		for _, id := range ids {
			out = append(out, dedupe.RecordName{Source: "crm", ID: id})
		}
		return out
	}
	tests := []struct {
		name  string
		sides [][]dedupe.RecordName
		dump  string
		want  []int // the sizes of the leads
	}{
		{"one of three", [][]dedupe.RecordName{name("a"), name("b", "c")}, "a:x b:x c:x", []int{1, 2}},
		{"each", [][]dedupe.RecordName{name("a"), name("b"), name("c")}, "a:x b:x c:x", []int{1, 1, 1}},
		{"a new record is of one side", [][]dedupe.RecordName{name("a"), name("b")}, "a:x b:x d:x", []int{1, 2}},
		{"the other side is away", [][]dedupe.RecordName{name("a"), name("b")}, "a:x d:x", []int{2}},
		{"a record of that name twice", [][]dedupe.RecordName{name("a"), name("b")}, "a:x b:x a:x", []int{1, 2}},
		{"a record of that name twice, at two mailboxes", [][]dedupe.RecordName{name("a"), name("b")}, "a:x b:x a:y", []int{1, 2}},
		{"each with those it is alone with", [][]dedupe.RecordName{name("a"), name("b")}, "a:x b:x b:y c:y a:z d:z", []int{3, 3}},
		{"others are as they were", [][]dedupe.RecordName{name("a"), name("b")}, "a:x b:x e:y f:y g:y", []int{1, 1, 3}},
	}
	for _, test := range tests {
		for _, shuffled := range []bool{false, true} {
			c := chronicle{tables: map[string]column.Table{dedupe.TableApart: dedupe.ApartTable([]dedupe.Apart{{Number: 1, Sides: test.sides}})}}
			words := strings.Fields(test.dump)
			if shuffled {
				slices.Reverse(words)
			}
			sizes := map[string]int{}
			for _, id := range c.night(t, strings.Join(words, " ")).members {
				sizes[id]++
			}
			if diff := cmp.Diff(test.want, slices.Sorted(maps.Values(sizes))); diff != "" {
				t.Errorf("%s, shuffled %v (-want +got):\n%s", test.name, shuffled, diff)
			}
		}
	}
}
