package match_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/zeebo/xxh3"
	"golang.org/x/sync/errgroup"

	"galena/internal/contact"
	"galena/internal/match"
)

// headerKinds is what ingest's header mapping would make of the headers of the corpora.
var headerKinds = map[string]match.Kind{
	"given_name": match.GivenName, "first_name": match.GivenName, "surname": match.FamilyName, "last_name": match.FamilyName,
	"name": match.FullName, "email": match.Email, "phone": match.Phone, "phone_number": match.Phone, "company": match.Company,
	"street": match.Street, "addr": match.Street, "address_1": match.Street, "city": match.City, "suburb": match.City,
	"postcode": match.PostalCode, "postal_code": match.PostalCode, "state": match.Region, "region": match.Region,
	"country": match.Country, "dob": match.Date, "date_of_birth": match.Date, "website": match.URL,
	"job_title": match.Text, "employees": match.ID,
}

var headerGroups = map[string]match.Group{"job_title": match.Work, "employees": match.Work}

// notMatched lists columns about the record itself, which the caller leaves out.
var notMatched = map[string]bool{"record_id": true, "source": true, "lead_source": true, "created_at": true, "updated_at": true, "opt_in": true, "annual_revenue": true}

func workers(n int, work func(int) error) error {
	g := new(errgroup.Group)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		g.Go(func() error { return work(i) })
	}
	return g.Wait()
}

type corpus struct {
	input match.Input
	truth []string
	ids   []string
}

func corpusFolder(t testing.TB) string {
	if dir := os.Getenv("GALENA_CORPORA"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			if data := filepath.Join(dir, "../shared/data"); exists(data) {
				return data
			}
			break
		}
	}
	t.Skip("no corpora: set GALENA_CORPORA")
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func readAll(t testing.TB, path string) (header []string, rows [][]string) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[0], all[1:]
}

func loadCorpus(t testing.TB, records, truth string, drop ...string) corpus {
	header, rows := readAll(t, records)
	_, answers := readAll(t, truth)
	entity := map[string]string{}
	for _, a := range answers {
		entity[a[0]] = a[1]
	}
	c := corpus{}
	c.input.Records = len(rows)
	c.input.Order = make([]match.Identity, len(rows))
	for i, row := range rows {
		c.input.Order[i] = identityOfID(row[0])
		c.truth = append(c.truth, entity[row[0]])
		c.ids = append(c.ids, row[0])
	}
	country := -1
	for col, name := range header {
		if name == "country" {
			country = col
		}
	}
	var candidates []match.Candidate
	var fields []match.Field
	for col, name := range header {
		skip := notMatched[name]
		for _, d := range drop {
			skip = skip || d == name
		}
		if skip {
			continue
		}
		kind := headerKinds[name]
		b := match.NewDictionaryBuilder(1024)
		codes := make([]uint32, len(rows))
		can := match.Candidate{Name: name, Kind: kind, Group: headerGroups[name], Records: len(rows)}
		for i, row := range rows {
			cc := ""
			if country >= 0 {
				cc = row[country]
			}
			v := normalizeValue(kind, row[col], cc)
			codes[i] = b.Code(v)
			if v != "" {
				can.Filled++
				if len(can.Sample) < 300 {
					can.Sample = append(can.Sample, v)
				}
			}
		}
		values := b.Build()
		can.Distinct = values.Len() - 1
		candidates = append(candidates, can)
		fields = append(fields, match.Field{Name: name, Codes: codes, Values: values})
	}
	for _, choice := range match.ChooseFields(candidates) {
		if os.Getenv("V") != "" {
			t.Logf("%s: %+v", candidates[choice.Candidate].Name, choice)
		}
		if choice.Used {
			f := fields[choice.Candidate]
			f.Kind, f.Group = choice.Kind, choice.Group
			c.input.Fields = append(c.input.Fields, f)
		}
	}
	return c
}

func identityOfID(id string) match.Identity {
	sum := xxh3.HashString128(id)
	return match.Identity{Hi: sum.Hi, Lo: sum.Lo}
}

var streetTypes = map[string]string{"st": "street", "ave": "avenue", "rd": "road", "dr": "drive", "ln": "lane", "blvd": "boulevard", "ct": "court"}

// normalizeValue returns the match key of a value, as the dedupe stage would make it.
func normalizeValue(kind match.Kind, v, country string) string {
	switch kind {
	case match.Email:
		if email, problem := contact.ParseEmail(v); problem == "" {
			return email.Key
		}
		return strings.ToLower(strings.TrimSpace(v))
	case match.Phone:
		if phone, _ := contact.ParsePhone(v, country); phone.E164 != "" {
			return phone.E164
		}
		return strings.ReplaceAll(contact.FoldWords(v), " ", "")
	case match.Company:
		return contact.CompanyKey(v)
	case match.Street:
		words := strings.Fields(contact.FoldWords(v))
		for i, word := range words {
			if whole := streetTypes[word]; whole != "" && i > 0 {
				words[i] = whole
			}
		}
		return strings.Join(words, " ")
	case match.PostalCode:
		return strings.ToLower(contact.NameKey(v))
	case match.Date, match.URL:
		return strings.ToLower(strings.TrimSpace(v))
	}
	return contact.FoldWords(v)
}

