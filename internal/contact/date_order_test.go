package contact_test

import (
	"slices"
	"testing"

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
		{nil, contact.OrderUnknown},
	} {
		if got := contact.OrderOf(slices.Values(c.cells)); got != c.want {
			t.Errorf("OrderOf(%q) = %d, want %d", c.cells, got, c.want)
		}
	}
}
