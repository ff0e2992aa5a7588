package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"galena/dedupe"
	"galena/enrich"
	"galena/export"
	"galena/ingest"
	"galena/internal/config"
	"galena/internal/consent"
	"galena/internal/contact"
	"galena/internal/gate"
	"galena/internal/lineage"
	"galena/internal/pipeline"
	"galena/internal/provenance"
	"galena/score"
)

// plan is pipeline.yaml. Each section is named after the folder that reads it and
// that defines its type: to find what a key does, open that folder.
type plan struct {
	Version int            `yaml:"version" default:"1" enum:"1" doc:"version of this file's format"`
	Stages  []string       `yaml:"stages" default:"[normalize, dedupe, enrich, score]" enum:"normalize,dedupe,enrich,score" doc:"the stages, in this order; leave one out to skip it"`
	AsOf    config.Date    `yaml:"as_of" hash:"-" doc:"the clock of every rule; default: today in UTC"`
	Workers int            `yaml:"workers" default:"0" hash:"-" doc:"workers that compute at the same time; 0: one per core"`
	Memory  config.Bytes   `yaml:"memory" default:"0" hash:"-" doc:"memory to aim at, such as 2GiB; rows that do not fit wait in a file in TMPDIR; 0: three quarters of the memory that the machine, container or unit has"`
	State   string         `yaml:"state" hash:"-" doc:"folder in which galena remembers lead ids, and decisions about leads, from run to run; default: none, and a run knows nothing of the run before"`
	Ingest  ingest.Config  `yaml:"ingest" doc:"the input files"`
	Consent consent.Config `yaml:"consent" doc:"who may be contacted, and what holds if nobody said anything"`
	Dedupe  dedupe.Config  `yaml:"dedupe" doc:"brings values into one form, and records together into leads"`
	Enrich  enrich.Config  `yaml:"enrich" default:"[{derive: [email, phone, title, company, size, timezone]}]" doc:"what is added to leads; the default derives what follows from a lead's own values"`
	Score   score.Config   `yaml:"score" doc:"who the lead is, what it does, how hot it is"`
	Export  export.Config  `yaml:"export" doc:"the output files"`
	Lineage lineage.Config `yaml:"lineage" hash:"-" doc:"where the origin of the output is reported to other systems"`
	Gates   []gate.Gate    `yaml:"gates" hash:"-" doc:"conditions that a run must meet to be published"`
}

// assembled is a pipeline that has read only the heads of its files.
type assembled struct {
	contacts, events, outcomes *ingest.Source   // events and outcomes may be nil
	tables                     []*ingest.Source // of enrich
	lists                      *ingest.Suppressions
	refusals                   *score.Refusals // of events; nil before they are read and if there are none
	deduper                    *dedupe.Deduper
	enricher                   *enrich.Enricher // nil if enrich is not among the stages
	providers                  *enrich.Enricher // those that run after score; may be nil
	scorer                     *score.Stage     // nil if score is not among the stages
	stages                     []pipeline.Stage
}

