package ingest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Numbers without a country code get the file's country only if its other contents clearly
// say which that is.
func TestCountryOfNumbers(t *testing.T) {
	lines := func(n int, values ...string) (all []string) {
		for i := range n {
			all = append(all, values[i%len(values)])
		}
		return all
	}
	german := []string{"Name,Telefon,Mail", "A,07121 334701,a@x.com", "B,0176 5724007,b@x.com", "C,0561/334477,c@x.com", "D,0171 2345678,d@x.com"}
	for _, test := range []struct {
		name  string
		files [][]string
		want  []string
	}{
		{"nothing says which", [][]string{german}, []string{""}},
		{"international numbers", [][]string{append(lines(4, "E,+49 171 2345678,", "F,0049 7121 334701,"), german...)}, []string{"DE"}},
		{"numbers of two countries", [][]string{append(lines(6, "E,+49 171 2345678,", "F,+41 44 668 18 00,"), german...)}, []string{""}},
		{"domains", [][]string{append(lines(12, "E,0171 2345678,e@gmx.de"), german...)}, []string{"DE"}},
		{"domains of one country, numbers of another", [][]string{append(lines(12, "E,+41 44 668 18 00,e@gmx.de"), german...)}, []string{""}},
		{"a few addresses among American numbers", [][]string{append(lines(40, "E,(559) 627-9688,e@gmx.de", "F,(402) 627-0371,"), "Name,Telefon,Mail")}, []string{""}},
		{"American numbers", [][]string{append(lines(9, "E,(559) 627-9688,", "F,402-627-0371,"), "Name,Telefon,Mail")}, []string{"US"}},
		{"the other file says", [][]string{append(lines(4, "E,+49 171 2345678,"), german...), german}, []string{"DE", "DE"}},
		{"the other files do not agree", [][]string{append(lines(4, "E,+49 171 2345678,"), german...), append(lines(9, "E,(559) 627-9688,"), "Name,Telefon,Mail"), german}, []string{"DE", "US", ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var inputs []Input
			for i, rows := range test.files {
				head := strings.Join(append([]string{"Name,Telefon,Mail"}, rows...), "\n")
				path := filepath.Join(t.TempDir(), string(rune('a'+i))+".csv")
				if err := os.WriteFile(path, []byte(head), 0o600); err != nil {
					t.Fatal(err)
				}
				inputs = append(inputs, Input{Path: path})
			}
			s, err := Open(t.Context(), inputs, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, in := range s.inputs {
				got = append(got, in.file.Country)
				if told := strings.Contains(strings.Join(in.summary.Mapping.Warnings, ""), "without a country code"); told != (in.file.Country != "") {
					t.Errorf("told of %q: %v", in.file.Country, told)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
