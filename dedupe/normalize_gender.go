package dedupe

import (
	"slices"

	"galena/internal/column"
	"galena/internal/contact"
)

// genderKey is the name of the match key that says whether a record's person is a
// woman or a man.
const genderKey = "gender"

// addressed notes the salutation that stood in a row's full name.
func (w *normalizing) addressed(prefix string, i int) {
	if prefix == "" {
		return
	}
	if w.salutations == nil {
		w.salutations = make([]string, w.rows.Rows())
	}
	w.salutations[i] = prefix
}

// genderKeys makes the match key of genders, "f" or "m", from a column of genders,
// else from the salutation. Herr and Frau of one name are two people.
func (w *normalizing) genderKeys() {
	header, salutations := "", w.in.Text("name_prefix")
	if at := slices.IndexFunc(w.in.Names(), contact.IsGenderHeader); at >= 0 {
		header = w.in.Names()[at]
	}
	values := w.in.Text(header)
	if values == nil && salutations == nil && w.salutations == nil {
		return
	}
	keys := column.NewTextBuilder(w.rows.Rows(), w.rows.Rows())
	for i := range w.rows.Rows() {
		sex := ""
		if values != nil && !empty(values, i) {
			sex = contact.Gender(header, values.Value(i))
		}
		if sex == "" && salutations != nil && !empty(salutations, i) {
			sex = w.gender.Get(salutations.Value(i))
		}
		if sex == "" && w.salutations != nil {
			sex = w.gender.Get(w.salutations[i])
		}
		if sex == "" {
			keys.AppendNull()
		} else {
			keys.Append(sex)
		}
	}
	w.match = w.match.With(genderKey, keys.Finish())
}
