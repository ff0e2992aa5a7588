package phonetable

import (
	"encoding/binary"
	"slices"

	"github.com/nyaruka/phonenumbers"
)

// These are the indexes of a region's patterns, as kinds has them, and the one after.
const (
	generalAt    = 0
	fixedAt      = 9
	mobileAt     = 10
	leadingAt    = 11 // the leading digits that select a region, if it has any
	patternCount = 12
)

// plan is the numbering plan of a calling code: its regions in libphonenumber's
// order, with patternCount patterns each.
type plan struct {
	code     int
	regions  []planRegion
	patterns []*pattern
}

// position holds the state of each pattern of a plan.
type position []int

// alive reports whether a longer number can still be valid. Leading digits alone do not
// keep a position alive.
func (at position) alive() bool {
	for i, state := range at {
		if state != 0 && i%patternCount != leadingAt {
			return true
		}
	}
	return false
}

func (at position) key(depth int) string {
	key := []byte{byte(depth)}
	for _, state := range at {
		key = binary.AppendUvarint(key, uint64(state))
	}
	return string(key)
}

type planRegion struct {
	number             int
	leading            bool
	sameFixedAndMobile bool
}

func (p *plan) add(number int, metadata *phonenumbers.PhoneMetadata) error {
	p.regions = append(p.regions, planRegion{
		number: number, leading: metadata.GetLeadingDigits() != "", sameFixedAndMobile: metadata.GetSameMobileAndFixedLinePattern(),
	})
	for _, kind := range kinds(metadata) {
		compiled, err := newPattern(kind.GetNationalNumberPattern(), kind.GetPossibleLength())
		if err != nil {
			return err
		}
		p.patterns = append(p.patterns, compiled)
	}
	leading, err := newPattern("(?:"+metadata.GetLeadingDigits()+`)\d*`, nil)
	p.patterns = append(p.patterns, leading)
	return err
}

func (p *plan) start() position {
	at := make(position, len(p.patterns))
	for i, pattern := range p.patterns {
		at[i] = pattern.start()
	}
	return at
}

func (p *plan) step(at position, digit int) position {
	next := make(position, len(at))
	for i, pattern := range p.patterns {
		next[i] = pattern.step(at[i], digit)
	}
	return next
}

// output returns the output for a number of length digits that ends at a position, 0 if it
// is not valid. The rules are those of GetRegionCodeForNumber and IsValidNumber.
func (p *plan) output(at position, length int) uint16 {
	for i, region := range p.regions {
		accepts := func(kind int) bool {
			return p.patterns[i*patternCount+kind].accepts(at[i*patternCount+kind], length)
		}
		if len(p.regions) > 1 && region.leading && !accepts(leadingAt) {
			continue
		}
		kind := numberType(accepts, region.sameFixedAndMobile)
		if kind != phonenumbers.UNKNOWN {
			return uint16(1 + region.number*8 + typeNumber(kind))
		}
		if region.leading {
			return 0
		}
	}
	return 0
}

func typeNumber(kind phonenumbers.PhoneNumberType) int {
	if number := slices.Index(types, kind); number >= 0 {
		return number
	}
	return len(types)
}

// numberType is libphonenumber's getNumberTypeHelper.
func numberType(accepts func(kind int) bool, sameFixedAndMobile bool) phonenumbers.PhoneNumberType {
	if !accepts(generalAt) {
		return phonenumbers.UNKNOWN
	}
	order := []phonenumbers.PhoneNumberType{
		phonenumbers.PREMIUM_RATE, phonenumbers.TOLL_FREE, phonenumbers.SHARED_COST, phonenumbers.VOIP,
		phonenumbers.PERSONAL_NUMBER, phonenumbers.PAGER, phonenumbers.UAN, phonenumbers.VOICEMAIL,
	}
	for i, kind := range order {
		if accepts(i + 1) {
			return kind
		}
	}
	fixed, mobile := accepts(fixedAt), accepts(mobileAt)
	switch {
	case fixed && (sameFixedAndMobile || mobile):
		return phonenumbers.FIXED_LINE_OR_MOBILE
	case fixed:
		return phonenumbers.FIXED_LINE
	case mobile && !sameFixedAndMobile:
		return phonenumbers.MOBILE
	}
	return phonenumbers.UNKNOWN
}

// kinds returns the descriptions of a region in the order in which libphonenumber checks
// them (getNumberTypeHelper).
func kinds(m *phonenumbers.PhoneMetadata) []*phonenumbers.PhoneNumberDesc {
	return []*phonenumbers.PhoneNumberDesc{
		m.GetGeneralDesc(), m.GetPremiumRate(), m.GetTollFree(), m.GetSharedCost(), m.GetVoip(), m.GetPersonalNumber(),
		m.GetPager(), m.GetUan(), m.GetVoicemail(), m.GetFixedLine(), m.GetMobile(),
	}
}
