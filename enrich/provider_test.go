package enrich_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/enrich"
	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
)

// service is a provider on loopback that counts what it is asked.
type service struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string // addresses, in the order of the requests
	most  int      // most requests at once
	now   int
}

func serve(t *testing.T, reply func(w http.ResponseWriter, email string, nth int)) *service {
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		email := r.URL.Query().Get("email")
		s.mu.Lock()
		s.asked = append(s.asked, email)
		nth := 0
		for _, other := range s.asked {
			if other == email {
				nth++
			}
		}
		s.now++
		s.most = max(s.most, s.now)
		s.mu.Unlock()
		reply(w, email, nth)
		s.mu.Lock()
		s.now--
		s.mu.Unlock()
	}))
	t.Cleanup(s.Close)
	return s
}

func title(w http.ResponseWriter, email string, _ int) {
	fmt.Fprintf(w, `{"data": {"title": "Boss of %s", "phones": ["+14155550132"]}, "likelihood": 0.9}`, email)
}

func provider(url string) *enrich.Provider {
	return &enrich.Provider{
		Name: "people", URL: config.Text{Value: url + "/v1?email={email}"}, Method: "GET", Take: pairs("job_title:data.title phone:data.phones.0"),
		Confidence: 1, Rate: 10_000, Concurrency: 4, Timeout: config.Duration(time.Second), Retries: 2, Breaker: 5, MinFillAfter: 200,
		TTL: 90 * config.Day, NegativeTTL: 30 * config.Day,
	}
}

// asking is the config of one network and some providers.
func asking(n enrich.Network, providers ...*enrich.Provider) enrich.Config {
	c := enrich.Config{{Network: &n}}
	for _, p := range providers {
		c = append(c, enrich.Step{Provider: p})
	}
	return c
}

// told runs batches of leads through a config. It returns all of the output as text.
func told(t *testing.T, ctx context.Context, c enrich.Config, batches ...column.Table) (string, []pipeline.Note, error) {
	t.Helper()
	e, _, err := enrich.New(c, enrich.Options{AsOf: asOf, Environment: os.LookupEnv})
	if err != nil {
		return "", nil, err
	}
	if err := e.Prepare(ctx, 1); err != nil {
		_, closeErr := e.Close()
		return "", nil, errors.Join(err, closeErr)
	}
	var out strings.Builder
	var notes []pipeline.Note
	for i, rows := range batches {
		b, err := e.Map(ctx, pipeline.Batch{Rows: rows, Index: i})
		if err != nil {
			_, closeErr := e.Close()
			return "", nil, errors.Join(err, closeErr)
		}
		out.WriteString(show(b.Rows, b.Rows.Names()))
		for _, side := range b.Side {
			out.WriteString(side.Name + "\n" + show(side.Rows, side.Rows.Names()))
		}
		notes = append(notes, b.Notes...)
	}
	said, err := e.Close()
	return out.String(), append(notes, said...), err
}

func people(count int) column.Table {
	var literal strings.Builder
	literal.WriteString("lead_id | email | job_title\n")
	for i := range count {
		fmt.Fprintf(&literal, "L%d | p%d@acme.com | ∅\n", i, i)
	}
	return table(literal.String())
}

func network(t *testing.T, calls int, money float64) enrich.Network {
	return enrich.Network{Mode: "live", Cache: t.TempDir(), Calls: calls, Money: money}
}

func has(notes []pipeline.Note, code string) bool {
	for _, n := range notes {
		if n.Code == code {
			return true
		}
	}
	return false
}

func TestProviderFillsWhatIsEmpty(t *testing.T) {
	s := serve(t, title)
	leads := table(`
		lead_id | email      | job_title | phone
		L1      | a@acme.com | ∅         | ∅
		L2      | b@acme.com | Clerk     | ∅
		L3      | c@acme.com | Clerk     | +15550100
		L4      | ∅          | ∅         | ∅
		L5      | a@acme.com | ∅         | ∅
		`)
	p := provider(s.URL)
	p.Cost, p.ConfidenceAt = 0.5, "likelihood"
	got, _, err := told(t, t.Context(), asking(network(t, 100, 100), p), leads)
	if err != nil {
		t.Fatal(err)
	}
	want := `lead_id | email | job_title | phone
L1 | a@acme.com | Boss of a@acme.com | +14155550132
L2 | b@acme.com | Clerk | +14155550132
L3 | c@acme.com | Clerk | +15550100
L4 | ∅ | ∅ | ∅
L5 | a@acme.com | Boss of a@acme.com | +14155550132
provider_calls
lead_id | provider | outcome | status | attempts | filled | cost | asked_on
L1 | people | answered | 200 | 1 | job_title; phone | 0.5 | 2026-01-31
L2 | people | answered | 200 | 1 | phone | 0.5 | 2026-01-31
L5 | people | answered | 200 | 1 | job_title; phone | 0 | 2026-01-31
`
	if head, _, _ := strings.Cut(got, "enrichment\n"); head != want {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, head))
	}
	if !strings.Contains(got, "| people | provider | 2026-01-31T00:00:00Z | 0.9 | 0.25 | ∅\n") {
		t.Errorf("provenance: %s", got)
	}
	if len(s.asked) != 2 {
		t.Errorf("asked %v", s.asked)
	}
}

