package contact

import "testing"

func TestStreetKey(t *testing.T) {
	tests := []struct{ in, want string }{
		{"12 Oak St., Apt 4", "12 oak street apartment 4"},
		{"12 OAK STREET APARTMENT 4", "12 oak street apartment 4"},
		{"St James Rd 7", "st james road 7"},
		{"3307 Main Dr.", "3307 main drive"},
		{"7838 elm avenue", "7838 elm avenue"},
		{"101 N 5th Ave", "101 north 5th avenue"},
		{"ul. Długa 5", "dluga 5"},
		{"Długa 5", "dluga 5"},
		{"ul. ulica 5", "5"},
		{"ul", "ul"},
		{"Hauptstr. 5", "hauptstrasse 5"},
		{"Str. des 17. Juni 5", "strasse des 17 juni 5"},
		{"C/ Mayor, 11", "calle mayor 11"},
		{"Av. de la Constitución 3", "avenue de la constitucion 3"},
		{"12 C Street", "12 c street"},
		{"", ""},
	}
	for _, test := range tests {
		got := StreetKey(test.in)
		if got != test.want {
			t.Errorf("StreetKey(%q) = %q, want %q", test.in, got, test.want)
		}
		if again := StreetKey(got); again != got {
			t.Errorf("StreetKey(%q) = %q: a key is not its own key", got, again)
		}
	}
}