type score struct{ p, r, f float64 }

func evaluate(c corpus, cluster []uint32) score {
	type cell struct {
		cluster uint32
		entity  string
	}
	both, pred, actual := map[cell]int{}, map[uint32]int{}, map[string]int{}
	for i, cl := range cluster {
		both[cell{cl, c.truth[i]}]++
		pred[cl]++
		actual[c.truth[i]]++
	}
	b, p, a := 0, 0, 0
	for _, n := range both {
		b += n * (n - 1) / 2
	}
	for _, n := range pred {
		p += n * (n - 1) / 2
	}
	for _, n := range actual {
		a += n * (n - 1) / 2
	}
	pr, re := float64(b)/float64(max(p, 1)), float64(b)/float64(max(a, 1))
	if p == 0 { // nothing claimed, nothing wrong
		pr = 1
	}
	return score{pr, re, 2 * pr * re / max(pr+re, 1e-9)}
}

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// fingerprint is a hash of the clusters and edges. It shows whether a change of the engine changes its results.
func fingerprint(res match.Result) uint32 {
	h := fnv.New32a()
	fmt.Fprint(h, res.Cluster, res.Edges)
	return h.Sum32()
}

// measure logs how good a match is. It fails if pairs of a claimed certainty of 95 % are true in less than 93 %.
func measure(t *testing.T, name string, c corpus) score {
	t.Helper()
	before, start := cpu(), time.Now()
	res, err := match.Match(context.Background(), c.input, match.Options{}, workers)
	if err != nil {
		t.Fatal(err)
	}
	used, wall := cpu()-before, time.Since(start)
	s := evaluate(c, res.Cluster)
	right, all, rightHigh, allHigh := 0, 0, 0, 0
	possible := map[[2]uint32]bool{}
	for _, e := range res.Edges {
		ok := c.truth[e.A] == c.truth[e.B]
		if ok {
			possible[[2]uint32{e.A, e.B}] = true
		}
		if e.Probability >= 0.95 {
			allHigh++
			if ok {
				rightHigh++
			}
		}
		all++
		if ok {
			right++
		}
	}
	truePairs := 0
	count := map[string]int{}
	for _, e := range c.truth {
		truePairs += count[e]
		count[e]++
	}
	t.Logf("%-22s P %.4f R %.4f F1 %.4f | p>=.95: %d pairs %.4f true | kept %d recall %.4f | compared %d cut %d | %v cpu %v wall | %08x", name, s.p, s.r, s.f,
		allHigh, float64(rightHigh)/float64(max(allHigh, 1)), all, float64(right)/float64(max(truePairs, 1)), res.Report.Pairs, res.Report.Cut, used.Round(time.Millisecond), wall.Round(time.Millisecond), fingerprint(res))
	if os.Getenv("V") != "" {
		for i, r := range res.Report.Rules {
			t.Logf("rule %d %v est %d pairs %d share %.3f", i, r.Keys, r.Estimated, r.Pairs, r.MatchShare)
		}
		t.Logf("split %+v\nwarnings %q", res.Report.Split, res.Report.Warnings)
		for _, c := range res.Model.Classes {
			t.Logf("class %s %.0f %v", c.Name, c.Pairs, fmt.Sprintf("%.2f", c.Shared))
		}
		for _, f := range res.Model.Fields {
			t.Logf("%s m %.4f", f.Name, f.M)
		}
	}
	if rightHigh < allHigh*93/100-1 {
		t.Errorf("%s: of %d pairs said to be 0.95 sure, %d are true", name, allHigh, rightHigh)
	}
	return s
}

// TestCorpora matches the public corpora and holds each to limits: who joins nobody is never wrong.
func TestCorpora(t *testing.T) {
	dir := corpusFolder(t)
	for name, least := range map[string]float64{
		"fake_1000": 0.96, "febrl1": 0.99, "febrl2": 0.99, "febrl3": 0.99, "dsgen_A_5000": 0.99, "dsgen_D_10000_link": 0.99, "rldata500": 0.97,
		"restaurant_864": 0.95, "clkhash_dirty_link": 0.99,
	} {
		t.Run(name, func(t *testing.T) {
			set := filepath.Join(dir, "_er_std", name)
			without := [][]string{nil}
			if strings.HasPrefix(name, "dsgen") {
				without = append(without, []string{"soc_sec_id"})
			}
			for _, columns := range without {
				c := loadCorpus(t, filepath.Join(set, "records.csv"), filepath.Join(set, "truth.csv"), columns...)
				if s := measure(t, fmt.Sprint(name, columns), c); s.f < least {
					t.Errorf("without %q: F1 %.3f, want %.2f", columns, s.f, least)
				}
			}
		})
	}
}

func TestGenerated(t *testing.T) {
	dir := os.Getenv("GALENA_GENERATED")
	if dir == "" {
		t.Skip("no generated contacts: set GALENA_GENERATED")
	}
	measure(t, filepath.Base(dir), loadCorpus(t, filepath.Join(dir, "contacts.csv"), filepath.Join(dir, "truth.csv")))
}
