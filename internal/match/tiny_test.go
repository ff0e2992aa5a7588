package match_test

import (
	"fmt"
	"strings"
	"testing"

	"galena/internal/match"
)

// dump is a table of records with the entity of each. Values are in the form in which normalize leaves them.
type dump struct {
	columns []match.Candidate // name, kind, group
	rows    [][]string
	truth   []string
}

// dumpOf makes columns of the kinds named.
func dumpOf(kinds string) dump {
	d := dump{}
	for name := range strings.FieldsSeq(kinds) {
		kind, err := match.ParseKind(name)
		if name == "job_title" {
			kind, err = match.Text, nil
		}
		if name != "unmapped" && err != nil {
			panic(err)
		}
		d.columns = append(d.columns, match.Candidate{Name: name, Kind: kind, Group: headerGroups[name]})
	}
	return d
}

func (d *dump) add(entity string, values ...string) {
	d.rows, d.truth = append(d.rows, values), append(d.truth, entity)
}

// corpus chooses and codes the fields, as the dedupe stage does.
func (d dump) corpus() corpus {
	c := corpus{truth: d.truth, input: match.Input{Records: len(d.rows)}}
	for i := range d.rows {
		c.input.Order = append(c.input.Order, identityOf(i))
	}
	candidates, fields := make([]match.Candidate, len(d.columns)), make([]match.Field, len(d.columns))
	for f, column := range d.columns {
		builder, codes := match.NewDictionaryBuilder(16), make([]uint32, len(d.rows))
		column.Records = len(d.rows)
		for i, row := range d.rows {
			if codes[i] = builder.Code(row[f]); row[f] != "" {
				column.Filled++
				column.Sample = append(column.Sample, row[f])
			}
		}
		column.Sample = column.Sample[:min(len(column.Sample), 300)]
		fields[f] = match.Field{Name: column.Name, Codes: codes, Values: builder.Build()}
		column.Distinct = fields[f].Values.Len() - 1
		candidates[f] = column
	}
	for _, choice := range match.ChooseFields(candidates) {
		if choice.Used {
			field := fields[choice.Candidate]
			field.Kind, field.Group = choice.Kind, choice.Group
			c.input.Fields = append(c.input.Fields, field)
		}
	}
	return c
}

