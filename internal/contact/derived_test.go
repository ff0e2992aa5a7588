package contact

import "testing"

func TestIsDerived(t *testing.T) {
	for name, want := range map[string]bool{
		"email_raw": true, "mobile_phone_extension": true, "country_code": true, "created_at_raw": true,
		"email": false, "my_raw": false, "_raw": false, "raw": false,
	} {
		if got := IsDerived(name); got != want {
			t.Errorf("IsDerived(%q) = %t", name, got)
		}
	}
}
