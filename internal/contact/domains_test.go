package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestDomainLists(t *testing.T) {
	for domain, want := range map[string][2]bool{
		"gmail.com": {true, false}, "yahoo.co.jp": {true, false}, "acme.com": {false, false}, "mailinator.com": {false, true}, "x.yopmail.com": {false, true}, "": {false, false},
	} {
		if got := [2]bool{contact.IsFreeDomain(domain), contact.IsDisposableDomain(domain)}; got != want {
			t.Errorf("%s: free and disposable %v, want %v", domain, got, want)
		}
	}
	for local, want := range map[string]bool{"info": true, "Sales": true, "no-reply": true, "support+x": true, "ann.lee": false, "": false} {
		if contact.IsRoleMailbox(local) != want {
			t.Errorf("%s: want %v", local, want)
		}
	}
}
