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

	// titleMarks writes out what folding would lose: where a part of a title ends
	// (a comma), whom it is for, and the elided words of French and Italian.
	titleMarks = strings.NewReplacer(
		" - ", ",", " -", ",", " – ", ",", " — ", ",", "|", ",", ";", ",", "/", ",", "\\", ",", "(", ",", ")", ",", "[", ",", "]", ",", "•", ",", "·", ",", ": ", ",",
		"\n", ",", " & ", " and ", " + ", " and ", " @", " at ", "AT&T", "ATT", " a.i.", " ad interim",
		" d'", " d ", " d’", " d ", " D'", " d ", " D’", " d ", " l'", " l ", " l’", " l ", " L'", " l ", " L’", " l ", "dell'", "dell ", "dell’", "dell ")
)

// JobFunction returns what a job title is about, as one of People Data Labs'
// roles (engineering, sales, human_resources ...), or "" where it does not say.
//
// A title is read part by part, as commas, slashes and dashes cut it; the first
// part that tells decides. In a part the noun of who does it decides (a marketing
// engineer is an engineer, a recruiter for finance a recruiter; of several the
// last: a nurse recruiter), else what it is about (head of marketing). What
// stands behind "of", "for" and their like in eight languages counts only where
// nothing before it told, and what stands behind "at" is the employer's name. What
// every department has (assistants, projects, consulting) counts where nothing
// else in the title does.
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

// The ranks of phrases.
const (
	rankRole  = "role"
	rankField = "field"
	rankDuty  = "duty"
)

// function reads a folded part of a title. It is decided where the label is not
// that of a mere duty.
func (rules *phraseRules) function(part string) (label string, decided bool) {
	role, field, duty := -1, -1, -1
	joined := false // what comes is as much as what came, which was first
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

// firstLine is the line that stands first in the table; -1 is none.
func firstLine(a, b int) int {
	if a < 0 || b < a {
		return b
	}
	return a
}

// What a small word leads to.
const (
	toNothing = iota
	toSubject
	toEmployer
	toEqual
)

// leadsTo tells what a folded word leads to.
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
