package enrich

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/provenance"
)

// open takes the wanted values of a lead out of its answer. j.values stays nil if none of them can be used.
func (p *providerStep) open(j *job) {
	if j.opened || !j.known || j.answer.Outcome != outcomeAnswered {
		return
	}
	j.opened = true
	decoder := json.NewDecoder(strings.NewReader(j.answer.Body))
	decoder.UseNumber()
	var body any
	if decoder.Decode(&body) != nil {
		return
	}
	j.sure = p.Confidence
	if p.ConfidenceAt != "" {
		if sure, err := strconv.ParseFloat(textAt(body, p.ConfidenceAt), 64); err == nil {
			j.sure = min(max(sure, 0), 1)
		}
	}
	if j.sure < p.MinConfidence {
		return
	}
	values, some := make([]string, len(p.Take)), false
	p.answered++
	for i, entry := range p.Take {
		text := textAt(body, entry.Value)
		if text == "" {
			continue
		}
		found := &p.found[i]
		found.some = true
		if !j.wanted[i] {
			continue
		}
		if value, ok := valid(entry.Key, text); ok {
			values[i], some, found.usable = value, true, true
		} else {
			found.refused++
		}
	}
	if some {
		j.values = values
	}
}

// textAt returns the text, number or truth value at a dotted path, "" for anything else. A
// number in the path is an array index, from 0.
func textAt(value any, path string) string {
	for part := range strings.SplitSeq(path, ".") {
		switch holder := value.(type) {
		case map[string]any:
			value = holder[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(holder) {
				return ""
			}
			value = holder[i]
		default:
			return ""
		}
	}
	switch value := value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return strconv.FormatBool(value)
	}
	return ""
}

// longestValue is the most bytes that a text of a provider may have.
const longestValue = 1000

// valid returns the value in the form of a canonical column, and whether the column can hold it.
func valid(name, value string) (string, bool) {
	value = strings.TrimSpace(value)
	if value == "" || len(value) > longestValue || strings.ContainsFunc(value, unicode.IsControl) || isNoValue(value) {
		return "", false
	}
	c, _ := contact.ColumnByName(name)
	switch c.Kind {
	case contact.KindEmail:
		email, problem := contact.ParseEmail(value)
		return email.Address, problem == ""
	case contact.KindPhone:
		phone, _ := contact.ParsePhone(value, "")
		return phone.E164, phone.Valid
	case contact.KindDomain:
		return contact.RegistrableDomain(value)
	case contact.KindURL:
		_, ok := contact.RegistrableDomain(value)
		return value, ok
	case contact.KindCountry:
		_, ok := contact.CountryCode(value)
		return value, ok
	}
	_, unreadable := conform(column.Repeat(value, 1), kindOfTaken(name, column.KindText))
	return value, unreadable == 0
}

// isNoValue reports whether a text is a way to say that nothing is known.
func isNoValue(value string) bool {
	switch strings.ToLower(value) {
	case "n/a", "na", "#n/a", "null", "nil", "none", "nan", "unknown", "undefined", "-", "--", "?":
		return true
	}
	return false
}

// evidence returns where the values of a lead come from. They share the cost of the answer.
func (p *providerStep) evidence(j *job) evidence {
	e := provenance.Undated(p.Name, methodProvider)
	if j == nil || j.values == nil {
		return e
	}
	brought := 0
	for _, value := range j.values {
		if value != "" {
			brought++
		}
	}
	e.Confidence, e.Cost = j.sure, j.answer.Cost.amount()/float64(brought)
	e.Observed = dayOf(j.answer.At)
	return e
}

// dayOf returns the first instant of a day as written in the cache.
func dayOf(day string) int64 {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return unknown
	}
	return at.UnixMicro()
}
