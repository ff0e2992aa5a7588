package dedupe

import (
	"context"

	"galena/internal/column"
	"galena/internal/match"
	"galena/internal/pipeline"
)

// exactKey is a value whose equality alone joins two records.
type exactKey struct {
	name string
	// of returns a function that appends the key of a row of match keys to dst, or
	// nothing if the row has none.
	of func(keys column.Table) func(dst []byte, row int) []byte
}

// personalMailbox is the key of an e-mail address, unless the address is an
// office's.
func personalMailbox(keys column.Table) func([]byte, int) []byte {
	emails := keys.Text("email")
	return func(dst []byte, row int) []byte {
		email := keyAt(emails, row)
		if email == "" || sharedMailbox(keys, email, row) {
			return dst
		}
		return append(dst, email...)
	}
}

// wholeKey is the key of one column.
func wholeKey(name string) func(column.Table) func([]byte, int) []byte {
	return func(keys column.Table) func([]byte, int) []byte {
		values := keys.Text(name)
		return func(dst []byte, row int) []byte { return append(dst, keyAt(values, row)...) }
	}
}

// bothKeys is the key of two columns together.
func bothKeys(a, b string) func(column.Table) func([]byte, int) []byte {
	return func(keys column.Table) func([]byte, int) []byte {
		as, bs := keys.Text(a), keys.Text(b)
		return func(dst []byte, row int) []byte {
			x, y := keyAt(as, row), keyAt(bs, row)
			if x == "" || y == "" {
				return dst
			}
			return append(append(append(dst, x...), 0), y...)
		}
	}
}

func keyAt(values *column.Text, row int) string {
	if !filled(values, row) {
		return ""
	}
	return values.Value(row)
}

// exact joins the records that share an exact key, transitively. A value that more
// than MaxShared records have, such as a switchboard or a test address, joins
// nobody and is noted.
func (s *store) exact(ctx context.Context, workers pipeline.Workers, config Config, apart [][2]uint32) (*matched, error) {
	exactKeys := config.entity().exact
	codes, values := make([][]uint32, len(exactKeys)), make([]*match.DictionaryBuilder, len(exactKeys))
	err := workers.Each(ctx, len(exactKeys), func(_ context.Context, i int) error {
		codes[i], values[i] = s.codeExact(exactKeys[i])
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.dropMatchKeys()
	identities, twins := s.identities()
	joined := newForest(s.records())
	for _, pair := range twins {
		joined.union(pair[0], pair[1])
	}
	var notes []pipeline.Note
	for i, key := range exactKeys {
		if shared := joined.joinEqual(codes[i], values[i], config.MaxShared); shared > 0 {
			notes = append(notes, pipeline.Note{Stage: "dedupe", Field: key.name, Code: "shared_by_too_many", Count: shared})
		}
	}
	keys := make([]codedKey, len(exactKeys))
	for i := range keys {
		keys[i] = codedKey{codes[i], values[i], config.MaxShared}
	}
	joined.separate(apart, twins, keys, identities)
	m := s.matchedBy(joined.labels(), nil, nil)
	m.notes = notes
	return m, nil
}

// codeExact returns the code of every record's key, 0 for none.
func (s *store) codeExact(key exactKey) ([]uint32, *match.DictionaryBuilder) {
	codes, values := make([]uint32, s.records()), match.NewDictionaryBuilder(s.records())
	var buffer []byte
	record := 0
	for _, keys := range s.keys {
		of := key.of(keys)
		for row := range keys.Rows() {
			if buffer = of(buffer[:0], row); len(buffer) > 0 {
				codes[record] = values.Code(string(buffer))
			}
			record++
		}
	}
	return codes, values
}

// joinEqual joins the records with equal codes. It returns how many records have a
// value that too many share.
func (f *forest) joinEqual(codes []uint32, values *match.DictionaryBuilder, maxShared int) (shared int64) {
	first := make([]uint32, values.Len()) // record + 1
	for r, code := range codes {
		switch {
		case code == 0:
		case values.Count(code) > uint32(maxShared):
			shared++
		case first[code] == 0:
			first[code] = uint32(r) + 1
		default:
			f.union(first[code]-1, uint32(r))
		}
	}
	return shared
}
