package column

import (
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Spelt returns a text column whose rows are numbers of words. The empty word stands for
// a null. It costs two thirds of appending the words one by one.
func Spelt(numbers []uint16, words []string) *Text {
	counts := make([]int, len(words))
	for _, number := range numbers {
		counts[number]++
	}
	spelt, size := make([]speltWord, len(words)), 0
	for i, word := range words {
		spelt[i] = speltWord{size: len(word), text: word}
		copy(spelt[i].head[:], word)
		size += counts[i] * len(word)
	}
	checkText(size)
	offsets, data := make([]int32, len(numbers)+1), make([]byte, size+wide)
	at := 0
	for row, number := range numbers {
		word := &spelt[number]
		if Copy32((*[wide]byte)(data[at:]), &word.head); word.size > wide {
			copy(data[at:], word.text)
		}
		at += word.size
		offsets[row+1] = int32(at)
	}
	nulls, valid := speltNulls(numbers, words, counts)
	return NewText(data[:size:size], offsets, valid, nulls)
}

// speltWord is a word with its first bytes in an array of fixed size, which is copied
// whole whatever the word's length: the next word overwrites the excess.
type speltWord struct {
	head [wide]byte
	size int
	text string
}

// speltNulls returns the bitmap of the rows whose word is not empty; nil if all are.
func speltNulls(numbers []uint16, words []string, counts []int) (nulls int, valid *memory.Buffer) {
	is := make([]byte, len(words)) // 1 for every word that is not empty
	for i, word := range words {
		if word == "" {
			nulls += counts[i]
		} else {
			is[i] = 1
		}
	}
	if nulls == 0 {
		return 0, nil
	}
	bits := make([]byte, bitutil.BytesForBits(int64(len(numbers))))
	for row, number := range numbers {
		bits[row>>3] |= is[number] << (row & 7)
	}
	return nulls, memory.NewBufferBytes(bits)
}
