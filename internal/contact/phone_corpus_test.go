package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestPhoneCorpus(t *testing.T) {
	rows := corpus(t, "phone_libphonenumber/phone_examples_even.csv", ',')
	wrong := 0
	for _, row := range rows {
		region, national, e164 := row[0], row[3], row[4]
		if got, problem := contact.ParsePhone(e164, ""); got.E164 != e164 || problem != "" {
			t.Errorf("%s: got %q, %q", e164, got.E164, problem)
			wrong++
		}
		if len(region) != 2 {
			continue
		}
		if got, _ := contact.ParsePhone(national, region); got.E164 != e164 {
			wrong++
			t.Errorf("%s in %s: got %q, want %s", national, region, got.E164, e164)
		}
	}
	t.Logf("%d of %d numbers", len(rows)-wrong, len(rows))
}
