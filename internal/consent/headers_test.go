package consent_test

import (
	"testing"

	"galena/internal/consent"
)

// TestChannelsOfHeaders: a header is about the channels that its words name, else about
// e-mail. One that names a channel galena does not know says nothing of e-mail.
func TestChannelsOfHeaders(t *testing.T) {
	for header, want := range map[string]string{
		"Newsletter": "email", "Opted out": "email", "Opt-out: phone and post": "phone+sms+mail", "WhatsApp opt out": "sms",
		"Opted out of Ads": "ads", "Fax opt out": "", "Opted out of fax and letters": "mail", "Werbesperre Telefon": "phone+sms",
	} {
		got, ok := consent.ReadHeader(header)
		if !ok || got.Channels.String() != want {
			t.Errorf("%s: %q %v, want %q", header, got.Channels, ok, want)
		}
	}
}
