package report

import "galena/internal/term"

// Hint says what to do about a kind of trouble, given its code; "" if that is obvious.
func Hint(code string) string {
	switch code {
	case "phone_no_country":
		return "set dedupe.country to the country that the numbers belong to"
	case "date_ambiguous":
		return "set dedupe.dates to say whether day or month comes first"
	case "date_serial":
		return "these are day numbers of a spreadsheet; export the column as dates"
	case "scientific", "phone_scientific":
		return "a spreadsheet rounded the number and its digits are lost; export the column as text"
	case "leading_zero_lost":
		return "a spreadsheet may have removed the leading zero; export the column as text"
	case "null_word":
		return "read as null"
	case "placeholder":
		return "a word that may mean no value"
	case "overruled_verdict":
		return "pairs that dedupe.links calls the same, but that other lines or unmerge keep apart"
	case "provider_failing":
		return "failed calls; galena then stopped asking: see outcome in provider_calls; the next run asks again"
	case "provider_refusing":
		return "refused calls; galena then stopped asking: the key or the request is wrong, see status in provider_calls"
	case "provider_unusable":
		return "calls whose answers are not JSON; galena then stopped asking: is the url right? See outcome in provider_calls"
	case "path_values_unusable":
		return "values of a provider, none of which fits the column: is the path under take right?"
	case "provider_fills_little":
		return "calls; galena then stopped asking, because they filled less than min_fill"
	case "provider_over_budget":
		return "leads not looked up because the budget of enrich[].network was spent; the next run asks for them"
	case "column_missing":
		return "leads not looked up, because no lead has this column"
	case "table_matches_nobody":
		return "leads with a key, none of which is in the file: are the columns under on the right ones?"
	case "table_key_empty":
		return "rows of the file without a key, or with a key of which kind: normalized leaves nothing"
	case "path_without_values":
		return "answers, none of which has a value at the path under take"
	case "encoding_damage":
		return "the text was read in the wrong encoding before it came here"
	}
	return ""
}

// unasked reports leads whose silence counts as a no, "" if there are none.
func (r *Run) unasked() string {
	if r.Leads.Unasked == 0 {
		return ""
	}
	return term.Counted(r.Leads.Unasked, "lead") + " may not, because they have given no consent and their country requires it or is unknown: see dedupe.country, consent.unknown"
}

// unreadable reports rows of suppression lists that name nobody, "" if there are none.
func (r *Run) unreadable() string {
	var rows int64
	for _, s := range r.Suppressions {
		rows += s.Unreadable
	}
	if rows == 0 {
		return ""
	}
	return term.Counted(rows, "row") + " of suppression lists cannot be read and protect nobody: see rejects.csv"
}

func (g Gate) warning() string { return "gate " + g.Name + ": " + g.Detail }

// advice is what the page says first: every warning of the summary that does not compare
// with the run before.
func (r *Run) advice() []string {
	var out []string
	for _, g := range r.Gates {
		if !g.Passed && !g.Compares {
			out = append(out, g.warning())
		}
	}
	for _, says := range append([]string{r.unreadable(), r.unasked()}, r.Warnings...) {
		if says != "" {
			out = append(out, says)
		}
	}
	return out
}
