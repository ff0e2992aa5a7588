package contact_test

import (
	"testing"

	"galena/internal/contact"
)

// bench runs parse over values in turn and reports values per second.
func bench(b *testing.B, values []string, parse func(string)) {
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		parse(values[i])
		if i++; i == len(values) {
			i = 0
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkParsePhone(b *testing.B) {
	for name, values := range map[string][]string{
		"e164":      {"+12132455886", "+48224469794", "+442079460958", "+498946059401", "+33144903395"},
		"written":   {"(213) 245-5886", "+1-213-2455886", "213.245.5886", "+48 22 4469794", "+44 161 4978956", "+49-89-45797933"},
		"national":  {"213-245-5886", "1 416 555 0123", "(512) 206-3174"},
		"extension": {"213.245.5886 x89", "(213) 245-5886 ext. 12"},
	} {
		b.Run(name, func(b *testing.B) { bench(b, values, func(s string) { contact.ParsePhone(s, "US") }) })
	}
	invalid := []string{"(213) 145-5886", "+44 20 755162034"}
	b.Run("library", func(b *testing.B) { bench(b, invalid, func(s string) { contact.ParsePhone(s, "US") }) })
	cache := new(contact.PhoneCache)
	b.Run("cached", func(b *testing.B) { bench(b, invalid, func(s string) { cache.Parse(s, "US") }) })
}

func BenchmarkParseEmail(b *testing.B) {
	for name, values := range map[string][]string{
		"normal": {"kcorini@unitedrobertspartners.com", "wagner.nancy@gmx.de", "j.smith@example.org"},
		"gmail":  {"wagner.nancy@gmail.com"},
		"mixed":  {"Wagner.Nancy@Example.COM"},
	} {
		b.Run(name, func(b *testing.B) { bench(b, values, func(s string) { contact.ParseEmail(s) }) })
	}
}

func BenchmarkParseTime(b *testing.B) {
	for name, values := range map[string][]string{
		"date": {"2024-01-26"}, "timestamp": {"2024-01-26 00:23:16"}, "rfc3339": {"2024-01-30T15:33:36Z"}, "words": {"01 Jan 2024"},
	} {
		b.Run(name, func(b *testing.B) { bench(b, values, func(s string) { contact.ParseTime(s, contact.OrderUnknown) }) })
	}
}

func BenchmarkKeys(b *testing.B) {
	names := []string{"Katherine", "O'Brien", "Corini", "Wagner"}
	b.Run("name", func(b *testing.B) { bench(b, names, func(s string) { contact.NameKey(s) }) })
	b.Run("words", func(b *testing.B) {
		bench(b, []string{"San Francisco", "New York", "12 Oak St., Apt 4"}, func(s string) { contact.FoldWords(s) })
	})
	b.Run("accents", func(b *testing.B) { bench(b, []string{"Müller-Strauß"}, func(s string) { contact.NameKey(s) }) })
	b.Run("case", func(b *testing.B) { bench(b, names, func(s string) { contact.RepairCase(s) }) })
	b.Run("nickname", func(b *testing.B) {
		bench(b, []string{"bill", "katherine"}, func(s string) { contact.SameNickname(s, "william") })
	})
	b.Run("company", func(b *testing.B) {
		bench(b, []string{"United Roberts Partners Ltd", "Golden Maov Retail AB"}, func(s string) { contact.CompanyKey(s) })
	})
	b.Run("full_name", func(b *testing.B) {
		bench(b, []string{"Dr. Juan de la Vega III", "Ann Lee"}, func(s string) { contact.ParseName(s) })
	})
}

func BenchmarkPlacesAndLinks(b *testing.B) {
	b.Run("country", func(b *testing.B) {
		bench(b, []string{"US", "Germany"}, func(s string) { contact.CountryCode(s) })
	})
	b.Run("region", func(b *testing.B) {
		bench(b, []string{"TX", "California"}, func(s string) { contact.RegionCode("US", s) })
	})
	b.Run("domain", func(b *testing.B) {
		bench(b, []string{"https://www.unitedrobertspartners.com", "acme.co.uk"}, func(s string) { contact.RegistrableDomain(s) })
	})
	b.Run("linkedin", func(b *testing.B) {
		bench(b, []string{"https://www.linkedin.com/in/ann-lee-1a2", "linkedin.com/in/Ann-Lee", "http://uk.linkedin.com/in/ann/en"}, func(s string) { contact.LinkedInKey(s) })
	})
	b.Run("url", func(b *testing.B) {
		bench(b, []string{"https://www.unitedrobertspartners.com"}, func(s string) { contact.CheckURL(s) })
	})
	b.Run("postal", func(b *testing.B) { bench(b, []string{"78782"}, func(s string) { contact.PostalCode(s, "US") }) })
}

func BenchmarkTitles(b *testing.B) {
	titles := []string{"Chief Financial Officer", "Sr. Software Engineer", "VP Marketing", "Vertriebsleiterin"}
	b.Run("seniority", func(b *testing.B) { bench(b, titles, func(s string) { contact.Seniority(s) }) })
	b.Run("function", func(b *testing.B) { bench(b, titles, func(s string) { contact.JobFunction(s) }) })
}
