package score

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// stage is a lifecycle stage; a later one is further. A recycled lead stands
// behind one that marketing has qualified.
type stage uint8

const (
	noStage stage = iota
	subscriber
	lead
	recycled
	mql
	sal
	sql
	opportunity
	customer
	disqualified // beside the others: only a customer is not disqualified
)

// stageNames are the stages as they are written, from subscriber.
var stageNames = [...]string{"subscriber", "lead", "recycled", "mql", "sal", "sql", "opportunity", "customer", "disqualified"}

func (s stage) String() string { return stageNames[s-1] }

// stageOf returns the stage of that name.
func stageOf(name string) stage { return stage(1 + slices.Index(stageNames[:], name)) }

//go:embed lifecycle_labels.tsv
var lifecycleLabelsTSV string

// lifecycleLabels are what CRMs call the stages, folded.
var lifecycleLabels = sync.OnceValue(func() map[string]stage {
	labels := make(map[string]stage)
	for line := range strings.Lines(lifecycleLabelsTSV) {
		if name, label, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(line, "#") {
			labels[foldLabel(label)] = stageOf(name)
		}
	}
	return labels
})

// labelled is the stage that a CRM's label means, or noStage.
func labelled(label string) stage { return lifecycleLabels()[foldLabel(label)] }

// foldLabel keeps letters and digits, in lower case.
func foldLabel(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
