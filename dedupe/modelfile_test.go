package dedupe_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"galena/dedupe"
	"galena/internal/match"
)

// trained returns the model of a run over crowd, with its JSON form.
func trained(t *testing.T) (*match.Model, []byte) {
	t.Helper()
	c := settings(t, "")
	d := dedupe.New(c, 4096)
	gather(t, d, c, batch(crm, crowd(400), 2))
	model, _ := d.Model()
	data, err := dedupe.WriteModel(model)
	if err != nil {
		t.Fatal(err)
	}
	return model, data
}

func TestModelIsReadAsWritten(t *testing.T) {
	model, data := trained(t)
	read, err := dedupe.ReadModel(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(model, read, cmpopts.IgnoreUnexported(match.Model{}, match.Class{})); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	again, err := dedupe.WriteModel(read)
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("written again it is other bytes (%v)", err)
	}
}

// The names of the levels are those that package match uses, for every kind: a
// level added there must be named in modelfile.go.
func TestLevelsAreThoseOfMatch(t *testing.T) {
	for kind := match.GivenName; kind <= match.Generation; kind++ {
		builder := match.NewDictionaryBuilder(2)
		in := match.Input{
			Records: 2, Order: []match.Identity{{Hi: 1 << 40}, {Hi: 2 << 40}},
			Fields: []match.Field{{Name: "f", Kind: kind, Codes: []uint32{builder.Code("2001-02-03 abc"), builder.Code("zzz")}}},
		}
		in.Fields[0].Values = builder.Build()
		serial := func(n int, work func(int) error) error {
			for i := range n {
				if err := work(i); err != nil {
					return err
				}
			}
			return nil
		}
		result, err := match.Match(context.Background(), in, match.Options{}, serial)
		if err != nil {
			t.Fatal(err)
		}
		level := match.Explain(in, result.Model, 0, 1).Lines[0].Level
		levels := dedupe.Levels(result.Model.Fields[0])
		if levels[0].Records > 0 || levels[0].Share > 0 {
			t.Errorf("%v has no names for its levels", kind)
		}
		last := levels[0]
		exact := 0
		for _, l := range levels {
			if l.Records > 0 || l.Share > 0 {
				exact++
			} else if l.Name != "name numbered" { // of addresses that have nearly everything in common
				last = l
			}
		}
		if exact != 20 {
			t.Errorf("%v has %d levels of equal values, want 20: its other levels are not those of modelfile.go", kind, exact)
		}
		if !strings.HasSuffix(last.Name, level) {
			t.Errorf("values of %v that have nothing in common are %q, the last level is %q", kind, level, last.Name)
		}
	}
}

func TestReadModelRefuses(t *testing.T) {
	_, data := trained(t)
	for name, change := range map[string][2]string{
		"another format":  {`"format": 7`, `"format": 2`},
		"an unknown kind": {`"kind": "email"`, `"kind": "e-mail"`},
		"an unknown key":  {`"pairs"`, `"pears"`},
		"another level":   {`"nickname"`, `"pet name"`},
		"no matches":      {`"match": true`, `"match": false`},
		"no JSON":         {`{`, ``},
	} {
		if _, err := dedupe.ReadModel([]byte(strings.ReplaceAll(string(data), change[0], change[1]))); err == nil {
			t.Errorf("a model with %s is read", name)
		}
	}
}
