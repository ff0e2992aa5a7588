package match

import "strings"

// A key is what a blocking rule asks two records to share: a hash of a value or of a part of it. Hashes depend on the
// values alone, so keys are the same in every run. 0 is no key.
type key struct {
	name   string
	field  int                       // the first field it is made from
	second int                       // the second field, or -1
	part   func(value string) string // nil for the whole value
	hashes []uint32                  // per code
}

// derivation is a part of a value that survives when the rest of it is damaged.
type derivation struct {
	name string
	part func(value string) string
}

var derivations = [kindCount][]derivation{
	GivenName:  {{"start", prefix3}, {"end", suffix3}},
	FamilyName: {{"sound", skeleton}, {"start", prefix4}, {"end", suffix4}},
	FullName:   {{"longest", longest}, {"start", prefix5}, {"last", lastToken}, {"sound", skeleton}},
	Email:      {{"mailbox", mailboxOf}, {"start", prefix5}, {"letters", mailboxLetters}},
	Phone:      {{"end", suffix7}, {"start", frontHalf}, {"middle", suffix4}},
	Company:    {{"first", firstToken}},
	Street:     {{"number", numberAndLetter}, {"words", streetWords}, {"end", suffix5}},
	City:       {{"start", prefix4}},
	PostalCode: {{"start", prefix3}},
	Date:       {{"month", dropDay}, {"day", dropYear}, {"year", onlyYear}},
	URL:        {{"start", frontHalf}},
	ID:         {{"start", frontHalf}, {"end", backHalf}},
	Text:       {{"start", prefix4}, {"end", suffix4}, {"longest", longest}},
}

// keysOf makes the keys of all fields: from the whole values and from their derivations.
func (r *run) keysOf() ([]key, error) {
	var keys []key
	for f := range r.in.Fields {
		field := &r.in.Fields[f]
		keys = append(keys, key{name: field.Name, field: f, second: -1, hashes: field.Values.hashes})
		for _, d := range derivations[field.Kind] {
			keys = append(keys, key{name: field.Name + " (" + d.name + ")", field: f, second: -1, part: d.part})
		}
	}
	if r.given >= 0 {
		keys = append(keys, key{name: "names in any order", field: r.given, second: r.family})
	}
	keys = keys[:min(len(keys), maxKeys)]
	err := r.parallel(len(keys), func(i int) error {
		k := &keys[i]
		if k.part == nil {
			return nil
		}
		field := &r.in.Fields[k.field]
		hashes := make([]uint32, field.Values.Len())
		for code := 1; code < len(hashes); code++ {
			if p := k.part(field.Values.Value(uint32(code))); p != "" {
				hashes[code] = hashString(p)
			}
		}
		k.hashes = hashes
		return r.ctx.Err()
	})
	return keys, err
}

// of returns the key of a row.
func (k *key) of(r *run, row []uint32) uint32 {
	if k.second < 0 {
		return k.hashes[row[k.field]&codeMask]
	}
	a, b := row[k.field]&codeMask, row[k.second]&codeMask
	if a == 0 || b == 0 {
		return 0
	}
	sum := r.in.Fields[k.field].Values.hashes[a] + r.in.Fields[k.second].Values.hashes[b]
	return max(sum, 1)
}

func prefix3(v string) string { return firstRunes(v, 3) }
func prefix4(v string) string { return firstRunes(v, 4) }
func prefix5(v string) string { return firstRunes(v, 5) }
func suffix3(v string) string { return lastBytes(v, 3) }
func suffix4(v string) string { return lastBytes(v, 4) }
func suffix5(v string) string { return lastBytes(v, 5) }
func suffix7(v string) string { return lastBytes(v, 7) }

func firstRunes(v string, n int) string {
	for i := range v {
		if n == 0 {
			return v[:i]
		}
		n--
	}
	return v
}

func lastBytes(v string, n int) string { return v[max(0, len(v)-n):] }
func frontHalf(v string) string        { return v[:(len(v)+1)/2] }
func backHalf(v string) string         { return v[len(v)/2:] }

// skeleton returns the first letter and the consonants after it, doubled ones once: at most four letters.
func skeleton(v string) string {
	var out [5]byte
	n := 0
	for i := 0; i < len(v) && n < len(out); i++ {
		c := v[i]
		if i > 0 && (strings.IndexByte("aeiouyhw -'.", c) >= 0 || c == out[n-1]) {
			continue
		}
		out[n] = c
		n++
	}
	return string(out[:n])
}

func longest(v string) string {
	best := ""
	for token := range strings.FieldsSeq(v) {
		if len(token) > len(best) {
			best = token
		}
	}
	return best
}

func firstToken(v string) string {
	v, _, _ = strings.Cut(v, " ")
	return v
}

func lastToken(v string) string { return v[strings.LastIndexByte(v, ' ')+1:] }

func mailboxOf(v string) string {
	v, _, _ = strings.Cut(v, "@")
	if len(v) < 4 {
		return ""
	}
	return v
}

func mailboxLetters(v string) string {
	v, _, _ = strings.Cut(v, "@")
	end := len(v)
	for end > 0 && v[end-1]-'0' <= 9 {
		end--
	}
	return v[:end]
}

func numberAndLetter(v string) string {
	number, street, _ := strings.Cut(v, " ")
	if number == "" || number[0] < '0' || number[0] > '9' {
		return ""
	}
	return number + firstRunes(street, 2)
}

func streetWords(v string) string {
	return strings.TrimLeft(v, "0123456789 ")
}

func dropDay(v string) string {
	year, month, _ := dateParts(v)
	return year + month
}

func dropYear(v string) string {
	_, month, day := dateParts(v)
	return month + day
}

func onlyYear(v string) string {
	year, _, _ := dateParts(v)
	return year
}
