package contact

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"galena/internal/embedded"
)

//go:embed latin_letters.tsv
var latinLettersTSV string

// latinLetters spells words of other scripts in Latin letters.
type latinLetters struct {
	start, end [][2]string
	any        *strings.Replacer
}

var latin = sync.OnceValue(func() latinLetters {
	var letters latinLetters
	var all []string
	for line := range embedded.Lines(latinLettersTSV) {
		place, rest, _ := strings.Cut(line, "\t")
		from, to, _ := strings.Cut(rest, "\t")
		switch place {
		case "start":
			letters.start = append(letters.start, [2]string{from, to})
		case "end":
			letters.end = append(letters.end, [2]string{from, to})
		default:
			all = append(all, from, to)
		}
	}
	letters.any = strings.NewReplacer(all...)
	return letters
})

// Latin transcribes Cyrillic and Greek letters, kana and Hangul to lower-case Latin
// letters, as the name is usually written abroad: "Щербаков" is "shcherbakov", "さとう" "sato"
// and "김" "kim". The result is for comparing, not for reading, since languages differ.
// Anything else, including names in other scripts, is returned as it is.
func Latin(s string) string {
	if isASCII(s) || !strings.ContainsFunc(s, spelledOut) {
		return s
	}
	words := strings.Fields(strings.ToLower(withoutTones(s)))
	for i, word := range words {
		if strings.ContainsFunc(word, isKana) {
			word = longVowels.Replace(latin().spell(strings.Map(hiragana, word)))
		}
		words[i] = spellHangul(latin().spell(word))
	}
	return strings.Join(words, " ")
}

func spelledOut(r rune) bool {
	return unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Hangul) || isKana(r)
}

func isKana(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) || r == 'ー' }

// hiragana returns the hiragana with the sound of a katakana.
func hiragana(r rune) rune {
	const apart = 'ア' - 'あ'
	if r >= 'ァ' && r <= 'ヶ' {
		return r - apart
	}
	return r
}

// longVowels shortens the vowels that names abroad write short: さとう is Sato.
var longVowels = strings.NewReplacer("ou", "o", "oo", "o", "uu", "u")

// withoutTones removes the accents of Greek letters. It leaves those of Cyrillic letters,
// which are letters of their own.
func withoutTones(s string) string {
	var out strings.Builder
	for _, r := range norm.NFC.String(s) {
		if unicode.Is(unicode.Greek, r) {
			for _, base := range norm.NFD.String(string(r)) {
				out.WriteRune(base)
				break
			}
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

func (letters latinLetters) spell(word string) string {
	before, behind := "", ""
	for _, pair := range letters.start {
		if rest, ok := strings.CutPrefix(word, pair[0]); ok {
			before, word = pair[1], rest
			break
		}
	}
	for _, pair := range letters.end {
		if rest, ok := strings.CutSuffix(word, pair[0]); ok {
			word, behind = rest, pair[1]
			break
		}
	}
	return before + letters.any.Replace(word) + behind
}
