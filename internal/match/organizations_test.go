package match_test

import (
	"fmt"
	"testing"

	"galena/internal/match"
)

// TestOrganizations: what records of organizations have in common because the organizations belong together, or are
// in one town, does not make them one. Records that nothing speaks against are one.
func TestOrganizations(t *testing.T) {
	brands := []string{"alvarin", "bexotec", "corvalo", "dorimex", "elfanta", "gravidor", "helixo", "jormida", "kestrano", "lumovita", "morbexa", "nortalum"}
	trades := []string{"steel", "software", "foods", "printing", "roofing"}
	for _, test := range []struct {
		name, kinds string
		fill        func(d *dump)
	}{
		{"names and domains", "company url", func(d *dump) {
			for i, brand := range brands {
				for j, trade := range trades {
					name := brand + " " + trade
					d.add(name, name, name+".test")
					if (i+j)%3 == 0 {
						d.add(name, name, name+".test")
					}
				}
			}
		}},
		{"a company in many countries", "company url street city postal_code country", func(d *dump) {
			for i, brand := range brands {
				for j, country := range []string{"DE", "US", "FR", "IT"}[:1+i%4] {
					row := []string{brand, brand + ".test", fmt.Sprint(brands[(5*i+3*j+1)%12], " road ", 7*i+j), brands[(7*i+5*j+2)%12] + "ville", fmt.Sprint(10000 + 100*i + 7*j), country}
					d.add(brand+country, row...)
					d.add(brand+country, row...)
				}
			}
		}},
		{"schools of one district", "company url unmapped street city postal_code", func(d *dump) {
			for i := range 15 {
				for j, school := range []string{"lincoln elementary", "roosevelt high", "riverside academy", "oakwood middle"} {
					row := []string{school, fmt.Sprintf("district%d.test", i), fmt.Sprintf("district %d", i), fmt.Sprint(brands[(5*i+3*j+1)%12], " road ", 7*i+j), brands[i%12] + trades[i/12], fmt.Sprint(20000 + 10*i)}
					entity := fmt.Sprint(i, school)
					d.add(entity, row...)
					if (i+j)%4 == 0 {
						d.add(entity, row...)
					}
				}
			}
		}},
		{"a mother and her daughters", "company url phone street city postal_code", func(d *dump) {
			for i, brand := range brands {
				for _, daughter := range []string{"", " energie", " logistik", " immobilien"}[:1+i%4] {
					row := []string{brand + daughter, brand + ".test", fmt.Sprint("+4930", 5550100+1117*i), fmt.Sprint(brands[(5*i+1)%12], " road ", 7*i), brands[(7*i+2)%12] + "ville", fmt.Sprint(10000 + 100*i)}
					d.add(brand+daughter, row...)
					d.add(brand+daughter, row...)
				}
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := dumpOf(test.kinds)
			test.fill(&d)
			c := d.corpus()
			out := run(t, c.input, match.Options{}, workers)
			for a := range d.rows {
				for b := range a {
					if joined, one := out.Cluster[a] == out.Cluster[b], d.truth[a] == d.truth[b]; joined != one {
						t.Fatalf("%v and %v are one: %t", d.rows[a], d.rows[b], joined)
					}
				}
			}
		})
	}
}

// TestSaysNoMore: the town of a record and a given name tell no two companies apart, another word does.
func TestSaysNoMore(t *testing.T) {
	d := dumpOf("company city")
	for _, name := range []string{"post hotel", "post hotel biberach", "post hotel trierberg", "post hotel thomas"} {
		d.add(name, name, "biberach")
	}
	c := d.corpus()
	model := run(t, c.input, match.Options{}, workers).Model
	for other, want := range []string{1: "tokens", "within", "tokens"} {
		if got := match.Explain(c.input, model, 0, uint32(other)).Lines[0].Level; other > 0 && got != want {
			t.Errorf("%q and %q: %s, want %s", d.rows[0][0], d.rows[other][0], got, want)
		}
	}
}
