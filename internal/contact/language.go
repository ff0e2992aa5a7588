package contact

import (
	_ "embed"
	"strings"
	"sync"

	"galena/internal/embedded"
)

var (
	//go:embed languages.tsv
	languagesTSV string
	//go:embed generic_domains.txt
	genericDomainsTXT string

	languages      = sync.OnceValue(readLanguages)
	genericDomains = sync.OnceValue(func() map[string]bool { return embedded.Set(genericDomainsTXT) })
)

// readLanguages returns the languages by country, or by country "-" region code.
func readLanguages() map[string]string {
	table := map[string]string{}
	for line := range embedded.Lines(languagesTSV) {
		language, places, _ := strings.Cut(line, "\t")
		for place := range strings.FieldsSeq(places) {
			table[place] = language
		}
	}
	return table
}

// LanguageOf returns the language (BCP 47) that by far most people of a place write: that
// of the region (a code) if it has its own, else that of the country (alpha-2). It returns
// "" for a country with several, such as Switzerland.
func LanguageOf(country, region string) string {
	if region != "" {
		var buffer [16]byte
		if language, ok := languages()[string(append(append(append(buffer[:0], country...), '-'), region...))]; ok {
			return language
		}
	}
	return languages()[country]
}

// CountryOfDomain returns the country (alpha-2) that a domain's top-level domain belongs
// to, or "". Top-level domains used worldwide, such as io, belong to no country.
func CountryOfDomain(domain string) string {
	top := domain[strings.LastIndexByte(domain, '.')+1:]
	if len(top) != 2 || len(top) == len(domain) || genericDomains()[top] {
		return ""
	}
	if top == "uk" {
		return "GB"
	}
	pair := upperPair(top)
	if code, _ := CountryCode(pair); code != pair {
		return ""
	}
	return pair
}

// upperPair returns two letters in upper case.
func upperPair(s string) string { return string([]byte{s[0] &^ 0x20, s[1] &^ 0x20}) }
