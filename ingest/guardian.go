package ingest

import (
	"slices"
	"strings"

	"galena/internal/contact"
)

// These are words for children and for those who speak for them.
var (
	childWords    = []string{"child", "children", "childs", "kid", "kids", "pupil", "student", "kind", "kindes", "schüler", "schülers", "enfant", "élève", "alumno", "alumna", "niño", "hijo", "figlio", "aluno", "leerling", "elev"}
	guardianWords = []string{"parent", "parents", "guardian", "carer", "eltern", "elternteil", "erziehungsberechtigter", "erziehungsberechtigte", "responsable", "tuteur", "tutor", "genitore", "responsável", "ouder", "verzorger"}
)

// guardians maps the name of the parent if each row is about a child and one parent: the
// parent is the one who can be contacted, and who has the telephone and the address.
func (s *subject) guardians(m *Mapping) {
	if !s.describes {
		return
	}
	found := map[string]int{}
	for i, c := range m.Columns {
		if name := s.guardianName(c); name != "" {
			if _, twice := found[name]; twice {
				return
			}
			found[name] = i
		}
	}
	if len(found) == 0 {
		return
	}
	var children []int
	for i, c := range m.Columns {
		if !slices.Contains(nameColumns, c.Name) {
			continue
		}
		if !hasWord(c.Header, childWords) {
			return
		}
		children = append(children, i)
	}
	for _, i := range children {
		c := &m.Columns[i]
		c.Warnings = append(c.Warnings, "is the name of a child; the lead is the parent, whom another column names")
		c.Name, c.Why, c.kind = "", WhyOwn, ""
	}
	for name, i := range found {
		m.Columns[i].Name, m.Columns[i].Why, m.Columns[i].kind = name, WhySynonym, s.kinds[name]
	}
	for i, c := range m.Columns {
		if !c.Canonical() && hasWord(c.Header, guardianWords) && !m.has("name_prefix") && s.share(i, isHonorific) >= 0.5 {
			s.take(m, "name_prefix", i)
		}
	}
}

var nameColumns = []string{"first_name", "last_name", "full_name"}

// guardianName returns which part of a parent's name a column holds, or "".
func (s *subject) guardianName(c Column) string {
	if c.Canonical() || !hasWord(c.Header, guardianWords) {
		return ""
	}
	_, title, grouped := strings.Cut(c.Header, ": ")
	if !grouped {
		title = c.Header
	}
	rest := essential(slices.DeleteFunc(contact.HeaderWords(title), func(word string) bool { return slices.Contains(guardianWords, word) || word == "s" }))
	if len(rest) == 1 && slices.Contains(nameWords, rest[0]) {
		return "full_name"
	}
	if e, ok := s.entries[contact.NameKey(strings.Join(rest, " "))]; ok && slices.Contains(nameColumns, e.column) {
		return e.column
	}
	return ""
}

func hasWord(header string, words []string) bool {
	return slices.ContainsFunc(contact.HeaderWords(header), func(word string) bool { return slices.Contains(words, word) })
}
