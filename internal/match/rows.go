package match

import (
	"context"
	"math"
	"slices"

	"galena/internal/contact"
)

// run is one match in progress. Its records are numbered by rank: 0 is the record with the smallest identity.
type run struct {
	ctx      context.Context
	in       Input
	options  Options
	parallel Parallel
	report   Report

	labels     *labels  // nil: none, or not yet compared
	place      []uint32 // by rank: the record's place in the input
	stride     int      // uint32s per row
	forename   int      // field of given names, even without family names; -1: none
	cross      int      // index in a row of the code that the given name has as a family name
	rows       []uint32 // by rank, row-major; see row
	twin       []uint32 // by rank: the first of many equal rows, the only one compared; nil: none
	one        []uint32 // like twin, but only rows that the shipped model takes for one entity; nil: none
	same       int      // number of rows that one maps to another row
	given      int      // field whose values are checked for swapped names; -1: none
	family     int
	full       int     // field of full names if there are no given and family names; -1: none
	company    int     // field of companies' names; -1: none
	city       int     // field of cities; -1: none
	emails     []int   // fields of e-mail addresses
	budget     float64 // pairs that blocking may make
	mailbox    int     // field of e-mail addresses if nothing else tells records apart; -1: none
	model      *Model
	names      *Names
	bands      [maxFields][]uint8 // per field and code: frequency band of the value
	links      constraints
	neighbours []neighbours       // per field, if every pair is compared; nil until they are found
	cuts       [maxFields][]cut   // per field and code: the parts of a value; nil if values are compared whole
	shapes     [maxFields][]shape // per field and code; nil if values have to be read
	signed     [maxFields]int     // per field: index in a row of the value's signature, in two halves; 0: none
}

// records returns the number of rows.
func (r *run) records() int { return len(r.place) }

// row returns the row of a record: per field the code, with its frequency band above bandShift; then the signatures,
// so that most pairs are settled by adjacent memory; then the code that the given name has as a family name.
func (r *run) row(rank uint32) []uint32 {
	at := int(rank) * r.stride
	return r.rows[at : at+r.stride : at+r.stride]
}

func newRun(ctx context.Context, in Input, options Options, parallel Parallel) *run {
	r := &run{ctx: ctx, in: in, options: options, parallel: parallel, given: -1, family: -1, forename: -1, full: -1, company: -1, city: -1, mailbox: -1, stride: len(in.Fields), budget: pairsByRecord * float64(in.Records)}
	for f := range in.Fields {
		if in.Fields[f].Kind == GivenName && r.given < 0 {
			r.given, r.forename = f, f
		}
		if in.Fields[f].Kind == FamilyName && r.family < 0 {
			r.family = f
		}
		if in.Fields[f].Kind == FullName && r.full < 0 {
			r.full = f
		}
		if in.Fields[f].Kind == Company && r.company < 0 {
			r.company = f
		}
		if in.Fields[f].Kind == City && r.city < 0 {
			r.city = f
		}
		if in.Fields[f].Kind == Email {
			r.emails = append(r.emails, f)
		}
		if settles(&in.Fields[f]) {
			r.signed[f] = r.stride
			r.stride += 2
		}
	}
	if r.given >= 0 && r.family >= 0 {
		r.cross = r.stride
		r.stride++
	} else {
		r.given, r.family = -1, -1
	}
	if lines := chunks(r.stride, cacheLine); lines > 1 {
		r.stride = lines * cacheLine // no row starts or ends in the middle of a cache line
	}
	return r
}

// cacheLine is the number of uint32s that the processor fetches at once.
const cacheLine = 16

// rowChunk is the number of records that one work item lays out. It is fixed, so that nothing depends on the number
// of workers.
const rowChunk = 1 << 14

func chunks(n, size int) int { return (n + size - 1) / size }

// layOut numbers the records by identity and gathers their codes into rows.
func (r *run) layOut() error {
	r.place = rankOrder(r.in.Order)
	r.names = r.nameFrequencies()
	signatures, err := r.tables()
	if err != nil {
		return err
	}
	var cross []uint32
	if r.given >= 0 {
		cross = crossCodes(r.in.Fields[r.given].Values, r.in.Fields[r.family].Values)
	}
	r.rows = make([]uint32, len(r.place)*r.stride)
	rank := r.ranks()
	err = r.parallel(chunks(len(rank), rowChunk), func(i int) error {
		for place := i * rowChunk; place < min((i+1)*rowChunk, len(rank)); place++ { // in the order of the codes, most of which are new
			row := r.row(rank[place])
			for f := range r.in.Fields {
				code := r.in.Fields[f].Codes[place]
				row[f] = code | uint32(r.bands[f][code])<<bandShift
				if at := r.signed[f]; at > 0 {
					signatures[f][code].put(row[at:])
				}
			}
			if cross != nil {
				row[r.cross] = cross[r.in.Fields[r.given].Codes[place]]
			}
		}
		return r.ctx.Err()
	})
	if err != nil {
		return err
	}
	r.findTwins()
	r.links = r.constraints()
	return nil
}

// ranks returns, by place in the input, the ranks of the records.
func (r *run) ranks() []uint32 {
	rank := make([]uint32, len(r.place))
	for i, place := range r.place {
		rank[place] = uint32(i)
	}
	return rank
}

// tables makes the frequency bands and the signatures, per field and code.
func (r *run) tables() ([][]signature, error) {
	signatures := make([][]signature, len(r.in.Fields))
	err := r.parallel(len(r.in.Fields), func(f int) error {
		field := &r.in.Fields[f]
		r.bands[f] = make([]uint8, field.Values.Len())
		for code := 1; code < len(r.bands[f]); code++ {
			r.bands[f][code] = uint8(r.names.bandOf(field, uint32(code)))
		}
		var s scratch
		r.cuts[f] = s.cuts(field)
		if r.shaped(f) {
			r.shapes[f] = s.shapesOf(field, r.cuts[f])
		}
		if r.signed[f] == 0 {
			return nil
		}
		signatures[f] = make([]signature, field.Values.Len())
		for code := 1; code < len(signatures[f]); code++ {
			value := field.Values.Value(uint32(code))
			if cuts := r.cuts[f]; cuts != nil && field.Kind == Street && !contact.IsForeign(value) { // the cut has the parts already
				c := &cuts[code]
				signatures[f][code] = streetSignature(value[c[0]:c[1]], value[c[2]:c[3]])
				continue
			}
			signatures[f][code] = s.signature(field.Kind, value)
		}
		return r.ctx.Err()
	})
	return signatures, err
}

// crossCodes returns, for each given name, the code that the same value has as a family name; 0 for none.
func crossCodes(given, family *Dictionary) []uint32 {
	known := NewDictionaryBuilder(family.Len())
	for code := 1; code < family.Len(); code++ {
		known.Code(family.Value(uint32(code)))
	}
	cross := make([]uint32, given.Len())
	for code := 1; code < given.Len(); code++ {
		cross[code] = known.Find(given.Value(uint32(code)))
	}
	return cross
}

// rankOrder returns the places of the records in the order of their identities.
func rankOrder(order []Identity) []uint32 {
	items := make([]uint64, len(order))
	for i, id := range order {
		items[i] = id.Hi&^math.MaxUint32 | uint64(i)
	}
	items = radixSort(items)
	place := ranksOf(items)
	from := 0
	for block := range blocksOf(items) {
		slices.SortFunc(place[from:from+len(block)], func(a, b uint32) int { return compareIdentities(order[a], order[b]) })
		from += len(block)
	}
	return place
}
