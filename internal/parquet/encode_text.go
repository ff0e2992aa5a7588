package parquet

import "encoding/binary"

// textPage is a page of a text column that is being filled.
type textPage struct {
	seen   textBounds
	start  int // its first row in the row group
	values int
}

// writeTexts writes a text column in PLAIN encoding: each value after its length.
func (s *scratch) writeTexts(to *columnChunk, chunks []chunk, rows int) error {
	page, row := textPage{}, 0
	s.body = s.body[:0]
	for _, c := range chunks {
		t, some := textOf(c)
		if !some {
			row += c.end - c.start
			continue
		}
		for i := t.start; i < t.end; i++ {
			row++
			if !t.has(i) {
				continue
			}
			value := t.at(i)
			s.body = binary.LittleEndian.AppendUint32(s.body, uint32(len(value)))
			s.body = append(s.body, value...)
			page.seen.see(value)
			page.values++
			if len(s.body) < pageBytes && row-page.start < pageRows {
				continue
			}
			if err := s.endTexts(to, &page, row); err != nil {
				return err
			}
		}
	}
	if page.start < rows {
		return s.endTexts(to, &page, rows)
	}
	return nil
}

// endTexts ends a page before row end, which begins the next one.
func (s *scratch) endTexts(to *columnChunk, page *textPage, end int) error {
	err := s.end(to, page.start, end, end-page.start-page.values, page.seen.bounds())
	s.body, *page = s.body[:0], textPage{start: end}
	return err
}

// numberTexts numbers the values of a text column with a dictionary. It returns false
// as soon as it sees that a dictionary would not pay.
func (s *scratch) numberTexts(chunks []chunk, rows int) (pays bool) {
	s.texts.reset()
	s.indices = s.indices[:0]
	v := verdict{values: s.values(0, rows), at: firstVerdict}
	if cap(s.indices) < v.values {
		s.indices = make([]uint32, 0, rows)
	}
	for _, c := range chunks {
		t, some := textOf(c)
		if !some {
			continue
		}
		worth := false
		if t.codes != nil {
			worth = s.numberCodes(&t, &v)
		} else {
			worth = s.numberSpelt(&t, &v)
		}
		if !worth {
			return false
		}
	}
	return paysOff(s.texts.len(), len(s.indices))
}

// verdict decides when to ask next whether a dictionary may pay for a column.
type verdict struct {
	values int // in the column
	at     int // the number of numbered values at which to ask
	asked  int // the number of numbered values when last asked
	before int // distinct values when last asked
}

// worth reports whether a dictionary with this many distinct values may still pay: some
// values repeat, and the distinct ones neither exceed what paysOff allows nor are bound
// to.
func (v *verdict) worth(distinct int) bool {
	worth := 2*distinct <= v.values && !v.bound(distinct)
	v.at, v.asked, v.before = 2*v.at, v.at, distinct
	return worth
}

// bound reports whether far more than half of all values will be distinct, judging by
// the share of new values since the last verdict. If values come in no particular
// order, that share falls in each further stretch by no more than it has so far (it is
// a sum of falling exponentials, whose logarithm is convex). So of n values at least
// k(1-e^(-n/k)) are distinct if the share was e^(-m/k) around the m-th. That is half
// of n where n is 1.59 k, and .56 where it is 1.3 k, which leaves room for chance.
func (v *verdict) bound(distinct int) bool {
	fresh, middle := distinct-v.before, (v.asked+v.at)/2
	repeated := v.at - v.asked - fresh
	return 10*repeated*v.values <= 13*fresh*middle // m/k is at most repeated/fresh
}

// numberSpelt numbers the values of some rows until that stops being worthwhile.
func (s *scratch) numberSpelt(t *textRun, v *verdict) (worth bool) {
	var last []byte
	lastIndex, first := uint32(0), true
	for i := t.start; i < t.end; i++ {
		if !t.has(i) {
			continue
		}
		if value := t.at(i); first || string(value) != string(last) {
			last, lastIndex, first = value, s.texts.index(value), false
		}
		s.indices = append(s.indices, lastIndex)
		if len(s.indices) == v.at && !v.worth(s.texts.len()) {
			return false
		}
	}
	return true
}

// numberCodes is numberSpelt for rows of a coded column: it looks up each word once,
// not once per row.
func (s *scratch) numberCodes(t *textRun, v *verdict) (worth bool) {
	if cap(s.renumber) < t.words() {
		s.renumber = make([]uint32, t.words())
	}
	s.renumber = s.renumber[:t.words()]
	clear(s.renumber)
	for i := t.start; i < t.end; i++ {
		if !t.has(i) {
			continue
		}
		index := &s.renumber[t.codes[i]]
		if *index == 0 {
			*index = s.texts.index(t.at(i)) + 1
		}
		s.indices = append(s.indices, *index-1)
		if len(s.indices) == v.at && !v.worth(s.texts.len()) {
			return false
		}
	}
	return true
}

func (s *scratch) writeTextDictionary(to *columnChunk, rows int) error {
	d := &s.texts
	var seen textBounds
	s.body = s.body[:0]
	for i := range d.len() {
		value := d.value(i)
		s.body = binary.LittleEndian.AppendUint32(s.body, uint32(len(value)))
		s.body = append(s.body, value...)
		seen.see(value)
	}
	if err := to.addDictionary(s.body, d.len()); err != nil {
		return err
	}
	return s.writeIndices(to, rows, d.len(), seen.bounds())
}
