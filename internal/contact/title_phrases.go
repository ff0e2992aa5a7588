package contact

import (
	"strings"

	"galena/internal/embedded"
)

// phraseRules label texts by the phrases in them. Labels are in the order of their lines,
// and the first line that matches wins.
type phraseRules struct {
	labels   []string
	ranks    []string       // by line; "" if the table has two columns
	phrases  map[string]int // folded phrase → line
	prefixes map[string]int // word* → line
	suffixes map[string]int // *word → line
	longest  int            // words in the longest phrase
	shortest int            // letters in the shortest prefix or suffix
}

// readPhraseRules reads a table of labels, ranks (optional) and phrases separated by |.
func readPhraseRules(tsv string) *phraseRules {
	rules := &phraseRules{phrases: map[string]int{}, prefixes: map[string]int{}, suffixes: map[string]int{}, shortest: 100}
	for line := range embedded.Lines(tsv) {
		label, phrases, _ := strings.Cut(line, "\t")
		rank, ranked, found := strings.Cut(phrases, "\t")
		if found {
			phrases = ranked
		} else {
			rank = ""
		}
		number := len(rules.labels)
		rules.labels, rules.ranks = append(rules.labels, label), append(rules.ranks, rank)
		for phrase := range strings.SplitSeq(phrases, "|") {
			if prefix, ok := strings.CutSuffix(phrase, "*"); ok {
				rules.prefixes[prefix] = number
				rules.shortest = min(rules.shortest, len(prefix))
			} else if suffix, ok := strings.CutPrefix(phrase, "*"); ok {
				rules.suffixes[suffix] = number
				rules.shortest = min(rules.shortest, len(suffix))
			} else if _, known := rules.phrases[phrase]; !known {
				rules.phrases[phrase] = number
				rules.longest = max(rules.longest, 1+strings.Count(phrase, " "))
			}
		}
	}
	return rules
}

// match returns the label of the first line with a phrase in folded, or "". It reads the
// text from left to right. The longest phrase at each word takes its words, so that "vice
// president" does not contain president. Words after "to" or "to the" are about somebody
// else: an advisor to the CEO.
func (rules *phraseRules) match(folded string) string {
	best := len(rules.labels)
	another := false
	for folded != "" {
		end, line := rules.phraseAt(folded)
		if line >= 0 && line < best && !another && rules.labels[line] != "none" {
			best = line
		}
		switch phrase := folded[:end]; {
		case phrase == "to" || strings.HasSuffix(phrase, " to"):
			another = true
		case phrase != "the" && phrase != "our":
			another = false
		}
		folded = strings.TrimPrefix(folded[end:], " ")
	}
	if best == len(rules.labels) {
		return ""
	}
	return rules.labels[best]
}

// phraseAt finds the longest phrase at the start of text, and where it ends. If there is
// none, line is -1 and end is that of the first word.
func (rules *phraseRules) phraseAt(text string) (end, line int) {
	line = -1
	wordEnd, next := 0, 0
	for words := 1; words <= rules.longest && next < len(text); words++ {
		if space := strings.IndexByte(text[next:], ' '); space >= 0 {
			next += space
		} else {
			next = len(text)
		}
		if words == 1 {
			wordEnd = next
		}
		if number, ok := rules.phrases[text[:next]]; ok {
			end, line = next, number
		}
		next++
	}
	if line >= 0 {
		return end, line
	}
	return wordEnd, rules.affixLine(text[:wordEnd])
}

// affixLine finds the longest prefix, else the longest suffix, of a word.
func (rules *phraseRules) affixLine(word string) int {
	for length := len(word); length >= rules.shortest; length-- {
		if number, ok := rules.prefixes[word[:length]]; ok {
			return number
		}
	}
	for start := range max(0, len(word)-rules.shortest+1) {
		if number, ok := rules.suffixes[word[start:]]; ok {
			return number
		}
	}
	return -1
}
