package enrich

import (
	"bytes"
	"encoding/json"
	"slices"
)

// AnswerFile is a file in Config.AnswerFolder that holds the answers a step got. It is the same
// in every network mode.
type AnswerFile struct {
	Name string
	// Columns are the lead columns that a request is built from.
	Columns []string
	key     func(value func(column string) string) string
}

// Key returns the key of the answer about a lead, or "" if the lead lacks a value to ask with.
func (f AnswerFile) Key(value func(column string) string) string {
	if slices.ContainsFunc(f.Columns, func(name string) bool { return value(name) == "" }) {
		return ""
	}
	return f.key(value)
}

// AnswerFolder returns the folder in which steps keep answers, or "" if none uses the network.
func (c Config) AnswerFolder() string {
	if !slices.ContainsFunc(c, func(s Step) bool { return s.Network != nil || s.DNS != nil || s.Provider != nil }) {
		return ""
	}
	network := c.network()
	return network.folder()
}

// AnswerFiles returns the files in which the steps of the config keep answers. The folder may
// hold others, of steps that have since left the config.
func (c Config) AnswerFiles() []AnswerFile {
	var files []AnswerFile
	for _, s := range c {
		switch {
		case s.DNS != nil:
			files = append(files, AnswerFile{dnsFile, []string{"email_domain"}, func(value func(string) string) string { return value("email_domain") }})
		case s.Provider != nil:
			t, err := newTemplate(s.Provider)
			if err != nil {
				continue // no request can be built from it
			}
			name := s.Provider.Name
			files = append(files, AnswerFile{name + answerExtension, t.columns, func(value func(string) string) string { return t.of(value).key(name) }})
		}
	}
	return files
}

// ReadAnswer reads a line of an answer file: the key of the question, and the answer's body
// without JSON escapes. For a line that is not an answer, such as one cut off, the key is
// empty and the text is the whole line.
func ReadAnswer(line []byte) (key, text string) {
	var a answer
	if json.Unmarshal(line, &a) != nil {
		return "", string(line)
	}
	return a.Key, plain(a.Body)
}

// plain rewrites JSON without escapes of letters that need none.
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
