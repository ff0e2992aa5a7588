package enrich

import (
	"bytes"
	"encoding/json"
	"slices"
)

// AnswerFile is a file of Config.AnswerFolder in which a step keeps what it was
// told, whatever its network's mode.
type AnswerFile struct {
	Name string
	// Columns are those of leads that the step asks with.
	Columns []string
	key     func(value func(column string) string) string
}

// Key is what the answer about a lead is kept under, "" for a lead that lacks a
// value to ask with.
func (f AnswerFile) Key(value func(column string) string) string {
	if slices.ContainsFunc(f.Columns, func(name string) bool { return value(name) == "" }) {
		return ""
	}
	return f.key(value)
}

// AnswerFolder is where steps keep answers, "" if none asks over the network.
func (c Config) AnswerFolder() string {
	if !slices.ContainsFunc(c, func(s Step) bool { return s.Network != nil || s.DNS != nil || s.Provider != nil }) {
		return ""
	}
	network := c.network()
	return network.folder()
}

// AnswerFiles are the files that the steps of the config keep answers in. The
// folder may hold others, of steps that once were in it.
func (c Config) AnswerFiles() []AnswerFile {
	var files []AnswerFile
	for _, s := range c {
		switch {
		case s.DNS != nil:
			files = append(files, AnswerFile{dnsFile, []string{"email_domain"}, func(value func(string) string) string { return value("email_domain") }})
		case s.Provider != nil:
			t, err := newTemplate(s.Provider)
			if err != nil {
				continue // it could ask for nobody
			}
			name := s.Provider.Name
			files = append(files, AnswerFile{name + answerExtension, t.columns, func(value func(string) string) string { return t.of(value).key(name) }})
		}
	}
	return files
}

// WithoutAnswers returns the lines of an answer file but those that are to go: by
// the key, or by what the answer says, its escapes resolved. A line that is no
// answer, as one that was cut off, is judged by its text alone.
func WithoutAnswers(data []byte, goes func(key, text string) bool) (kept []byte, removed int64) {
	kept = make([]byte, 0, len(data))
	for line := range bytes.Lines(data) {
		var a answer
		text := string(line)
		if json.Unmarshal(line, &a) == nil {
			text = plain(a.Body)
		}
		if goes(a.Key, text) {
			removed++
		} else {
			kept = append(kept, line...)
		}
	}
	return kept, removed
}

// plain writes JSON without escapes of letters that need none.
func plain(body string) string {
	var value any
	decoder := json.NewDecoder(bytes.NewReader([]byte(body)))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return body
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil {
		return body
	}
	return out.String()
}
