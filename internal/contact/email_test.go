package contact_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/contact"
)

func TestParseEmail(t *testing.T) {
	tests := []struct {
		raw, address, key string
		problem           contact.Problem
	}{
		{"ann@example.com", "ann@example.com", "ann@example.com", ""},
		{" Ann@Example.COM ", "Ann@example.com", "ann@example.com", ""},
		{"Ann Lee <ann@example.com>", "ann@example.com", "ann@example.com", ""},
		{"mailto:ann@example.com?subject=hi", "ann@example.com", "ann@example.com", ""},
		{"J.A.Ne.Doe+news@Gmail.com", "J.A.Ne.Doe+news@gmail.com", "janedoe@gmail.com", ""},
		{"jane.doe@googlemail.com", "jane.doe@googlemail.com", "janedoe@gmail.com", ""},
		{"jane.doe+x@outlook.com", "jane.doe+x@outlook.com", "jane.doe@outlook.com", ""},
		{"user.name+nyc@example.com", "user.name+nyc@example.com", "user.name+nyc@example.com", ""},
		{"info@münchen.de", "info@xn--mnchen-3ya.de", "info@xn--mnchen-3ya.de", ""},
		{"jürgen@example.de", "jürgen@example.de", "jürgen@example.de", ""},
		{`"a b"@example.com`, `"a b"@example.com`, `"a b"@example.com`, ""},
		{"A+news@gmail.com", "A+news@gmail.com", "a@gmail.com", ""},
		{"+@gmail.com", "+@gmail.com", "+@gmail.com", ""},
		{`"a\"b"@example.com`, `"a\"b"@example.com`, `"a\"b"@example.com`, ""},
		{`"a b@example.com`, "", "", contact.EmailBadLocal},
		{`"@example.com`, "", "", contact.EmailBadLocal},
		{`"a\"@example.com`, "", "", contact.EmailBadLocal},
		{`"a"b"@example.com`, "", "", contact.EmailBadLocal},
		{"@example.com", "", "", contact.EmailBadLocal},
		{"", "", "", contact.EmailEmpty},
		{"n/a", "", "", contact.EmailNoAt},
		{"a b@example.com", "", "", contact.EmailSpace},
		{"ann@exam ple.com", "", "", contact.EmailSpace},
		{"ann@localhost", "", "", contact.EmailBadDomain},
		{"ann@-x.com", "", "", contact.EmailBadDomain},
		{"ann..lee@example.com", "", "", contact.EmailBadLocal},
		{"ann@a.com;bob@b.com", "", "", contact.EmailMultiple},
		{strings.Repeat("a", 65) + "@example.com", "", "", contact.EmailTooLong},
	}
	for _, test := range tests {
		got, problem := contact.ParseEmail(test.raw)
		if got.Address != test.address || got.Key != test.key || problem != test.problem {
			t.Errorf("%q: got %+v, %q", test.raw, got, problem)
		}
	}
}

func TestSplitEmails(t *testing.T) {
	for raw, want := range map[string][]string{
		"a@x.com":                           {"a@x.com"},
		"a@x.com; b@y.com,c@z.com":          {"a@x.com", "b@y.com", "c@z.com"},
		"a@x.com b@y.com":                   {"a@x.com", "b@y.com"},
		"a@x.com ::: b@y.com":               {"a@x.com", "b@y.com"},
		"Lee, Ann <a@x.com>; Bob <b@y.com>": {"Lee, Ann <a@x.com>", "Bob <b@y.com>"},
		`"Lee; Ann" <a@x.com>`:              {`"Lee; Ann" <a@x.com>`},
		"broken @x.com":                     {"broken @x.com"},
		" ; ":                               nil,
		"none, a@x.com":                     {"none", "a@x.com"},
		"a@x.com|b@y.com\r\nc@z.com\n":      {"a@x.com", "b@y.com", "c@z.com"},
	} {
		if diff := cmp.Diff(want, contact.SplitEmails(raw)); diff != "" {
			t.Errorf("%q: %s", raw, diff)
		}
	}
}

