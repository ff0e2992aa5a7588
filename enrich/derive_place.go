package enrich

import (
	"galena/internal/column"
	"galena/internal/contact"
)

// phone adds the region and type of the number, and whether it is valid. All three are null if
// the number's country is unknown.
func (s *scratch) phone(rows column.Table) column.Table {
	phones := rows.Text("phone")
	if phones == nil {
		return rows
	}
	regions, types := column.NewTextBuilder(rows.Rows(), 2*rows.Rows()), column.NewTextBuilder(rows.Rows(), 8*rows.Rows())
	var valid column.BoolBuilder
	for i := range phones.Len() {
		if phones.IsNull(i) || phones.Value(i) == "" {
			regions.AppendNull()
			types.AppendNull()
			valid.AppendNull()
			continue
		}
		phone, problem := s.phones.Parse(phones.Value(i), "")
		regions.AppendGiven(phone.Region)
		types.AppendGiven(phone.Type)
		if problem == contact.PhoneNoCountry {
			valid.AppendNull()
		} else {
			valid.Append(phone.Valid)
		}
	}
	return rows.
		With("phone_region", regions.Finish()).
		With("phone_type", types.Finish()).
		With("phone_is_valid", valid.Finish())
}

// timezone adds the time zone of the lead's place where the source gave none.
func (s *scratch) timezone(rows column.Table) column.Table {
	countries, regions := rows.Text("country_code"), rows.Text("region_code")
	if countries == nil {
		return rows
	}
	zones := newFilling(rows, "timezone")
	var place []byte
	for i := range countries.Len() {
		if countries.IsNull(i) {
			zones.add("")
			continue
		}
		place = append(append(place[:0], countries.Value(i)...), 0)
		if regions != nil && regions.IsValid(i) {
			place = append(place, regions.Value(i)...)
		}
		zones.add(s.zones.Get(string(place)))
	}
	return zones.into(rows)
}

// hint adds the country that the phone number or the domains suggest where the source gave
// none, and the language most people write there where it gave none. They have columns of their
// own, being too weak for the canonical ones.
func (s *scratch) hint(rows column.Table) column.Table {
	countries, regions := rows.Text("country_code"), rows.Text("region_code")
	spoken := rows.Text("language")
	phones, types := rows.Text("phone_region"), rows.Text("phone_type")
	domains := []*column.Text{rows.Text("company_domain"), rows.Text("email_domain")}
	hints, languages := column.NewTextBuilder(rows.Rows(), 2*rows.Rows()), column.NewTextBuilder(rows.Rows(), 2*rows.Rows())
	for i := range rows.Rows() {
		country, region, hint := cell(countries, i), cell(regions, i), ""
		if country == "" {
			if kind := cell(types, i); kind != contact.PhoneTollFree && kind != contact.PhonePremium { // companies abroad rent such numbers
				hint = cell(phones, i)
			}
			for _, d := range domains {
				if hint == "" {
					hint = contact.CountryOfDomain(cell(d, i))
				}
			}
			country = hint
		}
		hints.AppendGiven(hint)
		if cell(spoken, i) == "" {
			languages.AppendGiven(contact.LanguageOf(country, region))
		} else {
			languages.AppendNull()
		}
	}
	return rows.With("country_hint", hints.Finish()).With("language_hint", languages.Finish())
}

// cell returns a value of a column that may not exist, "" for none.
func cell(values *column.Text, row int) string {
	if values == nil || values.IsNull(row) {
		return ""
	}
	return values.Value(row)
}
