package dedupe

import (
	"cmp"
	"context"
	"slices"

	"galena/internal/column"
	"galena/internal/match"
	"galena/internal/pipeline"
)

// matched is what matching found: which records are one lead, and how sure.
type matched struct {
	leads *clusters
	kinds kinds // by record
	// person holds, for each lead of a person who is several leads, all records of
	// that person.
	person map[int][]uint32
	// confidence is, by lead, the probability of the weakest join that holds it
	// together. linked is, by record, that of its strongest join.
	confidence, linked []float32
	edges              []match.Edge // within leads, by falling weight
	weak               []match.Edge // the joins that hold leads together but are less than certain
	summary            *Summary
	model              *match.Model
	review             column.Table // for a person, see store.review
	notes              []pipeline.Note
}

// match joins the records that describe one person. Records with the same source
// and id are one, whatever else they say.
func (d *Deduper) match(ctx context.Context, workers pipeline.Workers, s *store) (*matched, error) {
	now, pinned := d.basis(s), d.pinned
	known, why := d.keeping.recall(int64(s.records()), now, d.config)
	if d.keeping.why = why; known != nil {
		pinned = known.Model
	}
	fields, summary, err := s.matchFields(ctx, workers, d.config, pinned)
	if err != nil {
		return nil, err
	}
	if known != nil {
		summary = d.keeping.past.learnt.fields
	}
	s.dropMatchKeys()
	markShared(fields)
	identities, twins := s.identities()
	linked := s.resolve(d.links)
	in := match.Input{Records: s.records(), Order: identities, Fields: fields}
	options := match.Options{
		Threshold: d.config.Threshold, Model: d.pinned, Known: known, CompareAll: d.keeping.compareAll, Keep: d.keeping.on,
		MustLink: append(twins, linked.must...), CannotLink: append(linked.cannot, d.apart(s)...),
	}
	taught, unknown := s.labels(d.labels)
	options.Labels = taught
	result, err := match.Match(ctx, in, options, parallel(ctx, workers))
	if err != nil {
		return nil, err
	}
	d.keeping.take(result, now, summary, int64(s.records()))
	m := s.matchedBy(result.Cluster, result.Edges, options.MustLink)
	m.summary = &Summary{Fields: summary, Read: d.read, Model: d.keeping.learning(), Report: result.Report}
	m.model, m.notes = result.Model, slices.Concat(linked.notes, unknown, sharedByMany(fields, s.records()))
	if note := linked.overruled(result.Cluster); note.Count > 0 {
		m.notes = append(m.notes, note)
	}
	if m.model != nil {
		doubtful := m.doubtful(result.Cluster, result.Edges, linked.lines, d.config.ReviewRows)
		m.review, err = s.review(ctx, workers, in, m.model, result.Cluster, doubtful)
	}
	return m, err
}

// parallel lets package match use the workers.
func parallel(ctx context.Context, workers pipeline.Workers) match.Parallel {
	return func(n int, work func(int) error) error {
		return workers.Each(ctx, n, func(_ context.Context, i int) error { return work(i) })
	}
}

// singles joins only the records with the same source and id.
func (s *store) singles() *matched {
	_, twins := s.identities()
	f := newForest(s.records())
	for _, pair := range twins {
		f.union(pair[0], pair[1])
	}
	return s.matchedBy(f.labels(), nil, twins)
}

// dropMatchKeys releases the match keys that have been coded, except those that
// events are joined by.
func (s *store) dropMatchKeys() {
	for i, t := range s.keys {
		for _, name := range t.Names() {
			if !slices.Contains(identifierColumns, name) {
				t = t.Without(name)
			}
		}
		s.keys[i] = t
	}
}

// matchedBy makes leads of the records with equal labels, and derives from the
// edges how sure each join is. Joins of the pairs in must are certain.
func (s *store) matchedBy(labels []uint32, edges []match.Edge, must [][2]uint32) *matched {
	leads := clustersOf(labels)
	m := &matched{leads: leads, confidence: ones(leads.count()), linked: ones(len(labels))}
	inside := slices.DeleteFunc(slices.Clone(edges), func(e match.Edge) bool { return labels[e.A] != labels[e.B] })
	slices.SortFunc(inside, func(a, b match.Edge) int {
		if a.Weight != b.Weight {
			return cmp.Compare(b.Weight, a.Weight)
		}
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	m.edges = inside
	lead := leads.byRecord(len(labels))
	joined, seen := newForest(len(labels)), make([]bool, len(labels))
	for _, pair := range must {
		if labels[pair[0]] == labels[pair[1]] {
			joined.union(pair[0], pair[1])
			seen[pair[0]], seen[pair[1]] = true, true
		}
	}
	for _, e := range inside {
		for _, r := range [...]uint32{e.A, e.B} {
			if !seen[r] {
				seen[r], m.linked[r] = true, e.Probability
			}
		}
		// Edges come by falling weight, so this builds the spanning tree of the
		// lead's strongest edges (Kruskal 1956). Its last edge is the weakest.
		if joined.find(e.A) != joined.find(e.B) {
			joined.union(e.A, e.B)
			m.confidence[lead[e.A]] = e.Probability
			if e.Probability < certain {
				m.weak = append(m.weak, e)
			}
		}
	}
	return m
}

func ones(n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = 1
	}
	return out
}
