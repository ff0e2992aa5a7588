package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"galena/ingest"
	"galena/internal/config"
)

// withRest returns the mistakes found in a plan together with those that show only
// when the files are opened, so that one check reports all. It replaces a section that
// has mistakes by its defaults.
func (p *plan) withRest(ctx context.Context, found config.Problems, stdin io.Reader) error {
	sound := *p
	defaults, _ := config.Load[plan](config.Document{}, nil) //nolint:errcheck // the defaults have no mistakes
	for _, problem := range found {
		section, _, _ := strings.Cut(problem.Path, ".")
		switch section, _, _ = strings.Cut(section, "["); section {
		case "dedupe":
			sound.Dedupe = defaults.Dedupe
		case "consent":
			sound.Consent = defaults.Consent
		case "score":
			sound.Score = defaults.Score
			sound.Score.Routing.Owners = p.Score.Routing.Owners // without owners no lead is assigned
		case "export", "gates", "lineage", "version", "workers", "memory", "as_of", "state":
		default: // the columns are not known, unless an unknown key cannot mean stages, ingest or enrich
			if problem.Code == config.UnknownKey && problem.Path == section && config.Suggest(section, []string{"stages", "ingest", "enrich"}) == "" {
				continue
			}
			return errors.Join(found.Err(p.checkRules(found)...), p.missing(ctx))
		}
	}
	if len(p.Ingest.Contacts) == 0 {
		return found.Err(p.checkRules(found)...)
	}
	a, err := assemble(ctx, &sound, sound.clock(time.Now()), defaultBatchRows, stdin)
	if err != nil {
		return errors.Join(found.Err(p.checkRules(found)...), err)
	}
	err = a.checkColumns(ctx, p)
	if problems, ok := errors.AsType[config.Problems](err); ok {
		return found.Err(withoutKnown(problems, found)...)
	}
	return errors.Join(found, err)
}

// checkRules returns the mistakes in rules that do not depend on the columns.
func (p *plan) checkRules(found config.Problems) config.Problems {
	words := p.Score.Words(nil)
	problems := append(p.Score.Check(nil, nil), p.Export.Check(words)...)
	problems = slices.DeleteFunc(problems, func(problem config.Problem) bool { return problem.Code == config.UnknownName })
	return withoutKnown(problems, found)
}

// withoutKnown removes problems at places where one has been found already.
func withoutKnown(problems, found config.Problems) config.Problems {
	return slices.DeleteFunc(problems, func(problem config.Problem) bool {
		return slices.ContainsFunc(found, func(known config.Problem) bool { return known.Path == problem.Path })
	})
}

// missing returns an error for the files of a plan that do not exist. The plan may
// have mistakes: an input without a path is skipped.
func (p *plan) missing(ctx context.Context) error {
	inputs := slices.Concat(p.Ingest.Contacts, p.Ingest.Events, p.Ingest.Outcomes)
	for _, list := range p.Ingest.Suppressions {
		inputs = append(inputs, ingest.Input{At: list.At, Path: list.Path})
	}
	for _, table := range p.Enrich.Tables() {
		inputs = append(inputs, ingest.Input{At: table.At, Path: table.Path})
	}
	return ingest.Missing(ctx, slices.DeleteFunc(inputs, func(in ingest.Input) bool { return in.Path == "" }))
}
