package score

import (
	_ "embed"
	"slices"
	"sync"

	"galena/internal/contact"
	"galena/internal/embedded"
)

// stage is a lifecycle stage; a later one is further. Recycled comes before mql.
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
	disqualified // outranks all but customer; see further
)

// stageNames are the stages as written, from subscriber on.
var stageNames = [...]string{"subscriber", "lead", "recycled", "mql", "sal", "sql", "opportunity", "customer", "disqualified"}

func (s stage) String() string { return stageNames[s-1] }

// stageOf returns the stage of that name, or noStage.
func stageOf(name string) stage { return stage(1 + slices.Index(stageNames[:], name)) }

//go:embed lifecycle_labels.tsv
var lifecycleLabelsTSV string

// lifecycleLabels maps the names that CRMs give to stages, folded, to stages.
var lifecycleLabels = sync.OnceValue(func() map[string]stage {
	labels := make(map[string]stage)
	for cells := range embedded.Rows(lifecycleLabelsTSV) {
		labels[contact.NameKey(cells[1])] = stageOf(cells[0])
	}
	return labels
})

// labelled returns the stage that a CRM's label means, or noStage.
func labelled(label string) stage { return lifecycleLabels()[contact.NameKey(label)] }
