package consent_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/consent"
	"galena/internal/contact"
)

// indexKeys are keys of every kind, with the lookup that finds a person by them.
var indexKeys = []struct {
	key   consent.Key
	names func(*consent.Index) []uint32
}{
	{hashed(contact.IdentifierEmail, "a@b.example"), byIdentifier(contact.IdentifierEmail, "a@b.example")},
	{hashed(contact.IdentifierPhone, "+16502530000"), byIdentifier(contact.IdentifierPhone, "+16502530000")},
	{hashed(contact.IdentifierRecord, "7"), byIdentifier(contact.IdentifierRecord, "7")},
	{consent.Key{Kind: consent.KeyDigest, Text: consent.Digest("a@b.example")}, func(x *consent.Index) []uint32 { return x.ByDigest(nil, "a@b.example") }},
	{consent.Key{Kind: consent.KeyDomain, Text: "b.example"}, func(x *consent.Index) []uint32 { return x.ByDomain(nil, "mail.b.example") }},
	{consent.Key{Kind: consent.KeyLead, Text: "L1"}, func(x *consent.Index) []uint32 { return x.ByLead(nil, "L1") }},
}

func hashed(kind contact.IdentifierKind, value string) consent.Key {
	return consent.Key{Kind: kind, Hash: contact.Identifier(kind, value)}
}

func byIdentifier(kind contact.IdentifierKind, value string) func(*consent.Index) []uint32 {
	return func(x *consent.Index) []uint32 { return x.ByIdentifier(nil, contact.Identifier(kind, value)) }
}

// TestIndex: every entry is found under each of its keys and no other; entries that have
// named somebody are counted once.
func TestIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := consent.NewIndex()
		x.Lists = []consent.List{{Name: "one"}, {Name: "two"}}
		under := make([][]uint32, len(indexKeys)) // the entries of each key
		lists := rapid.SliceOfN(rapid.IntRange(0, 1), 1, 8).Draw(t, "lists")
		entries, named := make([]int64, 2), map[uint32]bool{}
		for number, list := range lists {
			var keys []consent.Key
			for _, k := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(indexKeys)-1), 1, 3, rapid.ID[int]).Draw(t, "keys") {
				keys, under[k] = append(keys, indexKeys[k].key), append(under[k], uint32(number))
			}
			x.Add(consent.Entry{List: list, Line: int64(number)}, keys...)
			entries[list]++
		}
		var want, got []string
		for k, numbers := range under {
			key := indexKeys[k].key
			for _, number := range numbers {
				if key.Kind != consent.KeyDomain {
					want = append(want, string(key.Kind)+key.String()+string('0'+rune(number)))
				}
			}
		}
		for key, entry := range x.Named {
			got = append(got, string(key.Kind)+key.String()+string('0'+rune(entry.Line)))
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("entries by their keys (-want +got):\n%s", diff)
		}
		if x.HasDigests() != (len(under[3]) > 0) || x.HasDomains() != (len(under[4]) > 0) || x.HasLeads() != (len(under[5]) > 0) || x.Count() != len(lists) {
			t.Fatalf("digests %v, domains %v, leads %v, %d entries", x.HasDigests(), x.HasDomains(), x.HasLeads(), x.Count())
		}
		asked := rapid.SliceOfDistinct(rapid.IntRange(0, len(indexKeys)-1), rapid.ID[int]).Draw(t, "asked")
		for _, k := range asked {
			found := slices.Sorted(slices.Values(indexKeys[k].names(x)))
			if !slices.Equal(found, under[k]) {
				t.Fatalf("under %v are the entries %v, want %v", indexKeys[k].key, found, under[k])
			}
			if key := indexKeys[k].key; key.Text == "" && len(found) > 0 && !x.MayKnow(key.Hash) {
				t.Fatalf("what is under %v is said to be unknown", key)
			}
			for _, number := range found {
				named[number] = true
			}
		}
		matched := make([]int64, 2)
		for number := range named {
			matched[lists[number]]++
		}
		all, some := x.Matched()
		if diff := cmp.Diff([][]int64{entries, matched}, [][]int64{all, some}); diff != "" {
			t.Fatalf("entries and those that named somebody, by list (-want +got):\n%s", diff)
		}
	})
}

// TestRedirect: a lead that was merged away is found under its new id and its old one.
func TestRedirect(t *testing.T) {
	x := consent.NewIndex()
	for _, lead := range []string{"L1", "L1", "L2"} {
		x.Add(consent.Entry{}, consent.Key{Kind: consent.KeyLead, Text: lead})
	}
	x.Redirect("L1", "L2")
	for lead, want := range map[string][]uint32{"L1": {0, 1}, "L2": {0, 1, 2}, "L3": nil} {
		if got := slices.Sorted(slices.Values(x.ByLead(nil, lead))); !slices.Equal(got, want) {
			t.Errorf("%s: entries %v, want %v", lead, got, want)
		}
	}
}

// TestKeysReadBack: keys are kept from run to run as text.
func TestKeysReadBack(t *testing.T) {
	for _, k := range indexKeys {
		got, err := consent.ReadKey(k.key.Kind, k.key.String())
		if domain := k.key.Kind == consent.KeyDomain; (err != nil) != domain || !domain && got != k.key {
			t.Errorf("%v reads back as %v, %v", k.key, got, err)
		}
	}
	small := consent.Key{Kind: contact.IdentifierEmail, Hash: 10}
	if got := small.String(); got != "000000000000000a" {
		t.Errorf("a hash is remembered as %q", got)
	}
	for _, text := range []string{"", "x", consent.Digest("a")[1:], "g" + consent.Digest("a")[1:]} {
		if _, err := consent.ReadKey(consent.KeyDigest, text); err == nil || consent.IsDigest(text) {
			t.Errorf("%q was read as a digest", text)
		}
	}
}

// TestListsThatStand: suppression lists of this run, and lists for all purposes, stand whatever
// was said later; others do not.
func TestListsThatStand(t *testing.T) {
	for _, test := range []struct {
		list  consent.List
		stand bool
	}{
		{consent.List{Path: "stop.csv", Purpose: consent.Marketing}, true},
		{consent.List{Path: "mails.csv", Purpose: consent.Marketing, Events: true}, false},
		{consent.List{Purpose: consent.Marketing}, false},
		{consent.List{Purpose: consent.AllPurposes}, true},
	} {
		if got := test.list.Stands(); got != test.stand {
			t.Errorf("%+v stands: %v", test.list, got)
		}
	}
}

func TestChannelsReadBack(t *testing.T) {
	for channels := consent.Channels(1); channels <= consent.AllChannels; channels++ {
		if got := consent.ChannelsByName(channels.String()); got != channels {
			t.Errorf("%s reads back as %s", channels, got)
		}
	}
	if got := consent.AllChannels.String(); got != "all" {
		t.Errorf("all channels are %q", got)
	}
}
