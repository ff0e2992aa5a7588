package contact

import (
	_ "embed"
	"encoding/binary"
	"strconv"
	"sync"
)

//go:generate go test -run TestPhoneTable -update .
//go:embed phone_table.bin
var phoneTableBin string

// This is the layout of phone_table.bin; see package phonetable.
const (
	phoneHeaderSize = 4
	phoneRegionSize = 2 + 2 + 5 + 1 + 1 + 13 + 13
	phoneDigits     = 24 // more than a country code and a national number can have
)

// phoneTypes are the types, in the order of the outputs.
var phoneTypes = [...]string{PhoneMobile, PhoneFixed, PhoneFixedOrMobile, PhoneTollFree, PhoneVoIP, PhonePremium, PhoneOther}

// phoneState is a state of the automaton over the digits of E.164 numbers.
type phoneState struct {
	next   [10]uint16
	output uint16 // 0: not a valid number

	calling *phoneRegion // set where a calling code ends: its main region
}

// digitPairs is a set of pairs of digits ab: bit 10·a + b.
type digitPairs [13]byte

// has reports whether digits, at least two, start with a pair of the set.
func (pairs *digitPairs) has(digits []byte) bool {
	pair := (digits[0]-'0')*10 + digits[1] - '0'
	return pairs[pair/8]&(1<<(pair%8)) != 0
}

// phoneRegion says how numbers are dialled in a region.
type phoneRegion struct {
	code        string
	callingCode string
	prefix      string     // the national prefix, if a plain prefix is all there is to know
	prefixPairs digitPairs // first two digits that a national prefix may have
	dialsOut    digitPairs // first two digits that an international prefix may have
	dialsPlain  bool       // 00 is the international prefix
	main        bool       // the region that stands for its calling code
	start       uint16     // the state after the calling code
}

type phoneTable struct {
	states    []phoneState
	start     uint16
	regions   []phoneRegion
	byCountry map[string]*phoneRegion
}

var phoneTables = sync.OnceValue(readPhoneTable)

func readPhoneTable() *phoneTable {
	data := []byte(phoneTableBin)
	regions, states := int(binary.LittleEndian.Uint16(data)), int(binary.LittleEndian.Uint16(data[2:]))
	table := &phoneTable{
		states: make([]phoneState, states), start: uint16(states - 1),
		regions: make([]phoneRegion, regions), byCountry: make(map[string]*phoneRegion, regions),
	}
	for i := range table.regions {
		at := phoneHeaderSize + i*phoneRegionSize
		table.regions[i] = readPhoneRegion(data[at:at+phoneRegionSize], phoneTableBin[at:])
		if region := &table.regions[i]; region.code != "" {
			table.byCountry[region.code] = region
		}
	}
	at := phoneHeaderSize + regions*phoneRegionSize
	for i := range table.states {
		state := &table.states[i]
		for digit := range state.next {
			state.next[digit] = binary.LittleEndian.Uint16(data[at+2*digit:])
		}
		state.output = binary.LittleEndian.Uint16(data[at+20:])
		at += 22
	}
	for i := range table.regions {
		region := &table.regions[i]
		region.start = table.start
		for _, digit := range []byte(region.callingCode) {
			region.start = table.states[region.start].next[digit-'0']
		}
		if region.main {
			table.states[region.start].calling = region
		}
	}
	return table
}

func readPhoneRegion(data []byte, text string) phoneRegion {
	region := phoneRegion{
		callingCode: strconv.Itoa(int(binary.LittleEndian.Uint16(data[2:]))),
		prefix:      text[5 : 5+int(data[4])],
		dialsPlain:  data[9] != 0,
		main:        data[10] != 0,
		dialsOut:    digitPairs(data[11:24]),
		prefixPairs: digitPairs(data[24:37]),
	}
	if data[0] != ' ' {
		region.code = text[:2]
	}
	return region
}
