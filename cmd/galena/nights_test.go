package main

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/dedupe"
	"galena/internal/column"
	"galena/internal/race"
	"galena/internal/state"
	"galena/internal/vfs"
)

// nights is a small firm whose dumps change from one night to the next: people come,
// change, go, turn out to be the same or not the same, and say no. It is determined by
// its seed. While it is used, the current folder is the firm's, with dumps/, out/ and
// state/ in it.
type nights struct {
	random *rand.Rand
	day    time.Time
	people []*human
	made   int // records so far
	args   []string
	// refused are all addresses that any dump has refused so far.
	refused map[string]bool
}

// human is a person and their records.
type human struct {
	first, last, email, phone, company string
	refuses                            bool
	records                            []*dumped
}

// dumped is a record of a dump. It belongs to one person, but for a while may contain
// what belongs to another.
type dumped struct {
	source, id string
	away       bool // not in tonight's dump
}

// dumpSources are the files of dumps.
var dumpSources = []string{"crm", "shop", "web"}

// newNights returns a firm in a new folder, and changes to it.
func newNights(t *testing.T, seed uint64, args ...string) *nights {
	t.Helper()
	t.Chdir(t.TempDir())
	n := &nights{
		random: rand.New(rand.NewPCG(seed, 0)), day: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		refused: map[string]bool{},
		args:    append([]string{"--set", "export.format=csv", "--state", "state", "--out", "out"}, args...),
	}
	if err := os.Mkdir("dumps", 0o777); err != nil {
		t.Fatal(err)
	}
	for range 120 {
		n.arrive()
	}
	return n
}

// pick returns a random word of several.
func (n *nights) pick(words string) string {
	all := strings.Fields(words)
	return all[n.random.IntN(len(all))]
}

// arrive adds a person with one to three records.
func (n *nights) arrive() {
	h := &human{
		first:   n.pick("Ann Bea Carl Dora Emil Fay Gus Hanna Ivo Jane Karl Lea Max Nora Otto Pia Quin Rosa Sam Tina"),
		last:    n.pick("Abel Brandt Conti Dahl Egger Falk Gruber Holm Iversen Jansen Keller Lorenz Mayr Nilsen Oberg Preuss") + n.pick("  a e o i son mann"),
		company: n.pick("Basalt Calcite Dolomite Feldspar Gneiss Halite") + " " + n.pick("Works Supply Labs"),
		phone:   fmt.Sprintf("+1415%07d", 2_000_000+n.random.IntN(7_000_000)),
	}
	h.email = strings.ToLower(fmt.Sprintf("%s.%s.%d@example.com", h.first, h.last, n.random.IntN(1000)))
	for range 1 + n.random.IntN(3) {
		n.record(h)
	}
	n.people = append(n.people, h)
}

func (n *nights) record(h *human) {
	n.made++
	h.records = append(h.records, &dumped{source: dumpSources[n.random.IntN(len(dumpSources))], id: fmt.Sprintf("r%d", n.made)})
}

// anyone returns a person with at least this many records.
func (n *nights) anyone(records int) *human {
	for {
		if h := n.people[n.random.IntN(len(n.people))]; len(h.records) >= records {
			return h
		}
	}
}

// change turns today's dumps into tomorrow's.
func (n *nights) change() {
	for range n.random.IntN(4) {
		n.arrive()
	}
	for range n.random.IntN(4) {
		n.record(n.anyone(1))
	}
	for range n.random.IntN(4) { // people move to another firm
		h := n.anyone(1)
		h.company = n.pick("Basalt Calcite Dolomite Feldspar Gneiss Halite") + " " + n.pick("Works Supply Labs")
	}
	for range n.random.IntN(5) { // people leave, or come back
		h := n.anyone(1)
		r := h.records[n.random.IntN(len(h.records))]
		r.away = !r.away
	}
	if n.random.IntN(2) == 0 { // two people turn out to be one
		a, b := n.anyone(1), n.anyone(1)
		if a != b {
			a.records, a.refuses = append(a.records, b.records...), a.refuses || b.refuses
			n.people = slices.DeleteFunc(n.people, func(h *human) bool { return h == b })
		}
	}
	if n.random.IntN(2) == 0 { // one person turns out to be two
		h := n.anyone(2)
		n.arrive()
		other := n.people[len(n.people)-1]
		last := len(h.records) - 1
		other.records, h.records = append(other.records, h.records[last]), h.records[:last]
	}
	if n.random.IntN(3) == 0 {
		n.anyone(1).refuses = true
	}
	n.day = n.day.AddDate(0, 0, 1)
}

