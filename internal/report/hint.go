package report

// Hint says what to do about a kind of trouble, given its code; "" if that is obvious.
func Hint(code string) string {
	switch code {
	case "phone_no_country":
		return "say which country they are of with dedupe.country"
	case "date_ambiguous":
		return "say which comes first, day or month, with dedupe.dates"
	case "date_serial":
		return "a spreadsheet's day numbers; export the column as dates"
	case "scientific", "phone_scientific":
		return "a spreadsheet has rounded the number, its digits are lost; export the column as text"
	case "leading_zero_lost":
		return "a spreadsheet may have taken the zero in front; export the column as text"
	case "null_word":
		return "read as null"
	case "placeholder":
		return "a word that may mean no value"
	case "overruled_verdict":
		return "pairs of dedupe.links that are said to be the same, and other lines or unmerge keep them apart"
	case "provider_failing":
		return "calls that failed, and it was left alone: see outcome in provider_calls; the next run asks again"
	case "provider_refusing":
		return "calls that were refused, and it was left alone: its key or the request is wrong, see status in provider_calls"
	case "provider_unusable":
		return "calls whose answers are no JSON, and it was left alone: is its url right? See outcome in provider_calls"
	case "path_values_unusable":
		return "values that a provider brought, and none can stand in the column: is the path under take right?"
	case "provider_fills_little":
		return "calls, and it was left alone, as it filled less than min_fill"
	case "provider_over_budget":
		return "leads for which enrich[].network left nothing to spend; the next run asks for them"
	case "column_missing":
		return "leads that nothing was looked up or asked for, as none of them has this column"
	case "table_matches_nobody":
		return "leads with a key, and the file has none of them: are the columns under on the right ones?"
	case "table_key_empty":
		return "rows of the file without a key, or of which nothing is left in the form of the column (kind: normalized)"
	case "path_without_values":
		return "answers, and none has anything at the path under take"
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
	return counted(r.Leads.Unasked, "lead") + " may not because nobody said anything, and their country asks for a yes first or is not known: dedupe.country, consent.unknown"
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
	return counted(rows, "row") + " of suppression lists cannot be read: nobody is protected by them, see rejects.csv"
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
