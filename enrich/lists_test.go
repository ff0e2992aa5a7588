package enrich_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/enrich"
	"galena/internal/config"
	"galena/internal/pipeline"
)

// written puts a file into a folder of the test's own and returns its path.
func written(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func paths(names ...string) (out []config.Text) {
	for _, name := range names {
		out = append(out, config.Text{Value: name})
	}
	return out
}

// The user's lists add to what galena knows, each by its own rule.
func TestLists(t *testing.T) {
	e := newEnricher(t, enrich.Config{
		{Derive: []string{"email"}},
		{Lists: &enrich.Lists{
			Free:       paths(written(t, "free.txt", "Post.example\n.isp.example\n404: not found\n")),
			Disposable: paths(written(t, "gone.txt", "gone.example\n")),
			Role:       paths(written(t, "role.txt", "# ours\nfleet-desk@\n")),
		}},
	})
	out, err := e.Map(context.Background(), pipeline.Batch{Rows: table(`
		email
		ada@post.example
		ada@firm.post.example
		ada@north.isp.example
		ada@mail.gone.example
		fleetdesk+7@acme.com
		sales@gmail.com
		`)})
	if err != nil {
		t.Fatal(err)
	}
	want := table(`
		email_is_free | email_is_disposable | email_is_role | company_domain
		true          | false               | false         | ∅
		false         | false               | false         | post.example
		true          | false               | false         | ∅
		false         | true                | false         | ∅
		false         | false               | true          | acme.com
		true          | false               | true          | ∅
		`)
	if diff := cmp.Diff(show(want, want.Names()), show(out.Rows, want.Names())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(out.Notes) != 1 || out.Notes[0].Code != "list_line_unusable" || out.Notes[0].FirstLine != 3 || out.Notes[0].Count != 1 {
		t.Errorf("notes %+v", out.Notes)
	}
	if len(e.FilesRead()) != 3 {
		t.Errorf("the result follows from %d files", len(e.FilesRead()))
	}
}

// The notes of a list appear once, even though a provider that runs after score has its own stage.
func TestListsAreNotedOnce(t *testing.T) {
	s := serve(t, title)
	p := provider(s.URL)
	p.Tiers = []string{"hot"}
	c := asking(network(t, 0, 0), p)
	c = append(c, enrich.Step{Lists: &enrich.Lists{Free: paths(written(t, "free.txt", "post.example\n404: not found\n"))}})
	before, behind, err := enrich.New(c, enrich.Options{AsOf: asOf, Environment: os.LookupEnv})
	if err != nil {
		t.Fatal(err)
	}
	noted := 0
	for _, e := range []*enrich.Enricher{before, behind} {
		if err := e.Prepare(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		b, err := e.Map(t.Context(), pipeline.Batch{Rows: people(1)})
		if err != nil {
			t.Fatal(err)
		}
		noted += len(b.Notes)
		if _, err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if noted != 1 {
		t.Errorf("noted %d times", noted)
	}
}

func TestListsThatAreNone(t *testing.T) {
	if _, _, err := enrich.New(enrich.Config{{Lists: &enrich.Lists{Free: paths("nowhere.txt")}}}, enrich.Options{}); err == nil || !strings.Contains(err.Error(), "nowhere.txt") {
		t.Errorf("a list that is not there: %v", err)
	}
	path := written(t, "list.csv", "domain,kind\nacme.com,x\nb.com,y\n")
	e, _, err := enrich.New(enrich.Config{{Lists: &enrich.Lists{Disposable: paths(path)}}}, enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Prepare(context.Background(), 1); err == nil || !strings.Contains(err.Error(), "list.csv:1 is no domain") {
		t.Errorf("a list of something else: %v", err)
	}
}