// accepted lists the verdicts of is_email on addresses that galena accepts: whatever RFC
// 5321 lets a mail system accept, except what no mailbox of the public internet has.
// DNSWARN: they found no DNS record; galena does not ask. QUOTEDSTRING: allowed by RFC
// 5321. Not accepted though legal: address literals, numeric or single top-level domains
// (RFC5321), comments and folded space (CFWS), the obsolete forms (DEPREC), what fits a
// header but not an envelope (RFC5322), and errors (ERR).
func accepted(category, diagnosis string) bool {
	switch category {
	case "ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN":
		return true
	}
	return diagnosis == "ISEMAIL_RFC5321_QUOTEDSTRING"
}

func TestEmailCorpus(t *testing.T) {
	escapes := strings.NewReplacer(`\\`, `\`, `\r`, "\r", `\n`, "\n", `\t`, "\t", `\x00`, "\x00", `\x07`, "\x07", `\x7f`, "\x7f", `\xa9`, "\xa9")
	rows := corpus(t, "email_isemail/isemail_tests.csv", ',')
	agreed, trimmed := 0, 0
	for _, row := range rows {
		address := escapes.Replace(row[2])
		if strings.TrimSpace(address) != address {
			trimmed++ // a cell is trimmed first, so this is another address
			continue
		}
		_, problem := contact.ParseEmail(address)
		if (problem == "") == accepted(row[3], row[4]) {
			agreed++
		} else {
			t.Logf("%s %q: %q, is_email says %s", row[0], address, problem, row[4])
		}
	}
	t.Logf("%d of %d verdicts agree; %d addresses with space around them left out", agreed, len(rows)-trimmed, trimmed)
	if rest := len(rows) - trimmed - agreed; rest > 1 { // test@io: a domain without a dot
		t.Errorf("%d verdicts differ", rest)
	}
}

// TestMailcheckCorpus repeats the checks of mailcheck's specs. Their own domains are passed
// as known. Their words without an @ or a dot ask for the nearest name or top-level domain;
// here the other part is added.
func TestMailcheckCorpus(t *testing.T) {
	known := []string{"emaildomain.com"}
	for _, row := range corpus(t, "email_mailcheck/typo_domain_cases.csv", ',') {
		input, want := row[1], row[2]
		domain := strings.TrimLeft(input[strings.LastIndexByte(input, '@')+1:], "#")
		switch {
		case want == "com" || want == "co.uk" || want == "info" || want == "org":
			domain, want = "example."+domain, "example."+want
		case !strings.ContainsAny(input, "@.") && want != "":
			domain, want = domain+".com", want+".com"
		}
		if want == domain {
			want = "" // it wants a known domain back, where there is nothing to suggest
		}
		if got, _ := contact.SuggestDomain(domain, known...); got != want && (got != domain || want != "") {
			t.Errorf("%s: got %q, want %q", input, got, want)
		}
	}
}

func TestSuggestDomain(t *testing.T) {
	for domain, want := range map[string]string{
		"gmial.com": "gmail.com", "hotnail.com": "hotmail.com", "yahoo.se": "", "gmail.com": "", "acme.con": "acme.com", "acme.com": "",
		"gmail.co": "gmail.com", "outlok.com": "outlook.com", "example.org": "", "t-online.ed": "t-online.de", "": "",
		"ge.com": "", "aon.com": "", "gm.com": "", "aol.cmo": "aol.com", "aool.com": "aol.com",
	} {
		if got, ok := contact.SuggestDomain(domain); ok != (want != "") || (ok && got != want) {
			t.Errorf("%s: got %q, %v, want %q", domain, got, ok, want)
		}
	}
}

func TestEmailIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.StringMatching(`[ ]?[A-Za-z0-9.+"'_-]{1,12}@[A-Za-z0-9ü-]{1,8}(\.[A-Za-z-]{1,6}){0,2}[> ]?`).Draw(t, "raw")
		checkEmail(t, raw)
	})
}

func FuzzEmail(f *testing.F) {
	f.Add("Ann <ann+x@gmail.com>")
	f.Add(`"a\"b"@exämple.de`)
	f.Fuzz(func(t *testing.T, raw string) { checkEmail(t, raw) })
}

// checkEmail: an address parses to itself, and its key to the same key.
func checkEmail(t fataler, raw string) {
	first, problem := contact.ParseEmail(raw)
	if problem != "" {
		if first != (contact.Email{}) {
			t.Fatalf("%q has problem %s and is %+v", raw, problem, first)
		}
		return
	}
	if second, problem := contact.ParseEmail(first.Address); second != first || problem != "" {
		t.Fatalf("%q: %+v, then %+v %q", raw, first, second, problem)
	}
}
