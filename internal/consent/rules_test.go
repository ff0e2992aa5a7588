package consent_test

import (
	"testing"
	"time"

	"galena/internal/config"
	"galena/internal/consent"
	"galena/internal/contact"
)

func rulesOf(t *testing.T, yaml string) *consent.Rules {
	t.Helper()
	c, err := config.Load[consent.Config](config.Document{Name: "consent", Data: []byte(yaml)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return consent.NewRules(c, time.UnixMicro(0))
}

// TestWhereUnknown: about somebody without evidence, the default of the strictest of the
// countries holds; of equals, the first by code.
func TestWhereUnknown(t *testing.T) {
	const own = "unknown: {US: allow, BR: allow, AU: refuse, other: unknown}"
	tests := []struct {
		yaml      string
		countries []string
		want      consent.Default
		country   string
	}{
		{"", nil, consent.DefaultRefuse, ""},
		{"", []string{"US"}, consent.DefaultUnknown, "US"},
		{"", []string{"DE"}, consent.DefaultRefuse, "DE"},
		{"", []string{"US", "FR", "DE"}, consent.DefaultRefuse, "DE"},
		{own, nil, consent.DefaultRefuse, ""},
		{own, []string{"US"}, consent.DefaultAllow, "US"},
		{own, []string{"US", "BR"}, consent.DefaultAllow, "BR"},
		{own, []string{"US", "JP"}, consent.DefaultUnknown, "JP"},
		{own, []string{"JP", "US"}, consent.DefaultUnknown, "JP"},
		{own, []string{"US", "AU", "JP"}, consent.DefaultRefuse, "AU"},
		{own, []string{"DE"}, consent.DefaultRefuse, "DE"},
		{"unknown: {other: allow}", []string{"JP"}, consent.DefaultAllow, "JP"},
		{"unknown: {other: refuse}", []string{"JP"}, consent.DefaultRefuse, "JP"},
		{"unknown: {DE: allow}", []string{"DE"}, consent.DefaultAllow, "DE"},
	}
	for _, test := range tests {
		if got, country := rulesOf(t, test.yaml).WhereUnknown(test.countries); got != test.want || country != test.country {
			t.Errorf("%q, %v: %s of %q, want %s of %q", test.yaml, test.countries, got, country, test.want, test.country)
		}
	}
}

func TestBasesExpire(t *testing.T) {
	rules := rulesOf(t, "{contract: 10d, inquiry: 3d}")
	if contract, inquiry := rules.Expires(consent.Contract, day), rules.Expires(consent.Inquiry, day); contract != 11*day || inquiry != 4*day {
		t.Errorf("a contract ends after %d days, an inquiry after %d", contract/day, inquiry/day)
	}
}

func TestMistakesOfRules(t *testing.T) {
	for _, yaml := range []string{
		"unknown: {Germany: refuse}", "unknown: {de: refuse}", "unknown: {DE: no}", "contract: -1d", "inquiry: -1d",
		"events: {stop: no}", "events: {stop: unsubscribed/sms+phone}", "events: {stop: erased}", "events: {unsubscribe: express}",
	} {
		if _, err := config.Load[consent.Config](config.Document{Name: "consent", Data: []byte(yaml)}, nil); err == nil {
			t.Errorf("%s was taken", yaml)
		}
	}
}

func TestEventTypes(t *testing.T) {
	c, err := config.Load[consent.Config](config.Document{Name: "consent", Data: []byte(`
events: {stop_all: unsubscribed/phone+sms, Rang Off: complaint, bounce: nothing, signed up: express}
`)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	types := c.EventTypes()
	for written, want := range map[string]consent.Word{
		"Abuse-Report": {Status: consent.Complaint, Channels: consent.Email.Only()},
		"STOP ALL":     {Status: consent.Unsubscribed, Channels: consent.Phone.Only() | consent.SMS.Only()},
		"rang_off":     {Status: consent.Complaint, Channels: consent.Email.Only()},
		"signed_up":    {Status: consent.Express, Channels: consent.Email.Only()},
	} {
		if got, ok := types.Read(written); !ok || got != want {
			t.Errorf("%s says %v on %s (%v), want %v on %s", written, got.Status, got.Channels, ok, want.Status, want.Channels)
		}
	}
	for _, written := range []string{"bounce", "page view", ""} {
		if word, ok := types.Read(written); ok {
			t.Errorf("%s says %v", written, word.Status)
		}
	}
	if _, ok := new(consent.Config).EventTypes().Read("bounce"); !ok {
		t.Error("what a config says reached the shipped types")
	}
}

// TestTombstones: every later version must be able to read the tombstones of a state.
// This one was made by openssl dgst -sha256 -hmac pepper over the kind, a zero byte and
// the key.
func TestTombstones(t *testing.T) {
	stones := consent.NewTombstones([]byte("pepper"))
	const mark = "1791dc0dea911378f2625e64fac641c6c0a3cb045d3e62acc43f78945b119c77"
	if stones.Has(contact.IdentifierEmail, "a@b.example") || !stones.Add(mark) {
		t.Fatal("a tombstone was there before it was set, or could not be")
	}
	if !stones.Has(contact.IdentifierEmail, "a@b.example") {
		t.Errorf("its person is not forgotten, the mark is %x", stones.Mark(contact.IdentifierEmail, "a@b.example"))
	}
	if stones.Has(contact.IdentifierRecord, "a@b.example") || stones.Has(contact.IdentifierEmail, "") {
		t.Error("others are forgotten")
	}
	for _, not := range []string{"", "x", mark[2:], mark + "00", "zz" + mark[2:]} {
		if stones.Add(not) {
			t.Errorf("%q was taken as a tombstone", not)
		}
	}
	if !consent.NewTombstones([]byte("another")).Add(mark) || consent.NewTombstones([]byte("another")).Has(contact.IdentifierEmail, "a@b.example") {
		t.Error("a tombstone is of another pepper")
	}
}
