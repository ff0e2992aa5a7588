// Package dedupe turns records into leads. It brings values into one form, finds
// the records that describe one person, and makes one golden record of them. It
// accounts for which record went where and whose value each field took.
//
//	normalize.go ─► store.go ─► fields.go ─► matching.go ─► survive.go ─► golden.go
//	  (Mapper)      all rows    what to       which are      whose value    output
//	                            match by      one lead
//
// The first word of a file's name says what the file is about. consent: who may be
// contacted; exact: matching by equal keys; kind and entity: what sort of lead a
// record makes; links and labels: what people have decided about pairs; explain:
// the answers of galena why. For runs with a state, history: what earlier runs
// knew; lineage: which lead continues under which id; kept: comparisons that need
// not be repeated; ledger: what the next run gets. The mathematics of matching are
// in internal/match.
package dedupe

import (
	"context"
	"fmt"
	"math"
	"time"

	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/match"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// Deduper is the dedupe stage, the only stage in which rows wait.
type Deduper struct {
	config   Config
	joins    bool // whether records may be joined by what they say
	partRows int
	budget   int64        // bytes of memory that a run aims at; 0: not set
	close    func() error // nil before Gather
	pinned   *match.Model // nil: a model is trained
	pinnedAs string       // hash of its file; "" without one
	links    *links       // nil: none
	labels   *links       // what training learns from; nil: none
	rules    *consent.Rules
	lists    *consent.Index // nil: none
	refused  memories       // of this run
	// await returns once the lists are filled; nil: they are filled before Gather.
	await func(context.Context) error
	// remembered maps each list of what earlier runs knew to what said so then.
	remembered map[int]string
	read       []vfs.FileRead
	past       past
	history    *History // nil: nothing is remembered
	traces     bool     // record which record each value comes from
	dates      bool     // report when leads were last changed
	keeping    keeping

	found   *matched // once Gather has returned
	lineage *lineage // nil without a history
	written map[*pipeline.File]int64
	// suppressed counts the records that lists keep out of the output.
	suppressed map[*pipeline.File]int64
}

var (
	_ pipeline.Gatherer = (*Deduper)(nil)
	_ pipeline.Preparer = (*Deduper)(nil)
)

// New returns the dedupe stage. Its leads leave in batches of partRows.
func New(c Config, partRows int) *Deduper {
	d := NewSingles(c, partRows)
	d.joins = true
	return d
}

// NewSingles returns the stage that replaces dedupe if the config leaves it out:
// every record is a lead of its own, unless two have the same source and id.
func NewSingles(c Config, partRows int) *Deduper {
	return &Deduper{config: c, partRows: partRows, rules: timeless(), past: past{ready: make(chan struct{})}}
}

// timeless returns the rules of an empty section consent at the end of time, when
// nothing lies in the future.
func timeless() *consent.Rules {
	return consent.NewRules(consent.Config{}, time.UnixMicro(math.MaxInt64))
}

// Consent sets the rules by which leads may be contacted, and the lists of people
// who may not be. The lists may be filled until Gather is called or, with Await,
// until that returns.
func (d *Deduper) Consent(rules *consent.Rules, lists *consent.Index) {
	d.rules, d.lists = rules, lists
}

// Await sets what Gather calls after it has joined the records, before it looks
// them up in the lists. It must return once the lists are filled, which may take
// place while Gather works.
func (d *Deduper) Await(lists func(context.Context) error) { d.await = lists }

func (d *Deduper) consenting(s *store) *consenting {
	c := newConsenting(s, d.rules, d.lists, d.config)
	if d.history != nil {
		c.refused = &d.refused
	}
	return c
}

// Keep sets how much memory a run aims at. If the records and what matching makes
// of them do not fit, columns wait on disk until Close.
func (d *Deduper) Keep(budget int64) { d.budget = budget }

// Close releases all records. After it, nothing that Gather or its parts returned
// may be read.
func (d *Deduper) Close() error {
	if d.close == nil {
		return nil
	}
	return d.close()
}

// Name implements pipeline.Stage.
func (d *Deduper) Name() string { return "dedupe" }

// Load reads the files that the config names: the pinned model and the links.
// Without them it does nothing.
func (d *Deduper) Load() error {
	if !d.joins {
		return nil
	}
	if path := d.config.Model; path != "" {
		data, file, err := vfs.ReadFile(path)
		if err == nil {
			d.pinned, err = ReadModel(data)
		}
		if err != nil {
			return fmt.Errorf("reading dedupe.model: %s: %w", path, err)
		}
		d.pinnedAs = file.SHA256
		d.read = append(d.read, file)
	}
	if path := d.config.Links; path != "" {
		var err error
		if d.links, err = readLinks(path); err != nil {
			return fmt.Errorf("reading dedupe.links: %w", err)
		}
		d.read = append(d.read, d.links.FileRead)
	}
	return nil
}

// FilesRead returns the files that Load has read.
func (d *Deduper) FilesRead() []vfs.FileRead { return d.read }

// Summary is what dedupe reports about a run.
type Summary struct {
	Fields []FieldSummary `json:"fields"`
	Read   []vfs.FileRead `json:"files_read,omitempty"` // pinned model and links
	Model  *Learning      `json:"model,omitempty"`      // in a run with a state
	Report match.Report   `json:"matching"`
}

// FieldSummary says whether a column took part in matching, and why.
type FieldSummary struct {
	Column string `json:"column"`
	Kind   string `json:"kind,omitempty"`
	Used   bool   `json:"used"`
	Reason string `json:"reason"`
}

// Summary returns the report once Gather has returned; nil if nothing was matched.
func (d *Deduper) Summary() *Summary { return d.found.summary }

// Model returns the model that records were matched by, and the pairs that a person
// should look at (personal data), once Gather has returned. The model is nil if
// nothing was matched.
func (d *Deduper) Model() (m *match.Model, review column.Table) { return d.found.model, d.found.review }

// Written returns how many leads have their surviving record in each file. It
// is complete once Gather has returned.
func (d *Deduper) Written() map[*pipeline.File]int64 { return d.written }

// Suppressed returns how many records of each file lists keep out of the output. It
// is complete once Gather has returned.
func (d *Deduper) Suppressed() map[*pipeline.File]int64 { return d.suppressed }

// Gather reads all records, joins them into leads, and returns the leads in the
// order of their first record. It makes at least one part, so that later stages
// know the columns even if there are no leads.
func (d *Deduper) Gather(ctx context.Context, in pipeline.Stream, workers pipeline.Workers) (pipeline.Parts, error) {
	s, err := d.collect(in)
	if err != nil {
		return pipeline.Parts{}, err
	}
	if err := d.awaitPast(ctx); err != nil {
		return pipeline.Parts{}, err
	}
	s.index()
	if d.found, err = d.find(ctx, s, workers); err != nil {
		return pipeline.Parts{}, err
	}
	if d.history != nil {
		d.lineage = newLineage(d.history, s, d.found.leads)
	}
	if d.await != nil {
		if err := d.await(ctx); err != nil {
			return pipeline.Parts{}, err
		}
	}
	d.redirectLists()
	g, err := d.golden(ctx, s, workers)
	if err != nil {
		return pipeline.Parts{}, err
	}
	d.written, d.suppressed = g.written(), g.withheld.byFile
	d.found.review = g.withheld.review(g, d.found.review)
	leads := d.found.leads.count() - len(g.withheld.by)
	return pipeline.Parts{
		Count: max(g.parts(), 1),
		Make: func(_ context.Context, part int) (pipeline.Batch, error) {
			b := g.part(part)
			if part == 0 {
				b.Notes = d.found.notes
			}
			return b, nil
		},
		Merged:     int64(s.records()-leads) - g.withheld.records,
		Suppressed: g.withheld.records,
	}, nil
}

// mostRecords is the most records that a run can number: 32 bits with a sign.
const mostRecords = math.MaxInt32

// collect reads all records. Close releases them.
func (d *Deduper) collect(in pipeline.Stream) (*store, error) {
	s := &store{waiting: waiting{budget: d.budget}, dates: d.config.dateOrder()}
	d.close = s.waiting.close
	for b, err := range in {
		if err != nil {
			return nil, err
		}
		if s.records()+b.Rows.Rows() > mostRecords {
			return nil, fmt.Errorf("more than %d records; run it in parts", mostRecords)
		}
		s.add(b)
		if err := s.waiting.relieve(s.tables); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// golden prepares what makes the rows of the leads found.
func (d *Deduper) golden(ctx context.Context, s *store, workers pipeline.Workers) (*golden, error) {
	present := newPresence(s)
	if err := present.look(ctx, workers); err != nil {
		return nil, err
	}
	g := newGolden(s, d.found, d.lineage, newSurvivorship(s, d.config, present), d.consenting(s), d.partRows)
	g.traces, g.dates = d.traces, d.dates
	err := g.rankSurvivors(ctx, workers)
	if err == nil {
		g.withheld, err = g.withhold(ctx, workers)
	}
	return g, err
}

// apart returns the pairs of records that the history keeps apart.
func (d *Deduper) apart(s *store) [][2]uint32 {
	if d.history == nil {
		return nil
	}
	return s.apart(d.history.apart)
}

// find finds the records that are one lead, which are those of one person and one
// kind.
func (d *Deduper) find(ctx context.Context, s *store, workers pipeline.Workers) (*matched, error) {
	kinds, notes, err := s.kinds(ctx, workers)
	if err != nil {
		return nil, err
	}
	m, err := d.findPersons(ctx, s, workers)
	if err != nil {
		return nil, err
	}
	m.kinds, m.notes = kinds, append(m.notes, notes...)
	m.splitByKind(kinds)
	return m, nil
}

// findPersons finds the records that are one person, whatever their kind.
func (d *Deduper) findPersons(ctx context.Context, s *store, workers pipeline.Workers) (*matched, error) {
	if !d.joins || s.records() == 0 {
		return s.singles(), nil
	}
	if d.config.Method == methodExact {
		return s.exact(ctx, workers, d.config, d.apart(s))
	}
	return d.match(ctx, workers, s)
}