// No call is made about a lead that refused, whatever the channel and however the refusal is put.
func TestProviderIsNotToldOfTheSuppressed(t *testing.T) {
	s := serve(t, title)
	may := func(values ...string) column.Array {
		var b column.BoolBuilder
		for _, v := range values {
			if v == null {
				b.AppendNull()
			} else {
				b.Append(v == "true")
			}
		}
		return b.Finish()
	}
	leads := table(`
		lead_id | email      | contactable_email_reason   | contactable_phone_reason
		L1      | a@acme.com | unsubscribed:email_opt_out | unknown
		L2      | b@acme.com | unknown:DE                 | no_address
		L3      | c@acme.com | express:opt_in_at          | legal_block:list:dnc
		L4      | d@acme.com | erased                     | unknown
		L5      | e@acme.com | unknown                    | unknown
		`).With("contactable_email", may("false", "false", "true", "false", null)).With("contactable_phone", may(null, "false", "false", null, null))
	if _, _, err := told(t, t.Context(), asking(network(t, 100, 100), provider(s.URL)), leads); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("b@acme.com e@acme.com", strings.Join(s.asked, " ")); diff != "" && strings.Join(s.asked, " ") != "e@acme.com b@acme.com" {
		t.Errorf("asked %v", s.asked)
	}
	s.asked = nil
	bare := leads.Without("contactable_email_reason", "contactable_phone_reason")
	if _, _, err := told(t, t.Context(), asking(network(t, 100, 100), provider(s.URL)), bare); err != nil || strings.Join(s.asked, " ") != "e@acme.com" {
		t.Errorf("without reasons asked %v: %v", s.asked, err)
	}
}

// The budget is a hard limit, retries included, and goes to the first leads, however leads are
// cut into batches and however many workers there are.
func TestProviderBudget(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, email string, nth int) {
		if strings.HasPrefix(email, "p3@") && nth == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		title(w, email, nth)
	})
	_, notes, err := told(t, t.Context(), asking(network(t, 7, 100), provider(s.URL)), people(5), people(20))
	if err != nil || len(s.asked) > 7 || !has(notes, "provider_over_budget") {
		t.Errorf("%d calls of 7, notes %+v: %v", len(s.asked), notes, err)
	}
	s.asked = nil
	p := provider(s.URL)
	p.Cost = 0.3
	if _, _, err = told(t, t.Context(), asking(network(t, 1000, 1), p), people(20)); err != nil || len(s.asked) != 3 {
		t.Errorf("%d calls at 0.3 of 1: %v", len(s.asked), err)
	}
	s.asked = nil
	n, second := network(t, 1000, 1000), provider(s.URL+"/other")
	n.RowCalls, second.Name = 1, "other"
	second.Take = pairs("city:data.city")
	if _, _, err = told(t, t.Context(), asking(n, p, second), people(3)); err != nil || len(s.asked) > 4 {
		t.Errorf("%d calls for 3 leads of one each: %v", len(s.asked), err)
	}
}

