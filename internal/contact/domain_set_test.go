package contact_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"galena/internal/contact"
	"galena/internal/corpora"
)

func TestDomainSet(t *testing.T) {
	set, err := contact.ReadDomainSet([]byte("\xEF\xBB\xBF# free\n\n  Example.COM \r\nmünchen.example\n*.below.net\n.dotted.org\n404: not found\ndup.com\ndup.com\n// end\nlast.com."))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		domain       string
		exact, below bool
	}{
		{"example.com", true, true},
		{"mail.example.com", false, true},
		{"xample.com", false, false},
		{"com", false, false},
		{"xn--mnchen-3ya.example", true, true},
		{"below.net", true, true},
		{"a.b.below.net", true, true},
		{"x.dotted.org", true, true},
		{"notdotted.org", false, false},
		{"last.com", true, true},
		{"", false, false},
		{strings.Repeat("a.", 200) + "example.com", false, false},
	}
	for _, test := range tests {
		if got := set.Has(test.domain, false); got != test.exact {
			t.Errorf("%s: exact %v", test.domain, got)
		}
		if got := set.Has(test.domain, true); got != test.below {
			t.Errorf("%s: below %v", test.domain, got)
		}
	}
	if set.Len() != 6 || set.Unusable != 1 || set.FirstUnusable != 7 {
		t.Errorf("%d domains, %d unusable, the first in line %d", set.Len(), set.Unusable, set.FirstUnusable)
	}
}

// A set gives the same answers as a map of its lines.
func TestDomainSetIsASet(t *testing.T) {
	name := rapid.StringMatching(`[a-c]{1,3}\.[a-c]{1,2}\.(com|net)`)
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(name, 0, 60).Draw(t, "lines")
		set, err := contact.ReadDomainSet([]byte(strings.Join(lines, "\n")))
		if err != nil {
			t.Fatal(err)
		}
		known := map[string]bool{}
		for _, line := range lines {
			known[line] = true
		}
		if set.Len() != len(known) {
			t.Fatalf("%d domains of %d", set.Len(), len(known))
		}
		asked := name.Draw(t, "asked")
		if set.Has(asked, false) != known[asked] || set.Has("sub."+asked, false) || set.Has("sub."+asked, true) != known[asked] {
			t.Fatalf("%s: %v", asked, set.Has(asked, false))
		}
	})
}

// The public lists are read completely, except for lines that are not domains.
func TestDomainSetCorpus(t *testing.T) {
	for path, least := range map[string]int{
		"domains_disposable_a/disposable_email_blocklist.conf": 8_000, "domains_free_b/data/free.txt": 4_000, "domains_free_b/data/disposable.txt": 80_000,
	} {
		data, err := os.ReadFile(corpora.Folder(t, path))
		if err != nil {
			t.Fatal(err)
		}
		set, err := contact.ReadDomainSet(data)
		if err != nil || set.Len() < least || set.Unusable > set.Len()/1000 {
			t.Errorf("%s: %d domains, %d unusable lines: %v", path, set.Len(), set.Unusable, err)
		}
	}
}

func BenchmarkReadDomainSet(b *testing.B) {
	var list []byte
	for i := range 1_000_000 {
		list = fmt.Appendf(list, "mail%d.example%d.com\n", i*7919, i%1000)
	}
	for b.Loop() {
		if set, err := contact.ReadDomainSet(list); err != nil || set.Len() != 1_000_000 {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*1e6/b.Elapsed().Seconds(), "domains/s")
}
