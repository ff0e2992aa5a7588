package phonetable

import (
	"encoding/binary"
	"fmt"
	"regexp/syntax"

	"github.com/nyaruka/phonenumbers"
)

// appendRegion appends how numbers are dialled in a region: two letters (none: "  "), the
// calling code (uint16), the national prefix if it is plain (length and four bytes),
// whether the international prefix is 00, whether the region is the main one of its calling
// code, and the first two digits that the international and the national prefix may have
// (100 bits in 13 bytes each).
func appendRegion(table []byte, region string, metadata *phonenumbers.PhoneMetadata) ([]byte, error) {
	letters, plain := "  ", ""
	if metadata != nil {
		letters = region
	}
	table = append(table, letters...)
	table = binary.LittleEndian.AppendUint16(table, uint16(metadata.GetCountryCode()))
	if isPlainPrefix(metadata) {
		plain = metadata.GetNationalPrefix()
	}
	table = append(table, byte(len(plain)))
	table = append(table, fmt.Sprintf("%-4s", plain)...)
	main := metadata != nil && phonenumbers.GetRegionCodeForCountryCode(int(metadata.GetCountryCode())) == region
	table = append(table, bit(metadata.GetInternationalPrefix() == "00"), bit(main))
	for _, expression := range []string{metadata.GetInternationalPrefix(), metadata.GetNationalPrefixForParsing()} {
		pairs, err := startingPairs(expression)
		if err != nil {
			return nil, err
		}
		var bits [13]byte
		for pair := range pairs {
			bits[pair/8] |= 1 << (pair % 8)
		}
		table = append(table, bits[:]...)
	}
	return table, nil
}

func bit(set bool) byte {
	if set {
		return 1
	}
	return 0
}

func firstDigits(pairs map[int]bool) (bits uint16) {
	for pair := range pairs {
		bits |= 1 << (pair / 10)
	}
	return bits
}

// startingPairs returns the pairs of digits, as numbers below 100, that a digit string can
// begin with if the expression matches at its start.
func startingPairs(expression string) (map[int]bool, error) {
	pairs := map[int]bool{}
	if expression == "" {
		return pairs, nil
	}
	compiled, err := newPattern("(?:"+expression+`)\d*`, nil)
	if err != nil {
		return nil, err
	}
	for pair := range 100 {
		first := compiled.step(compiled.start(), pair/10)
		if compiled.step(first, pair%10) != 0 {
			pairs[pair] = true
		}
	}
	return pairs, nil
}

// isPlainPrefix reports whether the expression for the national prefix matches nothing but
// the prefix in numbers that start with its first digit: a literal, captured by no group.
func isPlainPrefix(metadata *phonenumbers.PhoneMetadata) bool {
	prefix := metadata.GetNationalPrefix()
	if prefix == "" || len(prefix) > 4 {
		return false
	}
	parsed, err := syntax.Parse(metadata.GetNationalPrefixForParsing(), syntax.Perl)
	if err != nil {
		return false
	}
	alternatives := []*syntax.Regexp{parsed}
	if parsed.Op == syntax.OpAlternate {
		alternatives = parsed.Sub
	}
	plain := false
	for _, alternative := range alternatives {
		if alternative.Op == syntax.OpLiteral && string(alternative.Rune) == prefix {
			plain = true
			continue
		}
		pairs, err := startingPairs(alternative.String())
		if err != nil || firstDigits(pairs)&(1<<(prefix[0]-'0')) != 0 {
			return false
		}
	}
	return plain
}
