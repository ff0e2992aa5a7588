package contact

// parseByTable reads the numbers that are valid and written with digits and the
// usual punctuation. It is not ok where the table cannot be sure to say what the
// library would; it never reports a problem.
func parseByTable(raw, country string) (Phone, bool) {
	var buffer [phoneDigits]byte
	digits, plus, exact, ok := phoneDigitsOf(raw, &buffer)
	if !ok {
		return Phone{}, false
	}
	table := phoneTables()
	if plus {
		return table.international(raw, digits, exact)
	}
	region := table.byCountry[country]
	if region == nil {
		if country == "" && digits[0] == '0' && digits[1] == '0' {
			return table.international(raw, digits[2:], false)
		}
		return Phone{}, false
	}
	if region.dialsOut.has(digits) {
		if digits[0] == '0' && digits[1] == '0' && region.dialsPlain {
			return table.international(raw, digits[2:], false)
		}
		return Phone{}, false
	}
	own := region.callingCode != "1" && startsWith(digits, region.callingCode)
	return table.national(region, digits, own)
}

// phoneDigitsOf collects the digits of a number without letters. exact says that
// raw is a plus and digits, thus E.164 already.
func phoneDigitsOf(raw string, buffer *[phoneDigits]byte) (digits []byte, plus, exact, ok bool) {
	count := 0
	exact = true
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case isDigit(c):
			if count == len(buffer) {
				return nil, false, false, false
			}
			buffer[count] = c
			count++
		case c == '+' && !plus && count == 0:
			plus = true
			exact = exact && i == 0
		case c == ' ' || c == '-' || c == '.' || c == '(' || c == ')':
			exact = false
		default:
			return nil, false, false, false
		}
	}
	return buffer[:count], plus, exact && plus, count > 4
}

// international reads country code and national number.
func (table *phoneTable) international(raw string, digits []byte, exact bool) (Phone, bool) {
	at := table.start
	length := 0
	for ; length < len(digits)-1 && length < 3; length++ {
		if at = table.states[at].next[digits[length]-'0']; table.states[at].calling != nil {
			break
		}
	}
	region := table.states[at].calling
	if region == nil { // no calling code, or a world-wide one
		return Phone{}, false
	}
	national := digits[length+1:]
	if len(national) < 2 {
		return Phone{}, false
	}
	if region.prefixPairs.has(national) {
		return table.national(region, national, false)
	}
	output := table.run(at, national)
	if output == 0 {
		return Phone{}, false
	}
	if !exact {
		raw = table.e164(region, national)
	}
	return table.phone(raw, output), true
}

// national reads a number as dialled inside region. own demands that the number
// belongs to region itself and not to another one of its calling code.
func (table *phoneTable) national(region *phoneRegion, digits []byte, own bool) (Phone, bool) {
	if region.prefixPairs.has(digits) {
		if region.prefix == "" || !startsWith(digits, region.prefix) || len(digits) == len(region.prefix) {
			return Phone{}, false
		}
		digits = digits[len(region.prefix):]
		own = region.callingCode != "1"
	}
	output := table.run(region.start, digits)
	if output == 0 || (own && table.regions[(output-1)/8].code != region.code) {
		return Phone{}, false
	}
	return table.phone(table.e164(region, digits), output), true
}

func startsWith(digits []byte, prefix string) bool {
	return len(digits) >= len(prefix) && string(digits[:len(prefix)]) == prefix
}

func (table *phoneTable) run(at uint16, digits []byte) uint16 {
	for _, digit := range digits {
		at = table.states[at].next[digit-'0']
	}
	return table.states[at].output
}

func (table *phoneTable) e164(region *phoneRegion, national []byte) string {
	var buffer [1 + 3 + phoneDigits]byte
	number := append(buffer[:0], '+')
	number = append(number, region.callingCode...)
	return string(append(number, national...))
}

func (table *phoneTable) phone(e164 string, output uint16) Phone {
	region, kind := (output-1)/8, (output-1)%8
	return Phone{E164: e164, Region: table.regions[region].code, Type: phoneTypes[kind], Valid: true}
}
