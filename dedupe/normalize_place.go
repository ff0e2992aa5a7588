package dedupe

import (
	"galena/internal/column"
	"galena/internal/contact"
)

// places determines the country of each row, from the row, else from the config. It
// puts ISO codes beside the names of countries and regions, which stay as they
// were.
func (w *normalizing) places(fallback string) {
	w.countries = make([]string, w.rows.Rows())
	if known := w.countryCodes(); known != nil {
		w.match = w.match.With("country", known)
	}
	for i, code := range w.countries {
		if code == "" {
			w.countries[i] = fallback
		}
	}
	if !w.rows.Has("region") {
		return
	}
	regions := w.text("region")
	codes := column.NewTextBuilder(regions.Len(), 6*regions.Len())
	var query []byte
	for i := range regions.Len() {
		if empty(regions, i) || w.countries[i] == "" {
			codes.AppendNull()
			continue
		}
		query = append(append(append(query[:0], w.countries[i]...), 0), regions.Value(i)...)
		if code := w.region.Get(string(query)); code != "" {
			codes.Append(code)
		} else {
			codes.AppendNull()
		}
	}
	built := codes.Finish()
	w.rows = w.rows.With("region_code", built)
	w.match = w.match.With("region", orFolded(built, regions))
}

// countryCodes fills w.countries from the rows. It returns the codes as a column,
// or nil if the rows have no country.
func (w *normalizing) countryCodes() *column.Text {
	if !w.rows.Has("country") {
		return nil
	}
	countries := w.text("country")
	codes := column.NewTextBuilder(countries.Len(), 2*countries.Len())
	for i := range countries.Len() {
		if empty(countries, i) {
			codes.AppendNull()
			continue
		}
		code := w.country.Get(countries.Value(i))
		if code == "" {
			w.note("country", "country_unknown", i)
			codes.AppendNull()
			continue
		}
		w.countries[i] = code
		codes.Append(code)
	}
	built := codes.Finish()
	w.rows = w.rows.With("country_code", built)
	return built
}

// orFolded returns the codes, with the folded text where there is no code.
func orFolded(codes, text *column.Text) *column.Text {
	out := rewrite{in: codes}
	for i := range codes.Len() {
		if codes.IsValid(i) || empty(text, i) {
			out.keep()
			continue
		}
		out.fill(contact.FoldWords(text.Value(i)))
	}
	return out.column()
}

// postalCodes writes codes of a known form in the way of their country. They stay
// text, so that no zero is lost.
func (w *normalizing) postalCodes(name string, text *column.Text) {
	out := w.rewriting(name, text)
	for i := range text.Len() {
		if empty(text, i) {
			out.keep()
			continue
		}
		out.change(contact.PostalCode(text.Value(i), w.countries[i]))
	}
	w.take(name, &out)
	w.match = w.match.With(name, w.text(name))
}

// links makes the match keys of links: the path of a LinkedIn profile, the
// registrable domain of a website. The links stay as they were.
func (w *normalizing) links(name string, text *column.Text) {
	switch name {
	case "linkedin_url":
		w.keys(name, text, contact.LinkedInKey)
	case "website":
		w.keys(name, text, w.domain.Get)
	}
}

// keys makes the match keys of a column.
func (w *normalizing) keys(name string, text *column.Text, of func(string) string) {
	keys := column.NewTextBuilder(text.Len(), column.TextBytes(text))
	for i := range text.Len() {
		key := ""
		if !empty(text, i) {
			key = of(text.Value(i))
		}
		if key == "" {
			keys.AppendNull()
			continue
		}
		keys.Append(key)
	}
	w.match = w.match.With(name, keys.Finish())
}

// streetKey is the match key of a street.
func streetKey(street string) string { return contact.StreetKey(contact.Latin(street)) }