// A provider that throttles is asked again when it says, one that lies fills nothing, a slow
// one times out, and one that fails is not asked any more.
func TestProviderMisbehaves(t *testing.T) {
	var mu sync.Mutex
	throttled := time.Time{}
	answered := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, email string, nth int) {
		switch local, _, _ := strings.Cut(email, "@"); local {
		case "p0":
			mu.Lock()
			defer mu.Unlock()
			if nth == 1 {
				throttled = time.Now()
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			if wait := time.Since(throttled); wait < time.Second {
				t.Errorf("asked again after %v", wait)
			}
			title(w, email, nth)
		case "p1":
			io.WriteString(w, "<html>all is well</html>")
		case "p2":
			io.WriteString(w, `{"data": {"title": {"no": "text"}, "phones": ["12"]}}`)
		case "p3":
			w.WriteHeader(http.StatusNotFound)
		case "p4":
			w.Write(bytes.Repeat([]byte(" "), 2<<20))
		case "p5":
			http.Redirect(w, &http.Request{}, "http://127.0.0.1:1/elsewhere", http.StatusFound)
		case "p6":
			<-answered // not before the caller gives up, however slow the machine
		}
	})
	t.Cleanup(func() { close(answered) })
	p := provider(s.URL)
	p.Timeout, p.Retries = config.Duration(time.Second), 1
	got, _, err := told(t, t.Context(), asking(network(t, 100, 100), p), people(7))
	if err != nil {
		t.Fatal(err)
	}
	for row, outcome := range []string{"answered | 200 | 2", "unusable | 200 | 1", "answered | 200 | 1", "not_found | 404 | 1", "unusable | 200 | 1", "refused | 302 | 1", "failed | 0 | 2"} {
		if want := fmt.Sprintf("L%d | people | %s |", row, outcome); !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if !strings.Contains(got, "L2 | p2@acme.com | ∅ | ∅\n") {
		t.Errorf("a lie was believed:\n%s", got)
	}
}

func TestProviderIsLeftAlone(t *testing.T) {
	down := serve(t, func(w http.ResponseWriter, _ string, _ int) { w.WriteHeader(http.StatusForbidden) })
	p := provider(down.URL)
	p.Breaker = 3
	_, notes, err := told(t, t.Context(), asking(network(t, 1000, 100), p), people(300))
	if err != nil || len(down.asked) > 64 || !has(notes, "provider_refusing") {
		t.Errorf("asked %d times, notes %+v: %v", len(down.asked), notes, err)
	}
	page := serve(t, func(w http.ResponseWriter, _ string, _ int) { io.WriteString(w, "<html>back soon</html>") })
	p = provider(page.URL)
	p.Breaker = 3
	_, notes, err = told(t, t.Context(), asking(network(t, 1000, 100), p), people(300))
	if err != nil || len(page.asked) != 3 || !has(notes, "provider_unusable") {
		t.Errorf("asked %d times for a page, notes %+v: %v", len(page.asked), notes, err)
	}
	empty := serve(t, func(w http.ResponseWriter, _ string, _ int) { io.WriteString(w, "{}") })
	p = provider(empty.URL)
	p.MinFill, p.MinFillAfter = 0.5, 10
	_, notes, err = told(t, t.Context(), asking(network(t, 1000, 100), p), people(300))
	if err != nil || len(empty.asked) > 64 || !has(notes, "provider_fills_little") {
		t.Errorf("asked %d times, notes %+v: %v", len(empty.asked), notes, err)
	}
	if empty.most > 4 {
		t.Errorf("%d requests at once", empty.most)
	}
}

// A run that dies is resumed without paying twice, and a replay without a network gives the same bytes.
func TestProviderPaysOnce(t *testing.T) {
	ctx, kill := context.WithCancel(t.Context())
	alive := true
	s := serve(t, func(w http.ResponseWriter, email string, nth int) {
		if alive && email == "p9@acme.com" {
			kill() // while this request is under way
			time.Sleep(50 * time.Millisecond)
		}
		title(w, email, nth)
	})
	n := network(t, 1000, 1000)
	p := provider(s.URL)
	p.Cost, p.Concurrency = 1, 2
	if _, _, err := told(t, ctx, asking(n, p), people(30)); !errors.Is(err, context.Canceled) {
		t.Fatalf("the run did not die: %v", err)
	}
	alive = false
	live, _, err := told(t, t.Context(), asking(n, p), people(30))
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for _, email := range s.asked {
		times[email]++
	}
	for email, count := range times {
		if count > 1 {
			t.Errorf("%s was paid for %d times", email, count)
		}
	}
	if lost := strings.Count(live, "| lost |"); 30-len(times) > lost || lost < 1 || lost > p.Concurrency {
		t.Errorf("asked for %d of 30, %d lost\n%s", len(times), lost, live)
	}
	s.Close()
	n.Mode = "replay"
	p.Headers = pairs("Authorization:${NOT_SET_ANYWHERE}")
	replayed, _, err := told(t, t.Context(), asking(n, p), people(30))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(live, replayed); diff != "" {
		t.Errorf("(-live +replayed):\n%s", diff)
	}
	n.Mode = "live"
	if _, _, err := told(t, t.Context(), asking(n, p), people(1)); err == nil || !strings.Contains(err.Error(), "NOT_SET_ANYWHERE") {
		t.Errorf("a secret that is not there: %v", err)
	}
	file, err := os.ReadFile(filepath.Join(n.Cache, "people.ndjson"))
	if err != nil || bytes.Contains(file, []byte("Authorization")) {
		t.Errorf("the cache holds headers, or is not there: %v", err)
	}
}

