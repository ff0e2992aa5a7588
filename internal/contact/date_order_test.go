package contact_test

import (
	"slices"
	"testing"
	"time"

	"galena/internal/contact"
)

func TestOrderOf(t *testing.T) {
	for _, c := range []struct {
		cells []string
		want  contact.DateOrder
	}{
		{[]string{"03/04/2024", "04/13/2024", ""}, contact.OrderMDY},
		{[]string{"3/4/2024", "13/4/2024 10:00", "n/a"}, contact.OrderDMY},
		{[]string{"03-04-2024", "28-02-2024"}, contact.OrderDMY},
		{[]string{"13.04.2024"}, contact.OrderDMY},
		{[]string{"03/04/2024", "05/06/2024"}, contact.OrderUnknown}, // either
		{[]string{"13/04/2024", "04/13/2024"}, contact.OrderUnknown}, // both
		{[]string{"2024-04-13", "13", "45/13/2024", "1/2", "April 13, 2024"}, contact.OrderUnknown},
		{[]string{"03/04/24", "16/12/42"}, contact.OrderDMY},
		{nil, contact.OrderUnknown},
	} {
		if got := contact.OrderOf(slices.Values(c.cells)); got != c.want {
			t.Errorf("OrderOf(%q) = %d, want %d", c.cells, got, c.want)
		}
	}
}

func TestParseShortYear(t *testing.T) {
	for value, want := range map[string]string{
		"16/12/42": "1942-12-16", "16.12.07": "2007-12-16", "1-2-30": "1930-02-01", "01/02/29 10:00": "2029-02-01",
		"16.12.1942": "", "2007-12-16": "", "32/12/42": "", "16/12": "", "16/12-42": "", "": "",
	} {
		got := ""
		if micros, ok := contact.ParseShortYear(value, contact.OrderDMY); ok {
			got = time.UnixMicro(micros).UTC().Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("ParseShortYear(%q) = %q, want %q", value, got, want)
		}
	}
}
