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

// The layout of phone_table.bin: see package phonetable.
const (
	phoneHeaderSize = 4
	phoneRegionSize = 2 + 2 + 2 + 5 + 1 + 1 + 13
	phoneDigits     = 24 // more than any country code and national number
)

// phoneTypes are the types in the order of the outputs.
var phoneTypes = [...]string{PhoneMobile, PhoneFixed, PhoneFixedOrMobile, PhoneTollFree, PhoneVoIP, PhonePremium, PhoneOther}

// phoneState is a state of the automaton over the digits of E.164 numbers.
type phoneState struct {
	next   [10]uint16
	output uint16 // 0: not a valid number

	calling *phoneRegion // where a calling code ends: its main region
}

// phoneRegion is how a region dials.
type phoneRegion struct {
	code         string
	callingCode  string
	prefixDigits uint16   // bit d: digit d may start a national prefix
	prefix       string   // the national prefix, where it is all there is to know
	dialsOut     [13]byte // bit 10·a + b: digits a b may start an international prefix
	dialsPlain   bool     // 00 is that prefix
	main         bool     // the region that stands for its calling code
	start        uint16   // the state behind the calling code
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
		callingCode:  strconv.Itoa(int(binary.LittleEndian.Uint16(data[2:]))),
		prefixDigits: binary.LittleEndian.Uint16(data[4:]),
		prefix:       text[7 : 7+int(data[6])],
	}
	if data[0] != ' ' {
		region.code = text[:2]
	}
	copy(region.dialsOut[:], data[13:])
	region.dialsPlain = data[11] != 0
	region.main = data[12] != 0
	return region
}