// The second provider of a waterfall is asked for what the first one did not bring.
func TestProviderWaterfall(t *testing.T) {
	first := serve(t, func(w http.ResponseWriter, email string, nth int) {
		if email != "p0@acme.com" {
			title(w, email, nth)
		} else {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	second := serve(t, title)
	a, b := provider(first.URL), provider(second.URL)
	b.Name = "other"
	if _, _, err := told(t, t.Context(), asking(network(t, 100, 100), a, b), people(3)); err != nil {
		t.Fatal(err)
	}
	if len(first.asked) != 3 || strings.Join(second.asked, " ") != "p0@acme.com" {
		t.Errorf("asked %v, then %v", first.asked, second.asked)
	}
}

func TestProviderMistakes(t *testing.T) {
	p := provider("http://127.0.0.1")
	for _, url := range []string{"ftp://x/{email}", "http://{email}/", "http://user:word@x/{email}", "http://x/", "::"} {
		p.URL = config.Text{Value: url}
		if _, _, err := enrich.New(asking(enrich.Network{}, p), enrich.Options{}); err == nil {
			t.Errorf("%s is taken", url)
		}
	}
}

// The run notes a path that no answer has, since it is paid for in vain. A column that requests
// need must exist.
func TestProviderMistypedPaths(t *testing.T) {
	s := serve(t, title)
	p := provider(s.URL)
	p.Take = pairs("job_title:dta.title phone:data.phones.0")
	_, notes, err := told(t, t.Context(), asking(network(t, 100, 0), p), people(3))
	if err != nil {
		t.Fatal(err)
	}
	want := []pipeline.Note{{Stage: "enrich", Field: "job_title", Code: "path_without_values", Count: 3}}
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	p.Take = pairs("employee_count:data.title phone:data.phones.0")
	_, notes, err = told(t, t.Context(), asking(network(t, 100, 0), p), people(3))
	want = []pipeline.Note{{Stage: "enrich", Field: "employee_count", Code: "path_values_unusable", Count: 3}}
	if diff := cmp.Diff(want, notes); diff != "" || err != nil {
		t.Errorf("(-want +got):\n%s%v", diff, err)
	}
	p.URL = config.Text{Value: s.URL + "/v1?email={emial}"}
	_, _, err = told(t, t.Context(), asking(network(t, 100, 0), p), people(3))
	if err == nil || !strings.Contains(err.Error(), `there is no column "emial"`) || !strings.Contains(err.Error(), `did you mean "email"?`) {
		t.Errorf("error %v", err)
	}
	p.URL = config.Text{Value: s.URL + "/v1?phone={mobile_phone}"} // no lead has it, but leads may
	asked := len(s.asked)
	_, notes, err = told(t, t.Context(), asking(network(t, 100, 0), p), people(3))
	want = []pipeline.Note{{Stage: "enrich", Field: "mobile_phone", Code: "column_missing", Count: 3}}
	if diff := cmp.Diff(want, notes); diff != "" || err != nil || len(s.asked) != asked {
		t.Errorf("(-want +got):\n%s%v, asked %d times", diff, err, len(s.asked)-asked)
	}
}

// A service that is down gets no more requests than it may fail, each with its retries.
func TestProviderDownIsNotPressed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ string, _ int) { w.WriteHeader(http.StatusServiceUnavailable) })
	p := provider(s.URL)
	p.Retries = 0
	_, notes, err := told(t, t.Context(), asking(network(t, 1000, 0), p), people(200))
	if err != nil || !has(notes, "provider_failing") || len(s.asked) != p.Breaker {
		t.Errorf("asked %d times, %v, %v", len(s.asked), notes, err)
	}
}

// After the key is corrected, the next run asks again.
func TestProviderForgetsAWrongKey(t *testing.T) {
	var right atomic.Bool
	s := serve(t, func(w http.ResponseWriter, email string, nth int) {
		if !right.Load() {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		title(w, email, nth)
	})
	n := network(t, 100, 0)
	if _, notes, err := told(t, t.Context(), asking(n, provider(s.URL)), people(9)); err != nil || !has(notes, "provider_refusing") {
		t.Fatalf("%v, %v", notes, err)
	}
	right.Store(true)
	out, _, err := told(t, t.Context(), asking(n, provider(s.URL)), people(9))
	if filled := strings.Count(out, "| Boss of"); err != nil || filled != 9 {
		t.Errorf("%d of 9 titles, %v\n%s", filled, err, out)
	}
}
