package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A second row of headers, in another language or from a survey tool, is not a record.
func TestLabelRows(t *testing.T) {
	tree(t, map[string]string{
		"two.csv": "first_name,last_name,email,phone,Q1\nVorname,Nachname,E-Mail,Telefon,Wer?\nAmy,Ott,amy@x.com,5,a\nVorname,Nachname,E-Mail,Telefon,\n",
		"survey.csv": "ResponseId,RecipientLastName,RecipientEmail,Q1\nResponse ID,Recipient Last Name,Recipient Email,Which company?\n" +
			"\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"recipientLastName\"\"}\",\"{\"\"ImportId\"\":\"\"recipientEmail\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n" +
			"R_1,Ott,amy@x.com,Acme\n",
		"few.csv":    "email,phone,city,Q1\nE-Mail,Telefon,,Wer?\namy@x.com,5,Ulm,a\n",
		"one.csv":    "email,Q1\nE-Mail,Wer?\namy@x.com,a\n",
		"people.csv": "First Name,Last Name,Company,Email\nMark,Company,Contact,m@x.com\nTitle,Name,Acme,\nMail,,,\n",
	})
	for file, want := range map[string][]string{
		"two.csv":    {"two.csv:3", "two.csv:4"},
		"few.csv":    {"few.csv:3"},
		"one.csv":    {"one.csv:2", "one.csv:3"},
		"survey.csv": {"survey.csv:4"},
		"people.csv": {"people.csv:2", "people.csv:3", "people.csv:4"},
	} {
		rows, troubles := read(t, Options{BatchRows: 1}, Input{Path: file})
		var got []string
		for _, row := range rows {
			got = append(got, row[:len(file)+2])
		}
		if file == "two.csv" {
			want = want[:1] // the same words again are headers too
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s; %s", file, diff, troubles)
		}
	}
}
