package enrich

import (
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// title adds seniority, job function and role in a purchase where the source gave none.
func (s *scratch) title(rows column.Table) column.Table {
	titles := rows.Text("job_title")
	if titles == nil {
		return rows
	}
	seniority, function, authority := newFilling(rows, "seniority"), newFilling(rows, "job_function"), newFilling(rows, "authority_role")
	for i := range titles.Len() {
		var t title
		if titles.IsValid(i) && titles.ValueLen(i) > 0 {
			t = s.titles.Get(titles.Value(i))
		}
		seniority.add(t.seniority)
		function.add(t.function)
		authority.add(t.authority)
	}
	return authority.into(function.into(seniority.into(rows)))
}

// name guesses the name of a lead that has none from its mailbox, and says how sure the guess
// is. A lead with any part of a name is left alone.
func (s *scratch) name(rows column.Table) column.Table {
	emails := rows.Text("email")
	if emails == nil {
		return rows
	}
	first, last := newFilling(rows, "first_name"), newFilling(rows, "last_name")
	full := rows.Text("full_name")
	sure := column.NewNumberBuilder[float64](rows.Rows())
	for i := range emails.Len() {
		var guess contact.NameGuess
		if emails.IsValid(i) && !first.given(i) && !last.given(i) && cell(full, i) == "" {
			local := emails.Value(i)
			if at := strings.LastIndexByte(local, '@'); at > 0 && !s.lists.isRole(local[:at]) {
				guess = contact.GuessName(local[:at])
			}
		}
		first.add(guess.First)
		last.add(guess.Last)
		sure.AppendIf(guess.Confidence, guess.Confidence != 0)
	}
	return last.into(first.into(rows)).With("name_confidence", sure.Finish())
}
