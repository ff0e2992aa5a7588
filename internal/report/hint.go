package report

// Hint says what to do about a kind of trouble by its code, "" where that is plain.
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
	case "encoding_damage":
		return "the text was read in the wrong encoding before it came here"
	}
	return ""
}
