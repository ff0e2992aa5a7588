package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
)

// stringPage is a page of strings in an encoding that we decode ourselves.
type stringPage struct {
	left    int    // values to come, including nulls
	maxDef  uint32 // the level of a value that is present; 0: all are
	levels  hybrid
	plain   []byte // the values, of a plain page
	indexes hybrid // in the dictionary, of another
	isPlain bool

	present, numbers []uint32 // levels and indexes in hand
}

// open starts on a page. It returns false if the page is in neither of the two encodings
// known here.
func (p *stringPage) open(page file.DataPage, maxDef int16) (ours bool, err error) {
	data, width := page.Data(), levelWidth(maxDef)
	p.maxDef, p.levels = uint32(maxDef), hybrid{}
	switch page := page.(type) {
	case *file.DataPageV1:
		if maxDef == 0 {
			break
		}
		if page.DefinitionLevelEncoding() != parquet.Encodings.RLE {
			return false, nil
		}
		if len(data) < 4 || int64(binary.LittleEndian.Uint32(data)) > int64(len(data)-4) {
			return false, errLevelBytes
		}
		size := int(binary.LittleEndian.Uint32(data))
		p.levels, data = newHybrid(data[4:4+size], width), data[4+size:]
	case *file.DataPageV2:
		repetitions, size := int64(page.RepetitionLevelByteLen()), int64(page.DefinitionLevelByteLen())
		if repetitions < 0 || size < 0 || repetitions+size > int64(len(data)) {
			return false, errLevelBytes
		}
		data = data[repetitions:]
		p.levels, data = newHybrid(data[:size], width), data[size:]
	}
	switch parquet.Encoding(page.Encoding()) {
	case parquet.Encodings.Plain:
		p.isPlain, p.plain = true, data
	case parquet.Encodings.PlainDict, parquet.Encodings.RLEDict:
		p.isPlain, p.indexes = false, hybrid{}
		if len(data) > 0 { // a page of nulls may have none
			if data[0] > 32 {
				return false, errWidth
			}
			p.indexes = newHybrid(data[1:], int(data[0]))
		}
	default:
		// arrow-go cannot read the pages of nulls that it writes itself.
		if p.levels.turn() != nil || p.levels.repeated < int(page.NumValues()) || p.levels.number == p.maxDef {
			return false, nil
		}
	}
	p.left = int(page.NumValues())
	if p.numbers == nil {
		p.present, p.numbers = make([]uint32, stepRows), make([]uint32, stepRows)
	}
	return true, nil
}

var errLevelBytes = errors.New("a page is shorter than the levels that it claims to hold")

// read reads at least one row and at most limit. A nil builder skips them.
func (p *stringPage) read(limit int, into *stringBuilder, from *stringDictionary) (rows int, err error) {
	rows = min(limit, p.left)
	if p.maxDef == 0 {
		if into != nil {
			into.there.add(rows, true)
		}
		p.left -= rows
		return rows, p.values(rows, into, from)
	}
	if err := p.levels.turn(); err != nil {
		return 0, err
	}
	if p.levels.repeated > 0 {
		var level uint32
		level, rows = p.levels.repeat(rows)
		p.left -= rows
		if into != nil {
			into.there.add(rows, level == p.maxDef)
		}
		switch {
		case level > p.maxDef:
			return 0, errLevels
		case level == p.maxDef:
			err = p.values(rows, into, from)
		case into != nil:
			into.nulls(rows)
		}
		return rows, err
	}
	levels := p.levels.unpack(p.present[:min(rows, len(p.present))])
	values, highest := 0, uint32(0)
	for _, level := range levels {
		if level == p.maxDef {
			values++
		}
		highest = max(highest, level)
	}
	if highest > p.maxDef {
		return 0, errLevels
	}
	p.left -= len(levels)
	if into == nil {
		return len(levels), p.values(values, nil, from)
	}
	into.there.addLevels(levels, p.maxDef, values)
	if err := p.values(values, into, from); err != nil {
		return 0, err
	}
	into.spread(levels, p.maxDef, values)
	return len(levels), nil
}

// values reads values that are present, or skips them.
func (p *stringPage) values(count int, into *stringBuilder, from *stringDictionary) (err error) {
	if into == nil {
		return p.skip(count)
	}
	if p.isPlain {
		p.plain, err = into.plain(p.plain, count, p.left+count)
		return err
	}
	for count > 0 {
		if err := p.indexes.turn(); err != nil {
			return err
		}
		done := 0
		if p.indexes.repeated > 0 {
			var index uint32
			index, done = p.indexes.repeat(count)
			err = into.repeat(from, index, done)
		} else {
			indexes := p.indexes.unpack(p.numbers[:min(count, len(p.numbers))])
			done, err = len(indexes), into.gather(from, indexes)
		}
		if err != nil {
			return err
		}
		count -= done
	}
	return nil
}

// skip skips values that are present.
func (p *stringPage) skip(count int) error {
	if !p.isPlain {
		return p.indexes.skip(count)
	}
	rest := p.plain
	for range count {
		if len(rest) < 4 || int64(binary.LittleEndian.Uint32(rest)) > int64(len(rest)-4) {
			return errCutValue
		}
		rest = rest[4+binary.LittleEndian.Uint32(rest):]
	}
	p.plain = rest
	return nil
}

// stringDictionary holds the values that the pages of a column chunk refer to.
type stringDictionary struct {
	data   []byte   // the concatenated values, and shortCopy bytes more
	starts []uint32 // value i is data[starts[i]:starts[i+1]]
	unsure bool     // some of the values may not be UTF-8
}

func (d *stringDictionary) forget() { d.data, d.starts = d.data[:0], d.starts[:0] }

// read takes the values from a page.
func (d *stringDictionary) read(page *file.DictionaryPage) error {
	switch encoding := parquet.Encoding(page.Encoding()); {
	case len(d.starts) > 0:
		return errors.New("it has two dictionaries")
	case encoding != parquet.Encodings.Plain && encoding != parquet.Encodings.PlainDict:
		return fmt.Errorf("its dictionary is encoded as %s", encoding)
	}
	d.starts = append(d.starts, 0)
	for rest := page.Data(); len(d.starts) <= int(page.NumValues()); {
		if len(rest) < 4 || int64(binary.LittleEndian.Uint32(rest)) > int64(len(rest)-4) {
			return errors.New("its dictionary ends within a value")
		}
		end := 4 + int(binary.LittleEndian.Uint32(rest))
		d.data = append(d.data, rest[4:end]...)
		d.starts = append(d.starts, uint32(len(d.data)))
		rest = rest[end:]
	}
	d.unsure = !allUTF8(d.data, d.starts)
	d.data = append(d.data, make([]byte, shortCopy)...)
	return nil
}
