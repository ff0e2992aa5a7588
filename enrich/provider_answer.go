package enrich

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"galena/internal/column"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// open takes the values that a lead lacks out of its answer; values stays nil
// where there are none that can be used.
func (p *providerStep) open(j *job) {
	if !j.known || j.answer.Outcome != outcomeAnswered || j.values != nil {
		return
	}
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
	for i, entry := range p.Take {
		if !j.wanted[i] {
			continue
		}
		if value, ok := valid(entry.Key, textAt(body, entry.Value)); ok {
			values[i], some = value, true
		}
	}
	if some {
		j.values = values
	}
}

// textAt returns the text, number or truth value at a dotted path, "" for
// anything else. A number in the path is a place in an array, from 0.
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

// longestValue is the most bytes of a text that a provider may bring.
const longestValue = 1000

// valid returns the value in the form of a canonical column, and whether it can
// stand there.
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

// evidence is where the values of a lead come from.
func (p *providerStep) evidence(j *job) evidence {
	e := evidence{source: p.Name, method: methodProvider, observed: unknown, confidence: math.NaN()}
	if j == nil || j.values == nil {
		return e
	}
	brought := 0
	for _, value := range j.values {
		if value != "" {
			brought++
		}
	}
	e.confidence, e.cost = j.sure, j.answer.Cost.amount()/float64(brought)
	if at, err := time.Parse(time.DateOnly, j.answer.At); err == nil {
		e.observed = at.UnixMicro()
	}
	return e
}

// ledgerName is the side table of what was asked.
const ledgerName = "provider_calls"

// ledger is a row for each lead that has an answer. What an answer cost stands
// with the first lead that it is used for.
func (p *providerStep) ledger(rows column.Table, jobs []job) pipeline.Side {
	var lead, provider, outcome, filled, at column.TextBuilder
	status, attempts := column.NewNumberBuilder[int64](0), column.NewNumberBuilder[int64](0)
	cost := column.NewNumberBuilder[float64](0)
	leads := rows.Text("lead_id")
	for _, j := range jobs {
		if !j.known {
			continue
		}
		lead.Append(cell(leads, j.row))
		provider.Append(p.Name)
		a := j.answer
		if a.Outcome == outcomeAsked {
			a.Outcome, a.Attempts = "lost", 1
		}
		outcome.Append(a.Outcome)
		var fields []string
		for i := range j.values {
			if j.values[i] != "" {
				fields = append(fields, p.Take[i].Key)
			}
		}
		filled.Append(strings.Join(fields, "; "))
		at.Append(a.At)
		status.Append(int64(a.Status))
		attempts.Append(int64(a.Attempts))
		if p.told[a.Key] {
			a.Cost = 0
		}
		p.told[a.Key] = true
		cost.Append(a.Cost.amount())
	}
	ids := lead.Finish()
	days, _ := conform(at.Finish(), column.KindDate)
	return pipeline.Side{Name: ledgerName, Rows: column.NewTable(ids.Len()).
		With("lead_id", ids).With("provider", provider.Finish()).With("outcome", outcome.Finish()).With("status", status.Finish()).
		With("attempts", attempts.Finish()).With("filled", filled.Finish()).With("cost", cost.Finish()).With("asked_on", days)}
}
