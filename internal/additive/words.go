package additive

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
)

const (
	mostWords      = 2000 // maximum number of words of a column that may be learnt from: the most frequent ones
	shortestWord   = 2    // in letters
	longestWord    = 24
	wordCounters   = 1 << 20 // shared by rare words through their hashes
	wordsPerText   = 1.5     // mean words per cell from which a column of rare values is a text
	mostWordsTaken = 40      // maximum number of words learnt from in a column
)

// textColumn records, for a column of texts, which rows each word is in. It drops words
// that few rows have.
type textColumn struct {
	name   string
	filled []bool // by row
	words  []wordRows
}

type wordRows struct {
	word string
	rows []uint32
}

// words calls yield with each word of a text, folded, once per occurrence. A word is a run
// of letters that is neither very short nor very long.
func words(text string, yield func(word string)) {
	for len(text) > 0 {
		start := strings.IndexFunc(text, unicode.IsLetter)
		if start < 0 {
			return
		}
		text = text[start:]
		end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
		if end < 0 {
			end = len(text)
		}
		if n := utf8.RuneCountInString(text[:end]); n >= shortestWord && n <= longestWord {
			yield(strings.ToLower(text[:end]))
		}
		text = text[end:]
	}
}

// eachText calls yield with the filled cells of a column.
func eachText(batches []column.Table, keep [][]bool, name string, yield func(row uint32, text string)) {
	row := uint32(0)
	for b, t := range batches {
		var text *column.Text
		if found := t.Column(name); found != nil {
			text = column.AsText(found)
		}
		for i, ok := range keep[b] {
			if !ok {
				continue
			}
			if text != nil && text.IsValid(i) && !missing(strings.TrimSpace(text.Value(i))) {
				yield(row, text.Value(i))
			}
			row++
		}
	}
}

// textOf reads the words of a column, and offers the number of words per row as a field. It
// returns nil if the column is not text: hardly any cell has two words, or no word recurs.
func textOf(batches []column.Table, keep [][]bool, name string, rows int) (*textColumn, []offer) {
	counters := make([]uint32, wordCounters)
	t := &textColumn{name: name, filled: make([]bool, rows)}
	texts, total := 0, 0
	lengths := make([]float64, rows)
	eachText(batches, keep, name, func(row uint32, text string) {
		t.filled[row] = true
		texts++
		words(text, func(word string) {
			counters[xxh3.HashString(word)%wordCounters]++
			lengths[row]++
		})
		total += int(lengths[row])
	})
	if float64(total) < wordsPerText*float64(texts) {
		return nil, nil
	}
	least := uint32(rareBelow(rows))
	index := map[string]int{}
	eachText(batches, keep, name, func(row uint32, text string) {
		words(text, func(word string) {
			if counters[xxh3.HashString(word)%wordCounters] < least {
				return
			}
			at, known := index[word]
			if !known {
				at = len(t.words)
				word = strings.Clone(word)
				index[word] = at
				t.words = append(t.words, wordRows{word: word})
			}
			if w := &t.words[at]; len(w.rows) == 0 || w.rows[len(w.rows)-1] != row {
				w.rows = append(w.rows, row)
			}
		})
	})
	t.words = slices.DeleteFunc(t.words, func(w wordRows) bool { return len(w.rows) < int(least) || texts-len(w.rows) < int(least) })
	slices.SortFunc(t.words, func(a, b wordRows) int {
		return cmp.Or(cmp.Compare(len(b.rows), len(a.rows)), strings.Compare(a.word, b.word))
	})
	if t.words = slices.Clip(t.words[:min(len(t.words), mostWords)]); len(t.words) == 0 {
		return nil, nil
	}
	count := Field{Column: name, Part: WordCount, Kind: Number}.Named()
	bins := count.cutInto(lengths)
	return t, []offer{{count, bins}}
}

// wordCount is the number of words in a text.
func wordCount(text string) float64 {
	n := 0
	words(text, func(string) { n++ })
	return float64(n)
}

// field returns the field for a word of the column, with its bins.
func (t *textColumn) field(word int) offer {
	w := &t.words[word]
	o := offer{
		Field{Column: t.name, Part: Says, Of: w.word, Kind: Truth, Values: []string{"false", "true"}}.Named(),
		make([]uint8, len(t.filled)),
	}
	for row, filled := range t.filled {
		o.bins[row] = uint8(truth(filled))
	}
	for _, row := range w.rows {
		o.bins[row] = 2
	}
	return o
}

// permute puts the rows in another order.
func (t *textColumn) permute(order []uint32) {
	t.filled = permuted(t.filled, order)
	place := make([]uint32, len(order))
	for i, from := range order {
		place[from] = uint32(i)
	}
	for _, w := range t.words {
		for i, row := range w.rows {
			w.rows[i] = place[row]
		}
	}
}
