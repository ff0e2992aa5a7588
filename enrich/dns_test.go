package enrich_test

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"

	"galena/enrich"
	"galena/internal/column"
	"galena/internal/config"
)

// zone is a DNS server on loopback.
type zone struct {
	address string
	mu      sync.Mutex
	asked   map[string]int // questions, by name and type
}

// mails are the zone's records: hosts with preferences, "." for a domain that accepts no mail,
// and "@" for an address without hosts.
var mails = map[string]string{
	"acme.com.": "20 b.acme.com.|10 a.acme.com.", "null.example.": "0 .", "host.example.": "@", "silent.example.": "?",
	"hidden.example.": "10 mx.mailinator.com.",
}

func serveZone(t *testing.T) *zone {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	z := &zone{address: conn.LocalAddr().String(), asked: map[string]int{}}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			if reply := z.reply(buffer[:n]); reply != nil {
				conn.WriteTo(reply, from)
			}
		}
	}()
	return z
}

// times returns how often a question was asked; late answers may still be on their way.
func (z *zone) times(question string) int {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.asked[question]
}

func (z *zone) reply(packet []byte) []byte {
	var query dnsmessage.Message
	if query.Unpack(packet) != nil || len(query.Questions) != 1 {
		return nil
	}
	question := query.Questions[0]
	z.mu.Lock()
	z.asked[question.Name.String()+question.Type.String()]++
	z.mu.Unlock()
	said, known := mails[question.Name.String()]
	if said == "?" {
		return nil
	}
	answer := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: query.ID, Response: true, RecursionAvailable: true},
		Questions: query.Questions,
	}
	header := dnsmessage.ResourceHeader{Name: question.Name, Class: dnsmessage.ClassINET, TTL: 60}
	switch {
	case !known:
		answer.RCode = dnsmessage.RCodeNameError
	case said == "@" && question.Type == dnsmessage.TypeA:
		answer.Answers = append(answer.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: [4]byte{192, 0, 2, 1}}})
	case said != "@" && question.Type == dnsmessage.TypeMX:
		for mx := range strings.SplitSeq(said, "|") {
			preference, host, _ := strings.Cut(mx, " ")
			body := &dnsmessage.MXResource{Pref: uint16(len(preference)*100) + uint16(preference[0]), MX: dnsmessage.MustNewName(host)}
			answer.Answers = append(answer.Answers, dnsmessage.Resource{Header: header, Body: body})
		}
	}
	packed, err := answer.Pack()
	if err != nil {
		return nil
	}
	return packed
}

func TestDNS(t *testing.T) {
	z := serveZone(t)
	dns := &enrich.DNS{Resolver: z.address, Timeout: config.Duration(2 * time.Second), Concurrency: 4, TTL: 30 * config.Day}
	n := &enrich.Network{Mode: "live", Cache: t.TempDir()}
	c := enrich.Config{{Network: n}, {Derive: []string{"email"}}, {DNS: dns}}
	var may column.BoolBuilder
	leads := table(`
		lead_id | email
		L1 | a@acme.com
		L2 | b@acme.com
		L3 | a@null.example
		L4 | a@host.example
		L5 | a@nowhere.example
		L6 | a@silent.example
		L7 | a@hidden.example
		L8 | a@refused.example
		L9 | ∅
		`)
	for row := range leads.Rows() {
		if row == 7 {
			may.Append(false)
		} else {
			may.AppendNull()
		}
	}
	leads = leads.With("contactable_email", may.Finish())
	live, _, err := told(t, t.Context(), c, leads)
	if err != nil {
		t.Fatal(err)
	}
	const columns = "email_is_disposable | email_is_role | company_domain | email_mail | email_mx_host\n"
	for _, want := range []string{
		"| false | acme.com | mx | a.acme.com\n", "| null.example | null_mx | ∅\n", "| host.example | implicit | ∅\n", "| nowhere.example | none | ∅\n",
		"| silent.example | ∅ | ∅\n", "| true | false | hidden.example | mx | mx.mailinator.com\n", "| refused.example | ∅ | ∅\n", columns,
	} {
		if !strings.Contains(live, want) {
			t.Errorf("no %q in\n%s", want, live)
		}
	}
	if acme, refused := z.times("acme.com.TypeMX"), z.times("refused.example.TypeMX"); acme != 1 || refused != 0 {
		t.Errorf("asked %d times for acme.com, %d times for who refused", acme, refused)
	}

	// What the cache has is not asked for again, and a replay asks nothing.
	before := z.times("nowhere.example.TypeMX")
	n.Mode, dns.Resolver = "replay", "127.0.0.1:1"
	replayed, _, err := told(t, t.Context(), c, leads)
	if diff := cmp.Diff(live, replayed); err != nil || diff != "" {
		t.Errorf("%v (-live +replayed):\n%s", err, diff)
	}
	n.Mode, dns.Resolver = "live", z.address
	if _, _, err := told(t, t.Context(), c, leads); err != nil || z.times("nowhere.example.TypeMX") != before {
		t.Errorf("asked again: %v", err)
	}
}
