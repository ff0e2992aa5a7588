package consent_test

import (
	"testing"

	"galena/internal/consent"
)

func TestBounceWillPass(t *testing.T) {
	for text, want := range map[string]bool{
		"Soft": true, "soft bounce": true, "SoftBounce": true, "Transient": true, "450 temporary failure": true,
		"452 mailbox full": true, "552 over quota": true, "Mailbox is full": true,
		"Hard": false, "550 blocked by Microsoft": false, "550 mailbox unavailable": false, "user unknown": false, "": false,
	} {
		if got := consent.BounceWillPass(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
