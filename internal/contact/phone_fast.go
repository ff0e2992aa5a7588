package contact

import "strings"

const (
	longestPhone  = 250 // bytes: libphonenumber reads no longer value
	shortestPhone = 5   // digits that the table needs; fewer after a comma are an extension
)

// parseByTable reads valid numbers that are written with digits and the usual punctuation,
// and the usual extensions after them. It is not ok if the table cannot be sure to agree
// with the library; it never reports a problem.
func parseByTable(raw, country string) (Phone, bool) {
	var buffer [phoneDigits]byte
	digits, form, end := phoneDigitsOf(raw, &buffer)
	if len(digits) < shortestPhone || len(raw) > longestPhone {
		return Phone{}, false
	}
	extension := ""
	if end < len(raw) {
		cut, ok := readExtension(raw[end:])
		if !ok {
			return Phone{}, false
		}
		extension, form = strings.Clone(cut), form&^phoneExact
	}
	table := phoneTables()
	e164, output := table.dial(raw, digits, form, country)
	if output == 0 {
		return Phone{}, false
	}
	region, kind := (output-1)/8, (output-1)%8
	return Phone{E164: e164, Extension: extension, Region: table.regions[region].code, Type: phoneTypes[kind], Valid: true}, true
}

// dial reads the digits of raw as dialled in country. It returns the number and the output
// of the final state, 0 if parseByTable is not ok.
func (table *phoneTable) dial(raw string, digits []byte, form phoneForm, country string) (e164 string, output uint16) {
	if form&phonePlus != 0 {
		return table.international(raw, digits, form&phoneExact != 0)
	}
	region := table.byCountry[country]
	if region == nil {
		if country == "" && digits[0] == '0' && digits[1] == '0' {
			return table.international(raw, digits[2:], false)
		}
		return "", 0
	}
	if region.dialsOut.has(digits) {
		if digits[0] == '0' && digits[1] == '0' && region.dialsPlain {
			return table.international(raw, digits[2:], false)
		}
		return "", 0
	}
	own := region.callingCode != "1" && startsWith(digits, region.callingCode)
	return table.national(region, digits, own)
}

// phoneForm says how a number is written.
type phoneForm uint8

const (
	phonePlus  phoneForm = 1 << iota // with a plus
	phoneExact                       // a plus and only digits: already E.164
)

// phoneDigitsOf collects the digits of a number, up to the first byte, at end, that is
// neither a digit nor the usual punctuation. It returns none if there are more than any
// number has.
func phoneDigitsOf(raw string, buffer *[phoneDigits]byte) (digits []byte, form phoneForm, end int) {
	count, punctuated := 0, false
	for ; end < len(raw); end++ {
		c := raw[end]
		if isDigit(c) {
			if count == len(buffer) {
				return nil, 0, end
			}
			buffer[count] = c
			count++
			continue
		}
		if c == '+' && form == 0 && count == 0 {
			form = phonePlus
			continue
		}
		if c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' {
			break
		}
		punctuated = true
	}
	if form == phonePlus && !punctuated {
		form |= phoneExact
	}
	return buffer[:count], form, end
}

// international reads a country code and a national number.
func (table *phoneTable) international(raw string, digits []byte, exact bool) (e164 string, output uint16) {
	at := table.start
	length := 0
	for ; length < len(digits)-1 && length < 3; length++ {
		if at = table.states[at].next[digits[length]-'0']; table.states[at].calling != nil {
			break
		}
	}
	region := table.states[at].calling
	if region == nil { // not a calling code, or a worldwide one
		return "", 0
	}
	national := digits[length+1:]
	if len(national) < 2 {
		return "", 0
	}
	if region.prefixPairs.has(national) {
		return table.national(region, national, false)
	}
	output = table.run(at, national)
	if output == 0 {
		return "", 0
	}
	if exact {
		return raw, output
	}
	return table.e164(region, national), output
}

// national reads a number as dialled within region. own requires that the number belongs to
// region itself and not to another one with its calling code.
func (table *phoneTable) national(region *phoneRegion, digits []byte, own bool) (e164 string, output uint16) {
	if region.prefixPairs.has(digits) {
		if region.prefix == "" || !startsWith(digits, region.prefix) || len(digits) == len(region.prefix) {
			return "", 0
		}
		digits = digits[len(region.prefix):]
		own = region.callingCode != "1"
	}
	output = table.run(region.start, digits)
	if output == 0 || (own && table.regions[(output-1)/8].code != region.code) {
		return "", 0
	}
	return table.e164(region, digits), output
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
