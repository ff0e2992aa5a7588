package contact

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// These are the problems of a phone number.
const (
	PhoneEmpty      Problem = "phone_empty"
	PhoneNoDigits   Problem = "phone_no_digits"
	PhoneNoCountry  Problem = "phone_no_country" // a national number whose country is not known
	PhoneScientific Problem = "phone_scientific" // 4.42E+11: a spreadsheet has lost the digits
	PhoneBad        Problem = "phone_bad"        // cannot be a phone number of that country
	PhoneInvalid    Problem = "phone_invalid"    // has the form of a number, but its prefix or length is not in use
)

// These are the types of a phone number.
const (
	PhoneMobile        = "mobile"
	PhoneFixed         = "fixed"
	PhoneFixedOrMobile = "fixed_or_mobile"
	PhoneTollFree      = "toll_free"
	PhoneVoIP          = "voip"
	PhonePremium       = "premium"
	PhoneOther         = "other"
)

// Phone is a number in international form.
type Phone struct {
	E164      string // "+" country code and national number; "" if the country is not known
	Extension string // digits of the extension
	Region    string // ISO 3166-1 alpha-2, or "" if the number does not belong to a single country
	Type      string // one of the types above; "" if Valid is false
	Valid     bool   // by the numbering plan of its region, according to libphonenumber
}

// ParsePhone reads one phone number. country is the ISO 3166-1 alpha-2 code of the country
// in which a number without + or 00 is dialled, or "". The result is that of libphonenumber
// (but see withItsPlus); most numbers are read by a table made from the library's own
// metadata, a thousand times faster. A digit is never guessed. A possible number that is
// not in use comes with PhoneInvalid and its E164, all other problems without E164. An E164
// is read as itself, whatever the country.
func ParsePhone(raw, country string) (Phone, Problem) {
	raw = withoutFraction(raw)
	if phone, ok := parseByTable(raw, country); ok {
		return phone.withItsPlus(raw, country), ""
	}
	return parseByLibrary(raw, country)
}

// withItsPlus reads again a mobile number that was written with its country code but
// without the plus, as many programs export them, and that libphonenumber took for a fixed
// line: to the library, 491715556677 in Germany is a number of the area 0491 without its
// leading zero. People rarely drop that zero. The ambiguity exists in three countries.
func (phone Phone) withItsPlus(raw, country string) Phone {
	if phone.Type != PhoneFixed {
		return phone
	}
	region := phoneTables().byCountry[country]
	if region == nil || region.prefix == "" {
		return phone
	}
	national := strings.TrimPrefix(phone.E164, "+"+region.callingCode)
	if !strings.HasPrefix(national, region.callingCode) {
		return phone
	}
	var buffer [phoneDigits]byte
	if digits, form, _ := phoneDigitsOf(raw, &buffer); form&phonePlus != 0 || string(digits) != national {
		return phone
	}
	if mobile, _ := ParsePhone("+"+national, ""); mobile.Type == PhoneMobile {
		mobile.Extension = phone.Extension
		return mobile
	}
	return phone
}

// withoutFraction removes the ".0" of a number that a program has held as a float, as
// pandas does with a column that has gaps: "491715556677.0". Read as a digit, that zero
// makes another number, and often a valid one.
func withoutFraction(raw string) string {
	whole, is := strings.CutSuffix(raw, ".0")
	if is && len(whole) >= 7 && allDigits(strings.TrimPrefix(whole, "+")) {
		return whole
	}
	return raw
}

// parseByLibrary reads a number with libphonenumber, whose result is always decisive.
func parseByLibrary(raw, country string) (Phone, Problem) {
	if problem := notAPhone(raw); problem != "" {
		return Phone{}, problem
	}
	number := trimSpace(raw)
	if rest, ok := strings.CutPrefix(number, "00"); ok && country == "" {
		number = "+" + rest
	}
	parsed, err := phonenumbers.Parse(number, country)
	if err != nil {
		if country == "" && !strings.ContainsAny(number, "+\uff0b") {
			return Phone{}, PhoneNoCountry
		}
		return Phone{}, PhoneBad
	}
	phone := Phone{
		E164:      phonenumbers.Format(parsed, phonenumbers.E164),
		Extension: parsed.GetExtension(),
		Region:    phonenumbers.GetRegionCodeForNumber(parsed),
	}
	if len(phone.Region) != 2 {
		phone.Region = ""
	}
	if !phonenumbers.IsPossibleNumber(parsed) {
		return Phone{}, PhoneBad
	}
	if !phonenumbers.IsValidNumber(parsed) {
		if !readsAsItself(phone.E164) {
			return Phone{}, PhoneBad
		}
		return phone, PhoneInvalid
	}
	phone.Valid = true
	phone.Type = typeName(phonenumbers.GetNumberType(parsed))
	return phone.withItsPlus(raw, country), ""
}

// readsAsItself reports whether reading an E.164 number gives the same number. With invalid
// numbers, libphonenumber may remove a national prefix with every reading.
func readsAsItself(e164 string) bool {
	parsed, err := phonenumbers.Parse(e164, "")
	return err == nil && phonenumbers.Format(parsed, phonenumbers.E164) == e164
}

// notAPhone recognizes values that must not be read digit by digit.
func notAPhone(raw string) Problem {
	s := trimSpace(raw)
	if s == "" {
		return PhoneEmpty
	}
	if !strings.ContainsAny(s, "0123456789") && isASCII(s) {
		return PhoneNoDigits
	}
	if mantissa, exponent, found := strings.Cut(strings.ToUpper(s), "E"); found && mantissa != "" && exponent != "" {
		_, badMantissa := strconv.ParseFloat(strings.Replace(mantissa, ",", ".", 1), 64)
		_, badExponent := strconv.Atoi(exponent)
		if badMantissa == nil && badExponent == nil {
			return PhoneScientific
		}
	}
	return ""
}

func typeName(kind phonenumbers.PhoneNumberType) string {
	switch kind {
	case phonenumbers.MOBILE:
		return PhoneMobile
	case phonenumbers.FIXED_LINE:
		return PhoneFixed
	case phonenumbers.FIXED_LINE_OR_MOBILE:
		return PhoneFixedOrMobile
	case phonenumbers.TOLL_FREE:
		return PhoneTollFree
	case phonenumbers.VOIP:
		return PhoneVoIP
	case phonenumbers.PREMIUM_RATE:
		return PhonePremium
	}
	return PhoneOther
}

// InNorthAmerica reports whether a country (alpha-2) uses the North American numbering
// plan: its numbers read the same in all of the plan's countries.
func InNorthAmerica(country string) bool {
	return phonenumbers.GetCountryCodeForRegion(country) == 1
}