// TestTinyInputs holds what a person expects of a few rows. A row is its entity and its values; "2*" before a row
// doubles it.
func TestTinyInputs(t *testing.T) {
	person := "given_name family_name email phone"
	home := person + " street city postal_code"
	work := "given_name family_name email phone job_title company url city"
	others := []string{
		"p: rosa,keller,rosa.keller@b.test,+4520998877", "q: boris,okafor,b.okafor@c.test,+4520223344", "r: ines,varga,ines@d.test,+4520556611",
		"s: pavel,lindqvist,pavel.l@e.test,+4520771122", "u: tilda,moreau,tmoreau@f.test,+4520334455", "v: farid,nguyen,farid.nguyen@g.test,+4520118899",
		"w: greta,oduya,greta.o@h.test,+4520667788", "x: lars,castellano,lars.castellano@i.test,+4520445566",
	}
	with := func(rows ...string) []string { return append(rows, others...) }
	// inTowns adds the others with a town; born adds them with a date in place of the number, and a town.
	inTowns := func(rows ...string) []string {
		for i, other := range others {
			rows = append(rows, other+","+[]string{"cork", "derby", "ulm"}[i%3])
		}
		return rows
	}
	born := func(rows ...string) []string {
		for i, other := range others {
			rows = append(rows, other[:strings.LastIndex(other, ",")]+fmt.Sprintf(",19%d-0%d-1%d,%s", 60+3*i, 1+i, i, []string{"cork", "derby", "ulm"}[i%3]))
		}
		return rows
	}
	for _, test := range []struct {
		name, kinds string
		rows        []string
	}{
		{"one row", person, []string{"a: ann,lee,ann.lee@a.test,+4520112233"}},
		{"no value at all", person, []string{"a: ,,,", "b: ,,,", "c: ,,,"}},
		{"a row twice", person, []string{"2*a: ann,lee,ann.lee@a.test,+4520112233"}},
		{"a row three times", person, []string{"3*a: ann,lee,ann.lee@a.test,+4520112233"}},
		{"a row five times", person, []string{"5*a: ann,lee,ann.lee@a.test,+4520112233"}},
		{"a row ten times", person, []string{"10*a: ann,lee,ann.lee@a.test,+4520112233"}},
		{"a row a hundred times", person, []string{"100*a: ann,lee,ann.lee@a.test,+4520112233"}},
		{"two rows five times", person, []string{"5*a: ann,lee,ann.lee@a.test,+4520112233", "5*b: rosa,keller,rosa.keller@b.test,+4520998877"}},
		{"two strangers", person, []string{"a: ann,lee,ann.lee@a.test,+4520112233", "b: rosa,keller,rosa.keller@b.test,+4520998877"}},
		{"two and a stranger", person, []string{"2*a: ann,lee,ann.lee@a.test,+4520112233", "b: rosa,keller,rosa.keller@b.test,+4520998877"}},
		{"strangers", person, others},
		{"a row twice among strangers", person, with("2*a: ann,lee,ann.lee@a.test,+4520112233")},
		{"nickname", person, []string{"a: william,lee,wlee@a.test,+4520112233", "a: bill,lee,wlee@a.test,+4520112233"}},
		{"nickname among strangers", person, with("a: william,lee,wlee@a.test,+4520112233", "a: bill,lee,wlee@a.test,+4520112233")},
		{"typo in the e-mail", person, []string{"a: ann,lee,ann.lee@a.test,+4520112233", "a: ann,lee,anm.lee@a.test,+4520112233"}},
		{"typo in the name", person, []string{"a: ann,leeman,ann.lee@a.test,+4520112233", "a: ann,leemann,ann.lee@a.test,+4520112233"}},
		{"another phone", person, []string{"a: ann,lee,ann.lee@a.test,+4520112233", "a: ann,lee,ann.lee@a.test,+4520667700"}},
		{"another phone among strangers", person, with("a: ann,lee,ann.lee@a.test,+4520112233", "a: ann,lee,ann.lee@a.test,+4520667700")},
		{"another e-mail", person, []string{"a: ann,lee,ann.lee@a.test,+4520112233", "a: ann,lee,snowdrop@web.test,+4520112233"}},
		{"another family name", person, []string{"a: ann,lee,ann.lee@a.test,+4520112233", "a: ann,petrov,ann.lee@a.test,+4520112233"}},
		{"no phone", person, []string{"a: ann,lee,ann.lee@a.test,+4520112233", "a: ann,lee,ann.lee@a.test,"}},
		{"swapped names", person, []string{"a: ann,lee,ann.lee@a.test,+4520112233", "a: lee,ann,ann.lee@a.test,+4520112233"}},
		{"namesakes", person, with("a: ann,lee,ann.lee@a.test,+4520112233", "b: ann,lee,snowdrop@web.test,+4520889911")},
		{"namesakes in one town", person + " city", inTowns(
			"a: ann,lee,ann.lee@a.test,+4520112233,cork", "b: ann,lee,snowdrop@web.test,+4520889911,cork", "c: ann,lee,lee77@post.test,+4520413355,cork",
		)},
		{"twins without an address", "given_name family_name email date city", born(
			"a: ann,lee,ann.lee@a.test,1990-05-04,cork", "b: carla,lee,carla.lee@a.test,1990-05-04,cork", "2*c: dmitri,vega,dv@a.test,1990-05-04,derby",
		)},
		{"couple with one phone", person, []string{"a: ann,lee,ann.lee@a.test,+4520112233", "b: boris,lee,boris.lee@b.test,+4520112233"}},
		{"couple with one e-mail", home, []string{
			"a: ann,lee,lee@a.test,+4520112233,1 oak street,cork,1000", "b: boris,lee,lee@a.test,+4520112233,1 oak street,cork,1000",
		}},
		{"family of four with one e-mail", home, []string{
			"a: ann,lee,lee@a.test,+4520112233,1 oak street,cork,1000", "b: boris,lee,lee@a.test,+4520112233,1 oak street,cork,1000",
			"c: carla,lee,lee@a.test,+4520112233,1 oak street,cork,1000", "d: dmitri,lee,lee@a.test,+4520112233,1 oak street,cork,1000",
		}},
		{"same household, row twice", home, []string{
			"2*a: ann,lee,ann@a.test,+4520112233,1 oak street,cork,1000", "b: boris,lee,boris@b.test,+4520112233,1 oak street,cork,1000",
		}},
		{"moved", home, []string{
			"a: ann,lee,ann@a.test,+4520112233,1 oak street,cork,1000", "a: ann,lee,ann@a.test,+4520112233,77 elm road,derby,5512",
		}},
		{"father and son", home + " date", []string{
			"a: john,lee,jlee@a.test,+4520112233,1 oak street,cork,1000,1951-03-02", "b: john,lee,johnny@b.test,+4520112233,1 oak street,cork,1000,1982-11-19",
		}},
		{"twins", home + " date", []string{
			"a: ann,lee,ann@a.test,+4520112233,1 oak street,cork,1000,1982-11-19", "b: rosa,lee,rosa@b.test,+4520112233,1 oak street,cork,1000,1982-11-19",
		}},
		{"colleagues", work, []string{
			"a: ann,lee,ann.lee@acme.test,+4520112233,sales manager,acme,acme.test,cork", "b: rosa,keller,rosa.keller@acme.test,+4520112234,engineer,acme,acme.test,cork",
			"c: boris,varga,boris.varga@acme.test,+4520112235,engineer,acme,acme.test,cork",
		}},
		{"colleagues, one twice", work, []string{
			"a: ann,lee,ann.lee@acme.test,+4520112233,sales manager,acme,acme.test,cork", "a: ann,lee,ann.lee@acme.test,,head of sales,acme,acme.test,cork",
			"c: boris,varga,boris.varga@acme.test,+4520112235,engineer,acme,acme.test,cork",
		}},
		{"colleagues of one given name", "given_name family_name email company", []string{
			"a: inger,nilsen,inger.nilsen@brueck.test,brueck", "b: inger,jensen,inger.jensen@brueck.test,brueck", "2*c: pavel,lindqvist,pavel.lindqvist@e.test,acme",
			"d: boris,okafor,b.okafor@c.test,corn", "f: tilda,moreau,tmoreau@f.test,fell", "g: rosa,keller,rosa.keller@b.test,fell", "h: lars,castellano,l.castellano@i.test,corn",
		}},
		{"a middle name, half of a family name", "given_name family_name phone city", []string{
			"a: zofia,nowak,+48124610460,cork", "a: zofia danuta,nowak,+48124610460,cork", "b: greta,richter weber,+4520667788,ulm", "b: greta,weber,+4520667788,ulm",
		}},
		{"colleagues with one mailbox and switchboard", work, []string{
			"a: ann,lee,info@acme.test,+4520112233,sales manager,acme,acme.test,cork", "b: rosa,keller,info@acme.test,+4520112233,engineer,acme,acme.test,cork",
			"c: boris,varga,info@acme.test,+4520112233,engineer,acme,acme.test,cork",
		}},
		{"new job", work, []string{
			"a: ann,lee,annlee@web.test,+4520112233,sales manager,acme,acme.test,cork", "a: ann,lee,annlee@web.test,+4520112233,sales manager,blue harbor,harbor.test,cork",
		}},
		{"one country for all", person + " country", []string{"2*a: ann,lee,ann.lee@a.test,+4520112233,dk", "b: rosa,keller,rosa.keller@b.test,+4520998877,dk"}},
		{"e-mail alone", "email", []string{"2*a: ann@a.test", "b: rosa.keller@b.test", "c: boris@c.test"}},
		{"one e-mail, two names", "given_name family_name email", []string{"a: ann,lee,office@a.test", "b: boris,varga,office@a.test"}},
		{"one phone, two names", "given_name family_name phone", []string{"a: ann,lee,+4520112233", "b: boris,varga,+4520112233"}},
		{"name and e-mail", "given_name family_name email", []string{"2*a: ann,lee,ann@a.test", "b: boris,varga,boris@b.test"}},
		{"name and company", "given_name family_name company", []string{"2*a: ann,lee,acme", "b: boris,varga,acme", "c: rosa,keller,acme"}},
		{"rare name and city", "given_name family_name city", []string{"2*a: tilda,oduya,cork", "b: boris,varga,cork", "c: rosa,keller,derby"}},
		{"full name and e-mail", "full_name email", []string{"a: ann lee,ann.lee@a.test", "a: lee ann,ann.lee@a.test", "b: rosa keller,rosa@b.test"}},
		{"companies", "company street city phone url", []string{
			"2*a: acme,1 oak street,cork,+4520112233,acme.test", "b: blue harbor foods,7 elm road,cork,+4520998877,harbor.test",
		}},
		{"branches", "company street city phone url", []string{
			"a: acme,1 oak street,cork,+4520112233,acme.test", "b: acme,7 elm road,derby,+4520998877,acme.test",
		}},
	} {
		d := dumpOf(test.kinds)
		for _, row := range test.rows {
			times := 1
			if count, rest, ok := strings.Cut(row, "*"); ok {
				_, _ = fmt.Sscan(count, &times)
				row = rest
			}
			entity, values, _ := strings.Cut(row, ": ")
			for range times {
				d.add(entity, strings.Split(values, ",")...)
			}
		}
		c := d.corpus()
		out := run(t, c.input, match.Options{}, oneByOne)
		if i, j, same := firstMistake(out.Cluster, d.truth); i >= 0 {
			x := match.Explain(c.input, out.Model, uint32(i), uint32(j))
			t.Errorf("%s: rows %d and %d are one: %v; probability %.4f", test.name, i, j, same, x.Probability)
			for _, line := range x.Lines {
				t.Logf("    %-12s %-14s %5.1f", line.Field, line.Level, line.Weight)
			}
			t.Logf("    prior %.1f correction %.1f %v", x.Prior, x.Correction, x.Classes)
		}
	}
}

// firstMistake returns two rows that one side joins and the other keeps apart.
func firstMistake(cluster []uint32, truth []string) (i, j int, same bool) {
	for j := range cluster {
		for i := range j {
			if same := cluster[i] == cluster[j]; same != (truth[i] == truth[j]) {
				return i, j, same
			}
		}
	}
	return -1, -1, false
}
