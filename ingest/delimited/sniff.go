package delimited

import "bytes"

const (
	// sniffRows and sniffBytes bound what a dialect is judged by.
	sniffRows  = 500
	sniffBytes = 128 << 10
)

// delimiters are tried in this order; on a tie the first wins. Those with a
// lower weight stand in ordinary text, too, and need strong evidence.
var delimiters = [...]struct {
	character byte
	weight    float64
}{{',', 1}, {';', 1}, {'\t', 1}, {'|', 1}, {'^', 0.8}, {'~', 0.8}, {':', 0.5}, {' ', 0.4}}

// strongRows is how many rows a doubtful delimiter must split alike, and
// strongShare which share of all rows they must be.
const strongRows, strongShare = 3, 0.9

// sniff finds the syntax under which the sample looks most like a table: rows
// of one length, the first one included, in which quotes stand where they may.
// What is told is not asked. The sample begins behind the byte order mark.
func sniff(sample []byte, whole bool, told syntax, noQuote bool) syntax {
	sample = sample[:min(len(sample), sniffBytes)]
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

// carriageEnds reports whether lone carriage returns end lines: where there
// is no line feed but one, or as many of them as there are line feeds.
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
	case quote == '\'' && 2*bytes.Count(sample, []byte(`""`)) == bytes.Count(sample, []byte{'"'}):
		// Writers that quote by ' may go on to escape by ", itself included.
		return []byte{'"'}
	case quote != 0 && bytes.Contains(sample, []byte{'\\', quote}):
		return []byte{0, '\\'}
	}
	return []byte{0}
}

// score says how much the sample looks like a table, from 0 to about 1.
func (s syntax) score(sample []byte, whole bool) float64 {
	var (
		r             = recordReader{syntax: s}
		widths        = map[int]int{}
		rows, first   int
		cells, quoted int
		faults        int
	)
	for rest := sample; len(rest) > 0 && rows < sniffRows; {
		line, complete := s.physicalLine(rest)
		if len(trimBreak(line)) == 0 || line[0] == '#' || line[0] == s.comment {
			rest = rest[len(line):]
			continue
		}
		read, length, fault := r.read(rest, strict)
		if !whole && rows > 0 && (!complete || fault == sound && length == len(rest)) {
			break
		}
		rows++
		if fault != sound {
			faults++
			if read, length, fault = r.read(line, lenient); fault != sound {
				rest = rest[len(line):]
				continue
			}
		}
		width := len(read)
		for _, c := range read {
			cells++
			if c.quoted {
				quoted++
			}
		}
		if width == 1 && read[0].quoted {
			inner := recordReader{syntax: s}
			wrapped, _, _ := inner.read(read[0].text, strict)
			width = len(wrapped)
		}
		if rows == 1 {
			first = width
		}
		widths[width]++
		rest = rest[length:]
	}
	width, share := 0, 0
	for w, n := range widths {
		if n > share || n == share && w > width {
			width, share = w, n
		}
	}
	if width < 2 {
		return 0
	}
	even := float64(share) / float64(rows)
	score := even * even * float64(width) / float64(width+1) * (1 + 0.2*float64(quoted)/float64(max(cells, 1)))
	score *= 1 - 0.2*float64(faults)/float64(rows)
	if first != width {
		score *= 0.7
	}
	if bytes.IndexByte([]byte("^~: "), s.delimiter) >= 0 && (share < strongRows || even < strongShare) {
		return 0
	}
	return score
}

// spaced reports whether a blank stands behind every delimiter and some
// values are quoted behind it: then the blanks are no part of the values.
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
