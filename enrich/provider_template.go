package enrich

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// template builds the requests of a provider.
type template struct {
	method, url, body string
	columns           []string // lead columns that it needs, sorted
}

var placeholder = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\}`)

func newTemplate(p *Provider) (template, error) {
	t := template{method: p.Method, url: p.URL.Value, body: p.Body.Value}
	for _, found := range placeholder.FindAllStringSubmatch(t.url+" "+t.body, -1) {
		t.columns = append(t.columns, found[1])
	}
	slices.Sort(t.columns)
	t.columns = slices.Compact(t.columns)
	u, err := url.Parse(placeholder.ReplaceAllString(t.url, "x"))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return t, fmt.Errorf("must be an http or https URL")
	case strings.Contains(strings.SplitN(t.url, "/", 4)[2], "{"):
		return t, fmt.Errorf("cannot have a lead's value for a host")
	case u.User != nil:
		return t, fmt.Errorf("cannot hold a password; use headers")
	case len(t.columns) == 0:
		return t, fmt.Errorf("names no {column} of leads, nor does body")
	}
	return t, nil
}

// request is what is sent for a lead, without the headers.
type request struct{ method, url, body string }

// of fills the template with a lead's values.
func (t template) of(value func(column string) string) request {
	return request{
		method: t.method,
		url:    fill(t.url, value, func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }),
		body: fill(t.body, value, func(s string) string {
			quoted, _ := json.Marshal(s) // a string always marshals
			return string(quoted[1 : len(quoted)-1])
		}),
	}
}

func fill(text string, value func(string) string, escape func(string) string) string {
	return placeholder.ReplaceAllStringFunc(text, func(place string) string { return escape(value(place[1 : len(place)-1])) })
}

// expand replaces each ${NAME} in a header by that variable of the environment.
func expand(text string, lookup func(string) (string, bool)) (string, error) {
	var missing []string
	out := variable.ReplaceAllStringFunc(text, func(place string) string {
		value, ok := lookup(place[2 : len(place)-1])
		if !ok {
			missing = append(missing, place[2:len(place)-1])
		}
		return value
	})
	if len(missing) > 0 {
		return "", fmt.Errorf("the environment does not have %s; set it, or use what is in the cache with network: {mode: replay}", strings.Join(missing, ", "))
	}
	return out, nil
}

var variable = regexp.MustCompile(`\$\{[A-Za-z_][A-Za-z0-9_]*\}`)

// Unset returns the variables in headers of providers that lookup does not know, in order; none
// in mode replay, which needs no secrets.
func (c Config) Unset(lookup func(name string) (string, bool)) []string {
	var missing []string
	if network := c.network(); network.replays() {
		return nil
	}
	for _, s := range c {
		if s.Provider == nil {
			continue
		}
		for _, header := range s.Provider.Headers {
			for _, place := range variable.FindAllString(header.Value, -1) {
				name := place[2 : len(place)-1]
				if _, ok := lookup(name); !ok && !slices.Contains(missing, name) {
					missing = append(missing, name)
				}
			}
		}
	}
	return missing
}
