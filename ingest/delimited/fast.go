package delimited

// record is the fast path: it reads the record at the given position. places[next] must be
// the first special byte there or after it. It returns -1 for a record that is not regular,
// part of which it may have appended.
func (z *blockParser) record(at, next int) (end, after int) {
	var (
		delimiter, skipSpace = z.delimiter, z.skipSpace

		buffer  = z.b.text
		places  = z.places
		columns = z.p.columns
		field   = 0
		line    = z.line
	)
	if z.comment != 0 && buffer[at] == z.comment {
		return -1, next
	}
	from := at
	for next < len(places) {
		if skipSpace {
			for buffer[from] == ' ' {
				from++
			}
		}
		place := int(places[next])
		if field == len(columns) {
			return -1, next
		}
		switch buffer[place] {
		case delimiter:
			columns[field].add(buffer, from, place)
			next++
		case '\n':
			stop := place
			if stop > from && buffer[stop-1] == '\r' {
				stop--
			}
			columns[field].add(buffer, from, stop)
			next++
		default:
			if place != from {
				next++ // a quote within an unquoted value
				continue
			}
			var breaks int64
			place, next, breaks = z.quotedField(&columns[field], next)
			if place < 0 {
				return -1, next
			}
			line += breaks
		}
		field++
		from = place + 1
		if buffer[place] == '\n' {
			if field != len(columns) || field == 1 && from-at <= 2 || z.opensFile(columns) {
				return -1, next
			}
			z.keep()
			z.line = line + 1
			return from, next
		}
	}
	return -1, next
}

// quotedField reads the quoted field whose opening quote is places[next]. It returns the
// position of the delimiter or line feed after the field, or -1.
func (z *blockParser) quotedField(c *text, next int) (place, after int, breaks int64) {
	buffer, places := z.b.text, z.places
	open := int(places[next]) + 1
	from := open
	for next++; next < len(places); next++ {
		place := int(places[next])
		switch buffer[place] {
		case '\n':
			breaks++
			continue
		case z.quote:
		default:
			continue
		}
		if z.escaped(buffer, open, place) {
			continue
		}
		if place+1 >= len(buffer) || place-open >= quotedLimit {
			return -1, next, 0
		}
		behind := buffer[place+1]
		if behind == z.quote {
			c.data = append(c.data, buffer[from:place+1]...)
			from = place + 2
			next++
			continue
		}
		stop := place + 1
		if behind == '\r' && place+2 < len(buffer) && buffer[place+2] == '\n' {
			stop = place + 2
		} else if behind != z.delimiter && behind != '\n' {
			return -1, next, 0
		}
		c.addValue(buffer[from:place])
		if z.escape != 0 {
			c.unescape(&z.syntax)
		}
		return stop, next + 2, breaks
	}
	return -1, next, 0
}

// opensFile reports whether the row just read may be the first of another file that was
// joined to this one: it may repeat the header, or begins with a byte order mark.
func (z *blockParser) opensFile(columns []text) bool {
	first := columns[0].value(columns[0].rows() - 1)
	return len(z.titles) > 1 && string(first) == z.titles[0] || len(first) >= len(utf8Mark) && string(first[:len(utf8Mark)]) == utf8Mark
}
