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

// readLanguages returns the languages by country, or country "-" region code.
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

// LanguageOf returns the language (BCP 47) that by far the most people of a place
// write: of the region (a code) where it has its own, else of the country
// (alpha-2). "" where a country has several, as Switzerland has.
func LanguageOf(country, region string) string {
	if region != "" {
		var buffer [16]byte
		if language, ok := languages()[string(append(append(append(buffer[:0], country...), '-'), region...))]; ok {
			return language
		}
	}
	return languages()[country]
}

// CountryOfDomain returns the country (alpha-2) to whose top-level domain a
// domain belongs, or "". Top-level domains that the whole world uses, such as io,
// are no country's.
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