// dump writes the files of the night, their rows in random order.
func (n *nights) dump(t *testing.T) {
	t.Helper()
	rows := map[string][][]string{}
	for _, h := range n.people {
		for i, r := range h.records {
			if !r.away {
				refuses := ""
				if h.refuses && i == 0 {
					refuses = "true"
					n.refused[h.email] = true
				}
				rows[r.source] = append(rows[r.source], []string{r.id, h.first, h.last, h.email, h.phone, h.company, refuses, "2025-06-01"})
			}
		}
	}
	for _, source := range dumpSources {
		n.random.Shuffle(len(rows[source]), func(i, j int) { rows[source][i], rows[source][j] = rows[source][j], rows[source][i] })
		f, err := os.Create(filepath.Join("dumps", source+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		w := csv.NewWriter(f)
		w.Write([]string{"id", "first_name", "last_name", "email", "phone", "company", "email_opt_out", "opt_in_at"}) //nolint:errcheck // Error reports it
		w.WriteAll(rows[source])                                                                                      //nolint:errcheck // as above
		if err := w.Error(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// command returns the command line of the night.
func (n *nights) command() []string {
	args := append([]string{"run", "--quiet", "--as-of", n.day.Format(time.DateOnly)}, n.args...)
	for _, source := range dumpSources {
		args = append(args, filepath.Join("dumps", source+".csv"))
	}
	return args
}

// play writes the dumps, runs the night, and returns the folder of the run.
func (n *nights) play(t *testing.T) string {
	t.Helper()
	n.dump(t)
	return n.run(t)
}

// run runs the night again.
func (n *nights) run(t *testing.T) string {
	t.Helper()
	if o := galena(n.command()...); o.code != exitDone {
		t.Fatalf("the night of %s: exit code %d: %s", n.day.Format(time.DateOnly), o.code, o.stderr)
	}
	dir, err := filepath.EvalSymlinks(filepath.Join("out", "latest"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// leadsOf returns the lead of every record of a run that wrote CSV.
func leadsOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, row := range cells(t, filepath.Join(dir, "crosswalk.csv")) {
		out[row["source_system"]+":"+row["source_record_id"]] = row["lead_id"]
	}
	return out
}

// stateTable returns a table of the state folder as lines of text.
func stateTable(t *testing.T, dir, name string) []string {
	t.Helper()
	s, err := openState(vfs.OS{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // it was only read
	return linesOf(t, s, name)
}

func linesOf(t *testing.T, s *state.Store, name string) []string {
	t.Helper()
	rows, err := s.Table(t.Context(), 1, name)
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, rows.Rows())
	for i := range lines {
		var cells []string
		for c := range rows.Names() {
			cells = append(cells, string(column.AppendValue(nil, rows.At(c), i)))
		}
		lines[i] = strings.Join(cells, "|")
	}
	return lines
}

// TestThirtyNights: ids last, every retired id resolves, the books balance, whoever says
// no is left alone, and the same nights replayed from the start give the same ids.
func TestThirtyNights(t *testing.T) {
	count := 30
	if testing.Short() || race.Enabled {
		count = 5
	}
	firm := newNights(t, 7)
	given := map[string]bool{} // every id that was ever in leads
	events := map[string]int{}
	var history, replayed []map[string]string
	var runs, rerun []string // their ids, which depend on the state too
	for night := range count {
		dir := firm.play(t)
		checkBooks(t, dir)
		leads := leadsOf(t, dir)
		for _, id := range leads {
			given[id] = true
		}
		for _, row := range cells(t, filepath.Join(dir, "id_events.csv")) {
			events[row["event"]]++
		}
		if night > 0 {
			checkKept(t, dir, history[night-1], leads)
		}
		checkResolve(t, dir, given)
		checkRefusals(t, dir, firm)
		checkRemembered(t, dir, firm)
		history, runs = append(history, leads), append(runs, filepath.Base(dir))
		firm.change()
	}
	t.Logf("%d ids, events: %v", len(given), events)
	for _, event := range []dedupe.Event{
		dedupe.EventCreated, dedupe.EventJoined, dedupe.EventMerged, dedupe.EventSplit, dedupe.EventVanished, dedupe.EventReturned,
	} {
		if events[string(event)] == 0 && !testing.Short() && !race.Enabled {
			t.Errorf("in %d nights nothing was %s", count, event)
		}
	}
	again := newNights(t, 7, "--workers", "1", "--batch-rows", "13")
	for range count {
		dir := again.play(t)
		replayed, rerun = append(replayed, leadsOf(t, dir)), append(rerun, filepath.Base(dir))
		again.change()
	}
	if diff := cmp.Diff(history, replayed); diff != "" {
		t.Errorf("replayed from nothing (-first +this):\n%s", diff)
	}
	if diff := cmp.Diff(runs, rerun); diff != "" {
		t.Errorf("the state of the nights replayed is another (-first +this):\n%s", diff)
	}
}

// checkRemembered: an address that any night refused may not be contacted in a later one;
// everybody else, since all of them have said yes, may be.
func checkRemembered(t *testing.T, dir string, firm *nights) {
	t.Helper()
	for _, row := range cells(t, filepath.Join(dir, "leads.csv")) {
		refused := false
		for address := range strings.SplitSeq(row["email"]+"; "+row["emails_other"], "; ") {
			refused = refused || firm.refused[address]
		}
		switch {
		case refused && row["contactable_email"] != "false":
			t.Errorf("%s: %s may be contacted (%s), although a night refused it", dir, row["lead_id"], row["contactable_email_reason"])
		case row["contactable_email"] == "false" && !strings.HasPrefix(row["contactable_email_reason"], "unsubscribed:"):
			t.Errorf("%s: %s may not be contacted: %s", dir, row["lead_id"], row["contactable_email_reason"])
		}
	}
}

// checkKept: a lead with the same records as the night before keeps its id, and every
// other id of that night has an event that says what became of it.
func checkKept(t *testing.T, dir string, before, now map[string]string) {
	t.Helper()
	told := map[string]bool{}
	for _, row := range cells(t, filepath.Join(dir, "id_events.csv")) {
		told[row["lead_id"]], told[row["other_lead_id"]] = true, true
	}
	records := func(leads map[string]string) map[string]string {
		out := map[string]string{}
		for _, record := range slices.Sorted(maps.Keys(leads)) {
			out[leads[record]] += " " + record
		}
		return out
	}
	was, is := records(before), records(now)
	for record, id := range before {
		switch next, there := now[record]; {
		case !there || next == id:
		case was[id] == is[next] && !told[id]:
			t.Errorf("%s: the lead of %s was %s and is %s", dir, record, id, next)
		case !told[id] || !told[next]:
			t.Errorf("%s: %s went from %s to %s without an event", dir, record, id, next)
		}
	}
}

// checkResolve: every id ever assigned belongs to a lead, to a dormant one, or redirects
// in one step to one of these.
func checkResolve(t *testing.T, dir string, given map[string]bool) {
	t.Helper()
	status, target := map[string]string{}, map[string]string{}
	for _, line := range stateTable(t, "state", dedupe.TableLeads) {
		cells := strings.Split(line, "|")
		status[cells[0]] = cells[1]
	}
	for _, row := range cells(t, filepath.Join(dir, "id_redirects.csv")) {
		target[row["retired_id"]] = row["lead_id"]
	}
	for id := range given {
		if to, retired := target[id]; retired {
			id = to
		}
		if status[id] != string(dedupe.LeadLive) && status[id] != string(dedupe.LeadDormant) {
			t.Errorf("%s: an id leads to %s, which is %q", dir, id, status[id])
		}
	}
}

// checkRefusals: no lead with a record that refuses may be written to.
func checkRefusals(t *testing.T, dir string, firm *nights) {
	t.Helper()
	leads, refused := leadsOf(t, dir), map[string]bool{}
	for _, h := range firm.people {
		if h.refuses && !h.records[0].away {
			refused[leads[h.records[0].source+":"+h.records[0].id]] = true
		}
	}
	for _, row := range cells(t, filepath.Join(dir, "leads.csv")) {
		if refused[row["lead_id"]] && row["contactable_email"] != "false" {
			t.Errorf("%s: the lead %s refuses, but contactable_email is %q", dir, row["lead_id"], row["contactable_email"])
		}
	}
}
