package dedupe_test

import (
	"testing"

	"galena/dedupe"
)

// If a CRM does not ask for a first name, the whole name stands in the field that
// it does ask for.
func TestNormalizeWholeNameAsFamily(t *testing.T) {
	got := normalize(t, dedupe.NewNormalizer(settings(t, "")), batch(crm, table(`
		first_name | last_name
		∅          | Anna Maria Huber
		∅          | van der Berg
		∅          | Huber
		Jan        | Anna Huber
		`), 2))
	same(t, got.Rows, `
		first_name | last_name
		∅          | Anna Maria Huber
		∅          | van der Berg
		∅          | Huber
		Jan        | Anna Huber
	`)
	same(t, got.Keys.Match, `
		first_name | last_name
		anna       | huber
		∅          | vanderberg
		∅          | huber
		jan        | anna huber
	`)
}

// In many files the particle of a Dutch family name stands in a column of its own.
func TestNormalizeInfixes(t *testing.T) {
	got := normalize(t, dedupe.NewNormalizer(settings(t, "")), batch(crm, table(`
		first_name | name_infix | last_name
		Jan        | van der    | Berg
		Jan        | van der    | Van der Berg
		Jan        | ∅          | Berg
		Jan        | van        | ∅
		`), 2))
	same(t, got.Rows, `
		name_infix | last_name    | last_name_raw
		van der    | van der Berg | Berg
		van der    | Van der Berg | ∅
		∅          | Berg         | ∅
		van        | ∅            | ∅
	`)
	same(t, got.Keys.Match, `
		last_name
		vanderberg
		vanderberg
		berg
		∅
	`)
}

// A placeholder in place of a name does not keep the full name from being read, in
// this run or in a run over its output.
func TestNormalizeFullNameBesidePlaceholder(t *testing.T) {
	got := normalize(t, dedupe.NewNormalizer(settings(t, "")), batch(crm, table(`
		full_name    | first_name | last_name
		Ada Lovelace | ?          | ∅
		Ada Lovelace | unknown    | n/a
		Ada Lovelace | ∅          | King
		`), 2))
	same(t, got.Rows, `
		full_name    | first_name | last_name
		Ada Lovelace | Ada        | Lovelace
		Ada Lovelace | Ada        | Lovelace
		Ada Lovelace | ∅          | King
	`)
}

// A column that the stage rewrites twice keeps the first original of each row.
func TestNormalizeKeepsTheFirstOriginal(t *testing.T) {
	got := normalize(t, dedupe.NewNormalizer(settings(t, "")), batch(crm, table(`
		full_name    | first_name | city
		ADA LOVELACE | ?          | 72765 Reutlingen
		∅            | BOB        | unknown
		`), 2))
	same(t, got.Rows.Without("full_name", "last_name", "last_name_raw"), `
		first_name | city       | city_raw         | postal_code | first_name_raw
		Ada        | Reutlingen | 72765 Reutlingen | 72765       | ?
		Bob        | ∅          | unknown          | ∅           | BOB
	`)
}

// Names in Cyrillic and Greek letters are compared in their Latin spelling.
func TestNormalizeScripts(t *testing.T) {
	got := normalize(t, dedupe.NewNormalizer(settings(t, "")), batch(crm, table(`
		first_name | last_name     | company_name   | city   | street
		Сергей     | Щербаков      | ООО Ромашка    | Самара | Ленина 5
		Γιώργος    | Παπαδόπουλος  | Αιγαίο Τουρς   | Πάτρα  | ∅
		伟         | 王            | ∅              | 北京   | ∅
		`), 2))
	same(t, got.Keys.Match, `
		first_name | last_name     | company_name   | city   | street
		sergey     | shcherbakov   | romashka       | samara | lenina 5
		giorgos    | papadopoulos  | aigaio tours   | patra  | ∅
		伟         | 王            | ∅              | 北京   | ∅
	`)
}

// In a record that names a couple, the person is the one named first.
func TestNormalizeCouples(t *testing.T) {
	got := normalize(t, dedupe.NewNormalizer(settings(t, "")), batch(crm, table(`
		full_name           | first_name   | last_name
		Mr A. & Mrs S. Lee  | ∅            | ∅
		Anna and John Lee   | ∅            | ∅
		∅                   | Anna & John  | Lee
		`), 2))
	same(t, got.Keys.Match, `
		first_name | last_name
		a          | lee
		anna       | lee
		anna       | lee
	`)
	same(t, got.Rows, `
		first_name    | last_name
		A.            | Lee
		Anna and John | Lee
		Anna & John   | Lee
	`)
}

// M. is Monsieur before a whole name; before a family name alone it may also be the
// initial of a Maria.
func TestNormalizeInitialOrMonsieur(t *testing.T) {
	got := normalize(t, dedupe.NewNormalizer(settings(t, "")), batch(crm, table(`
		full_name
		M. Jean Peeters
		M. Peeters
		Mme Peeters
		`), 2))
	same(t, got.Keys.Match, `
		first_name | last_name | gender
		jean       | peeters   | m
		∅          | peeters   | ∅
		∅          | peeters   | f
	`)
}
