package main

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"galena/dedupe"
	"galena/export"
	"galena/ingest"
	"galena/ingest/delimited"
	"galena/internal/config"
	"galena/internal/pipeline"
	"galena/score"
)

func newPlan(p *process) *cobra.Command {
	flags := &planFlags{}
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "plan [FILE...]",
		Short:   "Show what a run would do, from samples",
		GroupID: "work",
		Long: `Plan shows what galena run with the same arguments would do: the settings and
where each came from, the files and how their columns are mapped, the stages, by
which fields records would be matched and blocked, what would be asked over the
network, the rules of the score, and the files that would be written. It reads the
heads of the files and writes nothing.`,
		RunE: func(cmd *cobra.Command, files []string) error {
			l, err := flags.load(p, cmd, files)
			if err != nil {
				return err
			}
			intended, err := l.foresee(cmd.Context(), p)
			if err != nil {
				return err
			}
			return p.print(intended, asJSON)
		},
	}
	flags.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// intended is what a run would do.
type intended struct {
	Config   string            `json:"config_file,omitempty"`
	Hash     string            `json:"config_hash"`
	Settings []config.Resolved `json:"settings"`
	Files    []intendedFile    `json:"files"`
	Stages   []string          `json:"stages"`
	Matching *intendedMatching `json:"matching,omitempty"`
	Network  *intendedNetwork  `json:"network,omitempty"`
	Score    *intendedScore    `json:"score,omitempty"`
	Outputs  []string          `json:"outputs"`

	asOf     time.Time
	warnings []string
}

// intendedFile is a file to be read.
type intendedFile struct {
	As      string             `json:"as"` // contacts, events or outcomes
	Path    string             `json:"path"`
	Source  string             `json:"source_system"`
	Format  ingest.Format      `json:"format"`
	Dialect *delimited.Dialect `json:"dialect,omitempty"`
	Size    int64              `json:"size"` // -1: not known before it is read
	Rows    int64              `json:"rows"`
	Exact   bool               `json:"rows_exact"` // else Rows is an estimate, 0 if the size is not known
	Mapping ingest.Mapping     `json:"mapping"`
}

// intendedMatching is the result of matching a sample of the records.
type intendedMatching struct {
	Sampled int64                 `json:"rows_sampled"`
	Whole   bool                  `json:"sample_is_whole"` // else fields and rules may differ in the run
	Fields  []dedupe.FieldSummary `json:"fields"`
	Rules   []intendedRule        `json:"blocking_rules"`
}

// intendedRule is a blocking rule and the number of pairs that it finds.
type intendedRule struct {
	Keys []string `json:"keys"` // none: every pair of records
	// Pairs is an estimate for all rows, before large blocks are split.
	Pairs int64 `json:"pairs"`
}

// intendedScore holds the names of the rules.
type intendedScore struct {
	Fit        []string `json:"fit_rules"`
	Engagement []string `json:"engagement_rules"`
}

// foresee works out what a run would do.
func (l *loaded) foresee(ctx context.Context, p *process) (*intended, error) {
	asOf := l.plan.clock(time.Now())
	a, err := assemble(ctx, l.plan, asOf, defaultBatchRows, p.stdin)
	if err != nil {
		return nil, err
	}
	if err := a.checkColumns(ctx, l.plan); err != nil {
		return nil, err
	}
	out := &intended{
		Config: l.source, Hash: config.Hash(l.plan), Settings: l.settings.All(), Stages: l.plan.Stages,
		Outputs: l.plan.outputs(), asOf: asOf, warnings: l.warnings(time.Now()),
	}
	var contacts []ingest.Sample
	for _, in := range []struct {
		as     string
		source *ingest.Source
	}{{"contacts", a.contacts}, {"events", a.events}, {"outcomes", a.outcomes}} {
		if in.source == nil {
			continue
		}
		samples, err := in.source.Sample(ctx)
		if err != nil {
			return nil, err
		}
		if in.source == a.contacts {
			contacts = samples
		}
		for i, file := range in.source.Files() {
			out.Files = append(out.Files, intendedFile{
				in.as, file.Path, file.Source, file.Format, file.Dialect, file.Size, samples[i].Rows, samples[i].Exact, file.Mapping,
			})
		}
	}
	workers := pipeline.WorkersFor(l.plan.Workers)
	if a.enricher != nil {
		if out.Network, err = a.foreseeNetwork(ctx, l.plan.Enrich, asOf, contacts, workers); err != nil {
			return nil, err
		}
	}
	if slices.Contains(l.plan.Stages, "dedupe") {
		if out.Matching, err = a.foreseeMatching(ctx, contacts, workers); err != nil {
			return nil, err
		}
	}
	if a.scorer != nil {
		out.Score = l.plan.rules()
	}
	return out, nil
}

// foreseeMatching runs the stages up to dedupe on the samples.
func (a *assembled) foreseeMatching(ctx context.Context, samples []ingest.Sample, workers pipeline.Workers) (*intendedMatching, error) {
	upTo := 1 + slices.Index(a.stages, pipeline.Stage(a.deduper))
	if err := pipeline.New(rowsOfSamples(samples), a.stages[:upTo], visitor(func(pipeline.Batch) {}), workers).Run(ctx); err != nil {
		return nil, err
	}
	out := &intendedMatching{}
	var all int64
	out.Sampled, all, out.Whole = measure(samples)
	summary := a.deduper.Summary()
	if summary == nil || out.Sampled == 0 {
		return out, nil
	}
	out.Fields = summary.Fields
	// A sample of 1 row in n holds about 1 in n² of the pairs.
	share := float64(all) / float64(out.Sampled)
	for _, rule := range summary.Report.Rules {
		if len(rule.Keys) > 0 || out.Whole {
			out.Rules = append(out.Rules, intendedRule{rule.Keys, int64(float64(rule.Estimated) * share * share)})
		}
	}
	return out, nil
}

func rowsOfSamples(samples []ingest.Sample) (batches given) {
	for _, sample := range samples {
		batches = append(batches, sample.Batches...)
	}
	return batches
}

// rules returns the names of the plan's rules, or those of the preset if it has none.
func (p *plan) rules() *intendedScore {
	fit, engagement := p.Score.Fit.Rules, p.Score.Engagement.Rules
	if len(fit) == 0 {
		fit = score.Preset().Fit.Rules
	}
	if len(engagement) == 0 {
		engagement = score.Preset().Engagement.Rules
	}
	out := &intendedScore{}
	for _, rule := range fit {
		out.Fit = append(out.Fit, rule.Name)
	}
	for _, rule := range engagement {
		out.Engagement = append(out.Engagement, rule.Name)
	}
	return out
}

// outputs returns the files of a run in the order of docs/output.md.
func (p *plan) outputs() []string {
	extension := ".parquet"
	if p.Export.Format == export.CSV {
		extension = ".csv"
	}
	names := []string{"leads" + extension, "crosswalk" + extension}
	if slices.Contains(p.Stages, "score") {
		names = append(names, "score_lines"+extension)
	}
	if slices.Contains(p.Stages, "dedupe") {
		names = append(names, reviewName, modelName)
	}
	names = append(names, "rejects.csv", "run.json")
	for _, also := range p.Export.Also {
		names = append(names, also.Path.Value)
	}
	for i, name := range names {
		names[i] = inLatest(p.Export.Dir, name)
	}
	return names
}
