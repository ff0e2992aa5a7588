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
