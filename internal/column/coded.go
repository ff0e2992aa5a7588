package column

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Coded holds strings as numbers of words that are stored once, for values that many rows
// share. Only tables beside the leads, on their way into a file, have such columns.
type Coded = array.Dictionary

// codedType is the Arrow type of a Coded.
var codedType = &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Uint32, ValueType: arrow.BinaryTypes.String}

// CodedBuilder makes a Coded. The zero value is ready.
type CodedBuilder struct {
	validity
	codes []uint32
}

// NewCodedBuilder returns a builder with room for the given number of rows.
func NewCodedBuilder(rows int) *CodedBuilder {
	return &CodedBuilder{codes: make([]uint32, 0, rows)}
}

// Append adds the number of a word.
func (b *CodedBuilder) Append(code uint32) {
	b.codes = append(b.codes, code)
	b.append(true)
}

// AppendNull adds a null.
func (b *CodedBuilder) AppendNull() {
	b.codes = append(b.codes, 0)
	b.append(false)
}

// Finish returns the appended numbers over the words, none of which is null, and empties
// the builder. Every number must be less than the number of words; two words may be the
// same.
func (b *CodedBuilder) Finish(words *Text) *Coded {
	codes := array.NewUint32Data(array.NewData(arrow.PrimitiveTypes.Uint32, b.length,
		[]*memory.Buffer{b.buffer(), memory.NewBufferBytes(arrow.Uint32Traits.CastToBytes(b.codes))}, nil, b.nulls, 0))
	*b = CodedBuilder{}
	out := array.NewDictionaryArray(codedType, codes, words)
	out.Dictionary() // Arrow creates it on first use, without a lock
	return out
}

// NewCoded wraps the numbers of words without a copy; the rules are those of Finish.
func NewCoded(codes []uint32, words *Text) *Coded {
	return (&CodedBuilder{validity: validity{length: len(codes)}, codes: codes}).Finish(words)
}

// Codes returns the numbers of the rows and the words that they refer to.
func Codes(a *Coded) (codes []uint32, words *Text) {
	return a.Indices().(*array.Uint32).Uint32Values(), a.Dictionary().(*Text)
}

// decoded returns the text of every row.
func decoded(a *Coded) *Text {
	codes, words := Codes(a)
	b := NewTextBuilder(len(codes), 16*len(codes))
	for row, code := range codes {
		if a.IsNull(row) {
			b.AppendNull()
		} else {
			b.Append(words.Value(int(code)))
		}
	}
	return b.Finish()
}

// Decoded returns the table with each Coded as a Text, for users that do not know Coded.
func (t Table) Decoded() Table {
	for i, name := range t.names {
		if coded, ok := t.columns[i].(*Coded); ok {
			t = t.With(name, decoded(coded))
		}
	}
	return t
}
