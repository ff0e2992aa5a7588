package score

import (
	"bytes"
	"cmp"
	"context"
	"math/bits"
	"slices"
	"sync/atomic"

	"galena/internal/pipeline"
	"galena/internal/sieve"
)

// eventStore holds all events, each once, sorted by identifier and key. It takes 32 bytes per
// event, and twice that while they are sorted.
type eventStore struct {
	events []event
	starts []uint32 // by the first bits of an identifier: where the events begin
	shift  int
	joined []atomic.Uint64 // bits of the events that some lead has claimed
	named  sieve.Sieve     // the identifiers
}

// newEventStore sorts the events of all chunks, which it empties. The result depends neither on
// the order of the chunks nor on that of the events in them: if different rules hold for two
// deliveries of one event, a total order of the rules decides which is kept.
func newEventStore(ctx context.Context, chunks [][]event, kinds []eventKind, workers pipeline.Workers) (*eventStore, error) {
	const parts = 256
	var ends [parts]int
	total := 0
	for _, chunk := range chunks {
		total += len(chunk)
		for i := range chunk {
			ends[chunk[i].identifier>>56]++
		}
	}
	begins := [parts + 1]int{}
	for p, n := range ends {
		begins[p+1] = begins[p] + n
	}
	all, next := make([]event, total), begins
	for c, chunk := range chunks {
		for _, e := range chunk {
			part := e.identifier >> 56
			all[next[part]] = e
			next[part]++
		}
		chunks[c] = nil
	}
	err := workers.Each(ctx, parts, func(_ context.Context, p int) error {
		sortPart(all[begins[p]:begins[p+1]], kinds)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all = slices.CompactFunc(all, func(a, b event) bool { return a.identifier == b.identifier && a.key == b.key })
	s := &eventStore{events: all, joined: make([]atomic.Uint64, (len(all)+63)/64)}
	s.index()
	return s, nil
}

// sortPart sorts events whose identifiers have the same first byte. It counts by as many of the
// next bits as leave about four events together, and sorts those few by compare.
func sortPart(part []event, kinds []eventKind) {
	prefix := max(bits.Len(uint(len(part)))-2, 0)
	place := func(e event) uint64 { return e.identifier << 8 >> (64 - prefix) }
	ends := make([]uint32, 1<<prefix+1)
	for _, e := range part {
		ends[place(e)+1]++
	}
	for i := range len(ends) - 1 {
		ends[i+1] += ends[i]
	}
	unsorted := slices.Clone(part)
	for _, e := range unsorted {
		at := &ends[place(e)]
		part[*at] = e
		*at++
	}
	begin := uint32(0)
	for _, end := range ends[:len(ends)-1] {
		sortFew(part[begin:end], kinds)
		begin = end
	}
}

// sortFew sorts by insertion, which is fastest for a few. Where there are many, they are
// deliveries of one event, or the events of somebody who does much.
func sortFew(events []event, kinds []eventKind) {
	const few = 16
	if len(events) > few {
		slices.SortFunc(events, func(a, b event) int { return a.compare(b, kinds) })
		return
	}
	for i := 1; i < len(events); i++ {
		e, at := events[i], i
		for ; at > 0; at-- {
			if f := &events[at-1]; e.identifier > f.identifier || e.identifier == f.identifier && (e.key > f.key || e.key == f.key && e.compare(*f, kinds) >= 0) {
				break
			}
			events[at] = events[at-1]
		}
		events[at] = e
	}
}

// compare is the order of the store. Only deliveries of one event are equal up to the key; of
// these, one that names several identifiers comes first.
func (e event) compare(f event, kinds []eventKind) int {
	switch {
	case e.identifier != f.identifier:
		return cmp.Compare(e.identifier, f.identifier)
	case e.key != f.key:
		return cmp.Compare(e.key, f.key)
	case e.several != f.several:
		if e.several {
			return -1
		}
		return 1
	}
	a, b := &kinds[e.kind], &kinds[f.kind]
	return cmp.Or(slices.Compare(a.rules, b.rules), cmp.Compare(b.channel, a.channel))
}

// index makes starts, with about four events per entry, and the sieve, with some four bits per
// event: hashes are uniform.
func (s *eventStore) index() {
	prefix := max(bits.Len(uint(len(s.events)))-2, 1)
	s.shift = 64 - prefix
	s.starts = make([]uint32, 1<<prefix+1)
	s.named = sieve.New(uint(min(max(prefix+4, 6), 31)))
	for i, e := range s.events {
		s.starts[e.identifier>>s.shift+1]++
		if i == 0 || e.identifier != s.events[i-1].identifier {
			s.named.Add(e.identifier)
		}
	}
	for i := range len(s.starts) - 1 {
		s.starts[i+1] += s.starts[i]
	}
}

// run is where the events of an identifier are.
type run struct{ begin, end uint32 }

// sightings are the runs of the leads of a batch: those of lead i at [ends[i-1], ends[i]).
type sightings struct {
	runs []run
	ends []uint32
}

// of returns the runs of the i-th lead.
func (s *sightings) of(i int) []run { return pipeline.Part(s.runs, s.ends, i) }

// find finds the events of leads by their identifiers, few of which have any. That costs less
// than looking for one lead's events after the other, since lookups do not wait for each
// other's memory. It finds none if no events were supplied.
func (s *eventStore) find(of pipeline.Keys) sightings {
	if s == nil {
		return sightings{}
	}
	pass := bytes.Repeat([]byte{1}, len(of.Identifiers))
	s.named.Sift(of.Identifiers, pass)
	found := sightings{ends: make([]uint32, 0, len(of.Ends))}
	begin := uint32(0)
	for _, end := range of.Ends {
		for i := begin; i < end; i++ {
			if pass[i] == 0 {
				continue
			}
			if r := s.runOf(of.Identifiers[i]); r.begin < r.end {
				found.runs = append(found.runs, r)
			}
		}
		found.ends, begin = append(found.ends, uint32(len(found.runs))), end
	}
	return found
}

func (s *eventStore) runOf(identifier uint64) (r run) {
	prefix := identifier >> s.shift
	at, end := s.starts[prefix], s.starts[prefix+1]
	for at < end && s.events[at].identifier != identifier {
		at++
	}
	r.begin = at
	for at < end && s.events[at].identifier == identifier {
		at++
	}
	r.end = at
	return r
}

// gather appends the events of a lead, by the runs of its identifiers, and marks them as
// joined. Each event comes once; results must not depend on their order. Several goroutines may
// call it at once.
func (s *eventStore) gather(runs []run, dst []event) []event {
	for _, r := range runs {
		dst = append(dst, s.events[r.begin:r.end]...)
		s.join(r.begin, r.end)
	}
	if len(runs) > 1 {
		slices.SortFunc(dst, func(a, b event) int { return cmp.Compare(a.key, b.key) })
		dst = slices.CompactFunc(dst, func(a, b event) bool { return a.key == b.key })
	}
	return dst
}

// join marks the events from begin up to end as those of some lead.
func (s *eventStore) join(begin, end uint32) {
	for begin < end {
		next := min(end, begin|63+1)
		s.joined[begin>>6].Or(^uint64(0) >> (64 - (next - begin)) << (begin & 63))
		begin = next
	}
}

// isJoined reports whether the i-th event is that of some lead.
func (s *eventStore) isJoined(i int) bool { return s.joined[i>>6].Load()>>(i&63)&1 != 0 }

// orphans yields the events that belong to no lead, under each of their identifiers.
func (s *eventStore) orphans(yield func(event) bool) {
	joined := map[uint64]bool{} // keys of events under several identifiers
	for i, e := range s.events {
		if e.several && s.isJoined(i) {
			joined[e.key] = true
		}
	}
	for i, e := range s.events {
		if !s.isJoined(i) && !joined[e.key] && !yield(e) {
			return
		}
	}
}

// count returns the number of distinct events, and how many of them belong to no lead.
func (s *eventStore) count() (kept, orphans int64) {
	several := map[uint64]bool{} // whether joined, by key, for events under several identifiers
	for i, e := range s.events {
		joined := s.isJoined(i)
		switch {
		case e.several:
			several[e.key] = several[e.key] || joined
		case joined:
			kept++
		default:
			kept++
			orphans++
		}
	}
	for _, joined := range several {
		kept++
		if !joined {
			orphans++
		}
	}
	return kept, orphans
}
