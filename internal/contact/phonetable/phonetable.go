// Package phonetable compiles libphonenumber's metadata into the table that package contact
// reads phone numbers with. A numbering plan is a set of regular expressions over digits,
// hence a finite automaton. All plans together make one minimal automaton over the digits
// of an E.164 number, whose final states give region and type. Nothing is sampled: the
// automaton agrees with the library on every number. The package runs in contact's tests,
// which keep the table up to date, and is not part of the program.
package phonetable

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/nyaruka/phonenumbers"
)

// types are the number types that have a code of their own in the table; all others share
// the next code.
var types = []phonenumbers.PhoneNumberType{
	phonenumbers.MOBILE, phonenumbers.FIXED_LINE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.TOLL_FREE,
	phonenumbers.VOIP, phonenumbers.PREMIUM_RATE,
}

// Build returns the table: counts of regions and states (uint16 each, little endian), the
// regions (see appendRegion) and the states (ten next states, by digit, and an output).
// State 0 is dead, the last one is the start. An output is 0, or 1 + 8·region + type.
func Build() ([]byte, error) {
	collection, err := phonenumbers.MetadataCollection()
	if err != nil {
		return nil, fmt.Errorf("reading the phone metadata: %w", err)
	}
	byRegion, byCode := map[string]*phonenumbers.PhoneMetadata{}, map[int]*phonenumbers.PhoneMetadata{}
	for _, metadata := range collection.GetMetadata() {
		if metadata.GetId() == "001" {
			byCode[int(metadata.GetCountryCode())] = metadata
		} else {
			byRegion[metadata.GetId()] = metadata
		}
	}
	regions := append([]string{"001"}, slices.Sorted(maps.Keys(byRegion))...)
	automaton := newAutomaton()
	start := map[string]uint16{}
	codes := slices.Sorted(maps.Keys(phonenumbers.GetSupportedCallingCodes()))
	for _, code := range codes {
		plan := plan{code: code}
		for _, region := range phonenumbers.GetRegionCodesForCountryCode(code) {
			metadata := byRegion[region]
			if region == "001" {
				metadata = byCode[code]
			}
			if err := plan.add(slices.Index(regions, region), metadata); err != nil {
				return nil, err
			}
		}
		start[strconv.Itoa(code)] = automaton.compile(&plan, plan.start(), 0)
	}
	automaton.addPrefixTree("", start)
	if len(automaton.states) > 1<<16 {
		return nil, fmt.Errorf("%d states do not fit 16 bits", len(automaton.states))
	}
	table := binary.LittleEndian.AppendUint16(nil, uint16(len(regions)))
	table = binary.LittleEndian.AppendUint16(table, uint16(len(automaton.states)))
	for _, region := range regions {
		if table, err = appendRegion(table, region, byRegion[region]); err != nil {
			return nil, err
		}
	}
	for _, state := range automaton.states {
		for _, next := range state {
			table = binary.LittleEndian.AppendUint16(table, next)
		}
	}
	return table, nil
}
