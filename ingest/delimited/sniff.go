package delimited

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const (
	// sniffRows and sniffBytes limit the sample that a dialect is detected from.
	sniffRows  = 500
	sniffBytes = 128 << 10
)

// delimiters are tried in this order; on a tie the first wins. Those with a lower weight
// also occur in ordinary text, and need strong evidence.
var delimiters = [...]struct {
	character byte
	weight    float64
}{{',', 1}, {';', 1}, {'\t', 1}, {'|', 1}, {'^', 0.8}, {'~', 0.8}, {':', 0.5}, {' ', 0.4}}

// strongRows is how many rows a doubtful delimiter must split alike, and strongShare the
// share of all rows that these must be.
const strongRows, strongShare = 3, 0.9

// sniff finds the syntax under which the sample looks most like a table: rows of one
// length, including the first, with quotes where they may be. What is configured is not
// guessed. The sample begins after the byte order mark.
func sniff(sample []byte, whole bool, told syntax, noQuote bool) syntax {
	sample = sample[:min(len(sample), sniffBytes)]
	if separator := separatorTold(sample); separator != 0 {
		sample = sample[len("sep=;"):]
		if told.delimiter == 0 {
			told.delimiter = separator
		}
	}
	found := syntax{delimiter: ',', quote: '"', comment: told.comment, escape: told.escape}
	if told.delimiter != 0 {
		found.delimiter = told.delimiter
	}
	if told.quote != 0 || noQuote {
		found.quote = told.quote
	}
	found.carriage = carriageEnds(sample)
	best := -1.0
	for _, d := range delimiters {
		if told.delimiter != 0 {
			d.character, d.weight = told.delimiter, 1
		}
		for _, quote := range quotes(sample, told.quote, noQuote) {
			for _, escape := range escapes(sample, quote, told.escape) {
				s := found
				s.delimiter, s.quote, s.escape = d.character, quote, escape
				s.skipSpace = s.spaced(sample)
				if score := s.score(sample, whole) * d.weight; score > best+1e-9 {
					best, found = score, s
				}
			}
		}
		if told.delimiter != 0 {
			break
		}
	}
	if best <= 0 && told.delimiter == 0 {
		found.delimiter = 0
	}
	return found
}

// separatorTold returns the delimiter that a first line for Excel, such as "sep=;", names,
// or 0.
func separatorTold(sample []byte) byte {
	const prefix = "sep="
	if len(sample) < len(prefix)+2 || !strings.EqualFold(string(sample[:len(prefix)]), prefix) {
		return 0
	}
	if end := sample[len(prefix)+1]; end != '\n' && end != '\r' || sample[len(prefix)] >= utf8.RuneSelf {
		return 0
	}
	return sample[len(prefix)]
}

// carriageEnds reports whether lone carriage returns end lines: if there are more of them
// than line feeds, not counting one that ends the sample.
func carriageEnds(sample []byte) bool {
	feeds := bytes.Count(sample, []byte{'\n'})
	lone := bytes.Count(sample, []byte{'\r'}) - bytes.Count(sample, []byte("\r\n"))
	if bytes.HasSuffix(sample, []byte{'\r'}) {
		lone--
	}
	return lone > feeds || lone > 0 && feeds == 0
}

func quotes(sample []byte, told byte, none bool) []byte {
	switch {
	case none:
		return []byte{0}
	case told != 0:
		return []byte{told}
	case bytes.IndexByte(sample, '\'') >= 0:
		return []byte{'"', '\''}
	}
	return []byte{'"'}
}

func escapes(sample []byte, quote, told byte) []byte {
	switch {
	case told != 0 && told == quote:
		return []byte{0}
	case told != 0:
		return []byte{told}
	case quote == '\'' && bytes.IndexByte(sample, '"') >= 0 && 2*bytes.Count(sample, []byte(`""`)) == bytes.Count(sample, []byte{'"'}):
		// Writers that quote with ' may still escape with ", even a " itself.
		return []byte{'"'}
	case quote != 0 && bytes.Contains(sample, []byte{'\\', quote}):
		return []byte{0, '\\'}
	}
	return []byte{0}
}

// evidence is what reading the sample with a syntax shows.
type evidence struct {
	rows, faults  int
	cells, quoted int
	first         int         // width of the first row
	widths        map[int]int // number of rows by width
}

// examine reads the sample. Lines that may be comments do not count.
func (s syntax) examine(sample []byte, whole bool) evidence {
	e := evidence{widths: map[int]int{}}
	r := recordReader{syntax: s}
	for rest := sample; len(rest) > 0 && e.rows < sniffRows; {
		line, complete := s.physicalLine(rest)
		if len(trimBreak(line)) == 0 || line[0] == '#' || line[0] == s.comment {
			rest = rest[len(line):]
			continue
		}
		cells, length, fault := r.read(rest, strict)
		if !whole && e.rows > 0 && (!complete || fault == sound && length == len(rest)) {
			break
		}
		e.rows++
		if fault != sound {
			e.faults++
			if cells, length, fault = r.read(line, lenient); fault != sound {
				rest = rest[len(line):]
				continue
			}
		}
		e.add(s, cells)
		rest = rest[length:]
	}
	return e
}

// add counts a row. A row that is quoted as a whole counts as its content.
func (e *evidence) add(s syntax, cells []cell) {
	width := len(cells)
	for _, c := range cells {
		e.cells++
		if c.quoted {
			e.quoted++
		}
	}
	if width == 1 && cells[0].quoted {
		inner := recordReader{syntax: s}
		wrapped, _, _ := inner.read(cells[0].text, strict)
		width = len(wrapped)
	}
	if e.rows == 1 {
		e.first = width
	}
	e.widths[width]++
}

// score says how much the sample looks like a table, from 0 to about 1.
func (s syntax) score(sample []byte, whole bool) float64 {
	if bytes.IndexByte(sample, s.delimiter) < 0 {
		return 0 // every row is one cell
	}
	e := s.examine(sample, whole)
	width, share := 0, 0
	for w, n := range e.widths {
		if n > share || n == share && w > width {
			width, share = w, n
		}
	}
	even := float64(share) / float64(max(e.rows, 1))
	doubtful := bytes.IndexByte([]byte("^~: "), s.delimiter) >= 0
	if width < 2 || doubtful && (share < strongRows || even < strongShare) {
		return 0
	}
	score := even * even * float64(width) / float64(width+1)
	score *= 1 + 0.2*float64(e.quoted)/float64(e.cells)
	score *= 1 - 0.2*float64(e.faults)/float64(e.rows)
	if e.first != width {
		score *= 0.7
	}
	return score
}

// spaced reports whether a blank follows every delimiter and some values after it are
// quoted: the blanks are then not part of the values.
func (s syntax) spaced(sample []byte) bool {
	if s.quote == 0 || s.delimiter == ' ' || !bytes.Contains(sample, []byte{s.delimiter, ' ', s.quote}) {
		return false
	}
	r := recordReader{syntax: s}
	r.skipSpace = true
	for rest, rows := sample, 0; len(rest) > 0; rows++ {
		line, complete := s.physicalLine(rest)
		cells, length, fault := r.read(rest, strict)
		if fault != sound || !complete && rows > 0 {
			return rows > 0
		}
		if raw := rest[:length]; bytes.Count(raw, []byte{s.delimiter, ' '}) < len(cells)-1 {
			return false
		}
		rest = rest[max(length, len(line)):]
	}
	return true
}
