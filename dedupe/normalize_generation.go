package dedupe

import (
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// suffixes notes the generations in a column of their own.
func (w *normalizing) suffixes() {
	suffixes := w.in.Text("name_suffix")
	if suffixes == nil {
		return
	}
	for i := range suffixes.Len() {
		if !empty(suffixes, i) {
			w.bornInto(contact.Generation(suffixes.Value(i)), i)
		}
	}
}

// familyOnly cuts the generation off a family name and notes it: Smith Jr and Smith
// Sr are two people of one family.
func (w *normalizing) familyOnly(name string, i int) string {
	if strings.IndexByte(name, ' ') < 0 && strings.IndexByte(name, ',') < 0 {
		return name
	}
	rest, generation := contact.CutGeneration(name)
	w.bornInto(generation, i)
	return rest
}

// bornInto notes the generation of a row's person ("" for none), unless another
// column has given it already.
func (w *normalizing) bornInto(generation string, i int) {
	if generation == "" {
		return
	}
	if w.generations == nil {
		w.generations = make([]string, w.rows.Rows())
	}
	if w.generations[i] == "" {
		w.generations[i] = generation
	}
}

// generationKeys makes the match key of generations, if there are any.
func (w *normalizing) generationKeys() {
	if w.generations == nil {
		return
	}
	keys := column.NewTextBuilder(len(w.generations), 2*len(w.generations))
	for _, generation := range w.generations {
		if generation == "" {
			keys.AppendNull()
		} else {
			keys.Append(generation)
		}
	}
	w.match = w.match.With("name_suffix", keys.Finish())
}