// assemble is galena on one page: files in, the stages that the plan lists, and
// what they need of one another.
//
//	contacts ═► normalize ═► dedupe ═► enrich ─► score ═► export
//	        suppressions ──────┘    events, outcomes ──┘
//	 refusals of events ───────┘
//
// Providers that are asked only for some tiers run after score. run.go executes the
// pipeline; outlet.go is the last thing leads pass before export.
func assemble(ctx context.Context, p *plan, asOf time.Time, batchRows int, stdin io.Reader) (*assembled, error) {
	a := &assembled{}
	listed := func(stage string) bool { return slices.Contains(p.Stages, stage) }
	var tables sync.WaitGroup
	defer tables.Wait()
	if listed("normalize") {
		tables.Go(contact.Prepare)
	}
	err := a.openIngest(ctx, p.Ingest, batchRows, stdin)
	if err != nil {
		return nil, err
	}

	if listed("normalize") {
		a.stages = append(a.stages, dedupe.NewNormalizer(p.Dedupe))
	}
	a.deduper = dedupe.NewSingles(p.Dedupe, batchRows)
	if listed("dedupe") {
		a.deduper = dedupe.New(p.Dedupe, batchRows)
		if err := a.deduper.Load(); err != nil {
			return nil, usagef("%w", err)
		}
	}
	a.deduper.Consent(consent.NewRules(p.Consent, asOf), a.lists.Index)
	a.stages = append(a.stages, a.deduper)
	if listed("enrich") {
		if p.Enrich.Traces(provenance.Source) {
			a.deduper.Trace()
		}
		if p.Enrich.ComparesDays() {
			a.deduper.Date()
		}
		o := enrich.Options{AsOf: asOf, Memory: memoryFor(p.Memory), Environment: os.LookupEnv}
		if o.Tables, err = a.openTables(ctx, p.Enrich, batchRows); err != nil {
			return nil, err
		}
		if a.enricher, a.providers, err = enrich.New(p.Enrich, o); err != nil {
			return nil, usagef("%w", err)
		}
		a.stages = append(a.stages, a.enricher)
	}
	if listed("score") {
		a.scorer = score.New(p.Score, asOf, orNil(a.events), orNil(a.outcomes), sourcesOf(a.contacts)...)
		if err := a.scorer.Load(); err != nil {
			return nil, usagef("%w", err)
		}
		a.stages = append(a.stages, a.scorer)
	}
	if a.providers != nil {
		a.stages = append(a.stages, a.providers)
	}
	return a, nil
}

// openIngest opens the files of the section ingest. Its error reports everything that
// is wrong with any of them.
func (a *assembled) openIngest(ctx context.Context, c ingest.Config, batchRows int, stdin io.Reader) error {
	var problems []error
	open := func(of ingest.Vocabulary, inputs []ingest.Input) *ingest.Source {
		source, err := openInputs(ctx, inputs, ingest.Options{Vocabulary: of, BatchRows: batchRows, Stdin: stdin})
		problems = append(problems, err)
		return source
	}
	a.contacts = open(ingest.Contacts, c.Contacts)
	a.events = open(ingest.Events, c.Events)
	a.outcomes = open(ingest.Outcomes, c.Outcomes)
	var err error
	a.lists, err = ingest.OpenSuppressions(ctx, c.Suppressions, batchRows, stdin)
	return errors.Join(append(problems, err)...)
}

// openInputs opens files; it returns nil if there are no inputs.
func openInputs(ctx context.Context, inputs []ingest.Input, o ingest.Options) (*ingest.Source, error) {
	if len(inputs) == 0 {
		return nil, nil
	}
	return ingest.Open(ctx, inputs, o)
}

// closeNetwork ends the network access of the stages and returns their notes about it.
func (a *assembled) closeNetwork() (notes []pipeline.Note, err error) {
	for _, e := range []*enrich.Enricher{a.enricher, a.providers} {
		if e != nil {
			said, closeErr := e.Close()
			notes, err = append(notes, said...), errors.Join(err, closeErr)
		}
	}
	return notes, err
}

// forget inserts the stage that keeps erased people out before dedupe. f may be nil.
func (a *assembled) forget(f *dedupe.Forgetter) {
	if f != nil {
		a.stages = slices.Insert(a.stages, slices.Index(a.stages, pipeline.Stage(a.deduper)), pipeline.Stage(f))
	}
}

// orNil returns a source as an interface that is nil if the source is.
func orNil(s *ingest.Source) pipeline.Source {
	if s == nil {
		return nil
	}
	return s
}

// sourcesOf returns the names of the sources of contacts. Record ids are unique only
// within a source.
func sourcesOf(contacts *ingest.Source) []string {
	var names []string
	for _, file := range contacts.Files() {
		names = append(names, file.Source)
	}
	return names
}
