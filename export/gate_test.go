package export_test

import (
	"strings"
	"testing"

	"galena/export"
	"galena/internal/column"
	"galena/internal/consent"
	"galena/internal/contact"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// A lead that refuses never passes the last gate, whatever the stages before decided,
// neither into leads nor into a file for contacting people.
func TestGateFailsTheRun(t *testing.T) {
	lists := consent.NewIndex()
	lists.Lists = []consent.List{{Name: "list", Purpose: consent.Marketing}}
	lists.Add(consent.Entry{Status: consent.Unsubscribed, Channels: consent.AllChannels, At: consent.Undated},
		consent.Key{Kind: contact.IdentifierEmail, Hash: contact.Identifier(contact.IdentifierEmail, "no@example.com")})
	for _, email := range []string{"yes@example.com", "no@example.com"} {
		c, err := load("format: csv")
		if err != nil {
			t.Fatal(err)
		}
		c.Dir = t.TempDir()
		s, err := export.Create(t.Context(), vfs.OS{}, c)
		if err != nil {
			t.Fatal(err)
		}
		s.Guard(consent.NewGate(lists))
		if err := s.SetRunID("r1"); err != nil {
			t.Fatal(err)
		}
		var yes column.BoolBuilder
		yes.Append(true)
		rows := column.NewTable(1).With("lead_id", column.Repeat("L1", 1)).With("email", column.Repeat(email, 1)).With("contactable_email", yes.Finish())
		err = s.Write(t.Context(), 1, pipeline.Batch{Rows: rows})
		if refused := email == "no@example.com"; refused != (err != nil) || refused && !strings.Contains(err.Error(), "last gate stopped lead L1") {
			t.Errorf("%s: %v", email, err)
		}
		if _, err := s.Abort(); err != nil {
			t.Error(err)
		}
	}
}
