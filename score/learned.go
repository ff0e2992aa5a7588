package score

import (
	"fmt"
	"slices"

	"galena/internal/additive"
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/vfs"
)

// Learned configures the learned score.
type Learned struct {
	Model config.Text `yaml:"model" doc:"a model that galena model fit --target has written; gives leads a probability and its reasons"`
}

// baseRule is the rule of the line that every lead has.
const baseRule = "base"

// reasonsShown is how many reasons are given for a probability.
const reasonsShown = 3

// learned is a model prepared for leads.
type learned struct {
	*additive.Model
	names  []string   // of the curves
	labels [][]string // of the fields' bins
	asOf   int64      // of the run, for fields that count the days up to it
	events []feature  // features that the model reads
	file   vfs.FileRead
}

// Load reads the model that the config names, if any.
func (s *Stage) Load() error {
	path := s.config.Learned.Model.Value
	if path == "" {
		return nil
	}
	data, file, err := vfs.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading score.learned.model: %w", err)
	}
	model, err := ReadModel(data)
	if err != nil {
		return fmt.Errorf("reading score.learned.model: %s: %w", path, err)
	}
	s.learned = &learned{Model: model, asOf: s.asOf, events: featuresOf(model), file: file}
	for i := range model.Curves {
		s.learned.names = append(s.learned.names, model.Name(&model.Curves[i]))
	}
	for i := range model.Fields {
		field := &model.Fields[i]
		labels := make([]string, field.Bins())
		for bin := range labels {
			labels[bin] = field.Label(bin)
		}
		s.learned.labels = append(s.learned.labels, labels)
	}
	return nil
}

// FilesRead returns the files that Load has read.
func (s *Stage) FilesRead() []vfs.FileRead {
	if s.learned == nil {
		return nil
	}
	return []vfs.FileRead{s.learned.file}
}

// CheckLearned reports the fields of the model that leads will not have. A canonical column may
// be missing: then it is missing in every lead.
func (s *Stage) CheckLearned(leads map[string]column.Kind) config.Problems {
	if s.learned == nil {
		return nil
	}
	words := leadVocabulary(leads)
	names := words.names
	ofEvents := s.learned.events
	var problems config.Problems
	for _, field := range s.learned.Fields {
		for _, name := range field.Reads() {
			isFeature := slices.ContainsFunc(ofEvents, func(f feature) bool { return f.String() == name })
			if name != AsOf && !isFeature && !slices.Contains(names, name) {
				problems = append(problems, s.config.Learned.Model.Unknown(0, "column of the model", name, names))
			}
		}
	}
	if len(ofEvents) > 0 && s.events == nil && !slices.Contains(names, ofEvents[0].String()) {
		problems = append(problems, s.config.Learned.Model.Problem(0, "the model was learnt from events (%s), and ingest.events has none", ofEvents[0]))
	}
	return problems
}

// featuresOf returns the features that a model reads.
func featuresOf(m *additive.Model) []feature {
	return slices.DeleteFunc(features(), func(f feature) bool { return !reads(m, f.String()) })
}

// reads reports whether a field of the model reads a column.
func reads(m *additive.Model, name string) bool {
	return slices.ContainsFunc(m.Fields, func(f additive.Field) bool { return slices.Contains(f.Reads(), name) })
}

// learnedBatch is the model applied to the columns of one batch.
type learnedBatch struct {
	*learned
	bins        [][]uint8 // by field, then row
	row         []uint8   // of the lead at hand
	parts       []int     // of the lead at hand, by curve
	order       []int
	buffer      []byte
	probability *column.FloatBuilder
	reasons     *column.TextBuilder
}

// on sorts the columns of a batch into the bins of the model.
func (l *learned) on(rows column.Table) *learnedBatch {
	if !rows.Has(AsOf) && reads(l.Model, AsOf) {
		rows = withAsOf(rows, l.asOf)
	}
	return &learnedBatch{
		learned: l, bins: additive.Cut(l.Fields, rows), row: make([]uint8, len(l.Fields)), parts: make([]int, len(l.Curves)),
		probability: column.NewNumberBuilder[float64](rows.Rows()), reasons: column.NewTextBuilder(rows.Rows(), 48*rows.Rows()),
	}
}

// lead gives a lead its probability, the lines that sum to it, and the largest of these as reasons.
func (b *learnedBatch) lead(row int, out *lines) {
	if b == nil {
		return
	}
	for i := range b.row {
		b.row[i] = b.bins[i][row]
	}
	sum := b.Base
	out.add(row, probabilityScore, out.rules.code(baseRule), Points(b.Base), out.proofs.code(""))
	b.order = b.order[:0]
	for i := range b.Curves {
		part := b.Curves[i].Part(b.row)
		b.parts[i] = part
		sum += part
		if part != 0 {
			b.order = append(b.order, i)
			out.add(row, probabilityScore, out.rules.code(b.names[i]), Points(part), out.proofs.codeOf(b.evidence(i, b.buffer[:0])))
		}
	}
	b.probability.Append(additive.Chance(sum))
	slices.SortStableFunc(b.order, func(x, y int) int { return abs(b.parts[y]) - abs(b.parts[x]) })
	text := b.buffer[:0]
	for n, i := range b.order[:min(reasonsShown, len(b.order))] {
		if n > 0 {
			text = append(text, "; "...)
		}
		text = append(b.evidence(i, text), ' ')
		if b.parts[i] > 0 {
			text = append(text, '+')
		}
		text = appendPoints(text, Points(b.parts[i]))
	}
	b.buffer = text
	b.reasons.AppendBytes(text)
}

// evidence appends the bins that a lead is in: never its own value, but the range or category
// that it shares with many.
func (b *learnedBatch) evidence(curve int, dst []byte) []byte {
	for n, field := range b.Curves[curve].Fields {
		if n > 0 {
			dst = append(dst, " and "...)
		}
		dst = append(dst, b.labels[field][b.row[field]]...)
	}
	return dst
}

func abs(x int) int { return max(x, -x) }

// into adds the columns.
func (b *learnedBatch) into(rows column.Table) column.Table {
	if b == nil {
		return rows
	}
	return rows.With("probability", b.probability.Finish()).With("probability_reasons", b.reasons.Finish())
}
