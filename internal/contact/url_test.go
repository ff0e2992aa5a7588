package contact_test

import (
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"

	"galena/internal/contact"
)

func TestRegistrableDomain(t *testing.T) {
	for link, want := range map[string]string{
		"acme.com": "acme.com", "https://www.Acme.co.uk/x?y": "acme.co.uk", "ann@mail.acme.de": "acme.de", "http://user:pw@acme.com:8080": "acme.com",
		"münchen.de": "xn--mnchen-3ya.de", "foo.github.io": "foo.github.io", "co.uk": "", "127.0.0.1": "", "localhost": "", "": "",
		"shop.northwind.example": "northwind.example", "intranet.acme.internal": "acme.internal", "internal": "", "acme.com./x": "acme.com",
		"acme.com/?from=https://other.com/x": "acme.com", "//acme.com//other.com": "acme.com", "a.b.ck": "a.b.ck", "www.ck": "www.ck", "b.ck": "",
	} {
		if got, ok := contact.RegistrableDomain(link); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", link, got, ok, want)
		}
	}
}

func TestLinkedInKey(t *testing.T) {
	for link, want := range map[string]string{
		"https://www.linkedin.com/in/Ann-Lee-1a2/": "/in/ann-lee-1a2", "linkedin.com/in/ann?trk=x": "/in/ann", "http://uk.linkedin.com/in/ann/en": "/in/ann",
		"https://www.linkedin.com/company/Acme": "/company/acme", "https://linkedin.com/pub/ann/1/2/3": "/pub/ann/1/2/3",
		"https://www.LinkedIn.com//IN/Ann_Lee": "/in/ann_lee", "https://www.linkedin.com:443/in/ann?x=/": "/in/ann", "linkedin.com./in/ann": "/in/ann",
		"https://www.linkedin.com/in/Jürgen-Ä": "/in/jürgen-ä", "linkedin.com/in/ann #x": "/in/ann", "https://www.linkedin.com/pub/Ann": "/pub/ann",
		"https://www.linkedin.com/pub/ann/1/2/3/4": "/pub/ann/1/2/3", "https://linkedin.com@acme.com/in/ann": "", "acme.com/?u=linkedin.com/in/ann": "",
		"https://www.linkedin.com/in/": "", "https://www.linkedin.com/in/ /": "", "https://www.linkedin.com": "", "https://-x.linkedin.com/in/ann": "",
		"https://www.linkedin.com/feed/": "", "https://acme.com/in/ann": "", "https://notlinkedin.com/in/x": "", "": "",
	} {
		if got := contact.LinkedInKey(link); got != want {
			t.Errorf("%q: got %q, want %q", link, got, want)
		}
	}
}

// TestDomainAgainstLibrary checks hosts of one to four labels under all kinds of rules of
// the Public Suffix List: top-level domains with and without rules below them, wildcards,
// exceptions, private suffixes, unlisted ones.
func TestDomainAgainstLibrary(t *testing.T) {
	ends := strings.Fields("com de uk co.uk org io github.io museum ck www.ck jp kobe.jp city.kobe.jp us ca.us k12.ca.us bank no blogspot.com s3.amazonaws.com kawasaki.jp " +
		"compute.amazonaws.com np com.np bd fk mm xn--p1ai xn--55qx5d.cn example internal local test cromulent app dev cloud pages.dev appspot.com in gov.in")
	for _, end := range ends {
		for _, host := range []string{end, "acme." + end, "www.acme." + end, "a.www.acme." + end} {
			want, err := publicsuffix.EffectiveTLDPlusOne(host)
			if err != nil || !strings.Contains(host, ".") {
				want = ""
			}
			if got, ok := contact.RegistrableDomain(host); got != want || ok != (want != "") {
				t.Errorf("%s: got %q, %v, the library says %q", host, got, ok, want)
			}
		}
	}
}

func TestCheckURL(t *testing.T) {
	for raw, want := range map[string]contact.Problem{
		"https://www.acme.com": "", "HTTP://Acme.COM:80/": "", "acme.com/Path?Q=1#f": "", "acme.com:8080/x": "", " //acme.com ": "", "https://u:p@acme.com/": "",
		"": contact.URLEmpty, "javascript:alert(1)": contact.URLBadScheme, "mailto:a@b.com": contact.URLBadScheme, "acme .com": contact.URLSpace, "n/a": contact.URLBadHost, "https://": contact.URLBadHost,
	} {
		if problem := contact.CheckURL(raw); problem != want {
			t.Errorf("%q: got %q, want %q", raw, problem, want)
		}
	}
}

func FuzzURL(f *testing.F) {
	f.Add("HTTPS://u@Exämple.com:443/in/x?y#z")
	f.Add("0:0:::")
	f.Fuzz(func(t *testing.T, raw string) {
		if key := contact.LinkedInKey(raw); key != "" {
			if again := contact.LinkedInKey("https://www.linkedin.com" + key); again != key {
				t.Fatalf("%q: LinkedIn key %q, then %q", raw, key, again)
			}
		}
		if domain, ok := contact.RegistrableDomain(raw); ok {
			if again, ok := contact.RegistrableDomain(domain); again != domain || !ok {
				t.Fatalf("%q: domain %q, then %q", raw, domain, again)
			}
		}
		if link := strings.TrimSpace(raw) + "#part"; contact.CheckURL(raw) == "" && contact.CheckURL(link) != "" {
			t.Fatalf("%q is right, but %q is not", raw, link)
		}
	})
}
