package contact

import (
	_ "embed"
	"strings"
	"sync"
)

var (
	//go:embed title_function.tsv
	functionTSV string

	functionRules = sync.OnceValue(func() *phraseRules { return readPhraseRules(functionTSV) })

	// titleMarks keeps what folding would lose: where a part of a title ends (as a comma),
	// whom it is for, and the elided words of French and Italian.
	titleMarks = strings.NewReplacer(
		" - ", ",", " -", ",", " – ", ",", " — ", ",", "|", ",", ";", ",", "/", ",", "\\", ",", "(", ",", ")", ",", "[", ",", "]", ",", "•", ",", "·", ",", ": ", ",",
		"\n", ",", " & ", " and ", " + ", " and ", " @", " at ", "AT&T", "ATT", " a.i.", " ad interim",
		" d'", " d ", " d’", " d ", " D'", " d ", " D’", " d ", " l'", " l ", " l’", " l ", " L'", " l ", " L’", " l ", "dell'", "dell ", "dell’", "dell ")
)

// JobFunction returns what a job title is about, as one of People Data Labs' roles
// (engineering, sales, human_resources ...), or "" if it does not say.
//
// Commas, slashes and dashes split a title into parts, and the first part that names a
// function decides. Within a part, the noun for the person decides (a marketing engineer is
// an engineer, a recruiter for finance a recruiter; of several the last: a nurse
// recruiter), else the subject (head of marketing). Words after "of", "for" and similar
// words in eight languages count only if nothing before them names a function; words after
// "at" are the employer's name. Words that every department has (assistants, projects,
// consulting) count only if nothing else in the title does.
func JobFunction(title string) string {
	rules, duty := functionRules(), ""
	for part := range strings.SplitSeq(titleMarks.Replace(title), ",") {
		label, decided := rules.function(FoldWords(part))
		if decided {
			return label
		}
		if duty == "" {
			duty = label
		}
	}
	return duty
}

// These are the ranks of phrases.
const (
	rankRole  = "role"
	rankField = "field"
	rankDuty  = "duty"
)

// function reads a folded part of a title. decided is false if the label is only that of a
// duty.
func (rules *phraseRules) function(part string) (label string, decided bool) {
	role, field, duty := -1, -1, -1
	joined := false // the next phrase counts as much as the first one, which it is joined to
	for part != "" {
		end, line := rules.phraseAt(part)
		phrase := part[:end]
		if line >= 0 {
			switch rules.ranks[line] {
			case rankRole:
				role = line
			case rankField:
				if !joined || field < 0 {
					field = firstLine(field, line)
				}
			case rankDuty:
				duty = firstLine(duty, line)
			}
		}
		switch leadsTo(phrase[strings.LastIndexByte(phrase, ' ')+1:]) {
		case toEmployer:
			end = len(part)
		case toSubject:
			if role >= 0 || field >= 0 {
				end = len(part)
			}
		case toEqual:
			joined = true
		}
		part = strings.TrimPrefix(part[end:], " ")
	}
	switch {
	case role >= 0:
		return rules.labels[role], true
	case field >= 0:
		return rules.labels[field], true
	case duty >= 0:
		return rules.labels[duty], false
	}
	return "", false
}

// firstLine returns the line that comes first in the table; -1 means none.
func firstLine(a, b int) int {
	if a < 0 || b < a {
		return b
	}
	return a
}

// These are the effects of a small word on the words after it.
const (
	toNothing = iota
	toSubject
	toEmployer
	toEqual
)

// leadsTo returns the effect of a folded word.
func leadsTo(word string) int {
	switch word {
	case "of", "for", "to", "in", "fur", "fuer", "von", "vom", "der", "des", "im", "zur", "zum", "de", "du", "d", "pour", "en", "para", "del", "di", "della", "dello", "dei",
		"degli", "delle", "dell", "per", "da", "do", "das", "dos", "van", "voor", "ds", "dla":
		return toSubject
	case "at", "bei", "beim", "chez", "presso", "bij":
		return toEmployer
	case "and", "und", "et", "y", "e":
		return toEqual
	}
	return toNothing
}
