package dedupe_test

import (
	"fmt"
	"strings"
	"testing"

	"galena/dedupe"
)

// A row without a name belongs to the person whose mailbox it gives, though families of the same
// list share theirs.
func TestMailboxWithoutName(t *testing.T) {
	list := "source_record_id | first_name | last_name | email\n"
	for i, names := range []string{"Hans Petra Huber", "Karl Ute Vogel", "Sven Eva Kuhn", "Klaus Maria Roth", "Josef Sabine Beck", "Erwin Monika Haas", "Axel Heike Lang", "Ingrid Jürgen Graf"} {
		n := strings.Fields(names)
		list += fmt.Sprintf("%d%s | %s | %s | %s@gmx.de\n", i, n[0], n[0], n[2], n[2])
		list += fmt.Sprintf("%d%s | %s | %s | %s@gmx.de\n", i, n[1], n[1], n[2], n[2])
	}
	for i, name := range strings.Fields("Rosemarie Thierry Chantal Fabio Gianluca") {
		list += fmt.Sprintf("a%d | %s | Fuchs%c | teddy%d@web.de\nb%d | ∅ | ∅ | teddy%d@web.de\n", i, name, 'a'+i, i, i, i)
	}
	for i := range 20 {
		for n := range 2 {
			list += fmt.Sprintf("c%d-%d | Nora%c | Lorenz%d | n%d@gmx.de\n", i, n, 'a'+i%26, i, i)
		}
	}
	rows := table(strings.TrimSpace(list))
	c := settings(t, "threshold: 0.95")
	got := gather(t, dedupe.New(c, 1024), c, batch(crm, rows, 2))
	for i := range 5 {
		if leadOf(got, fmt.Sprintf("a%d", i)) != leadOf(got, fmt.Sprintf("b%d", i)) {
			t.Errorf("a mailbox of one person is two people's: %d", i)
		}
	}
	if leadOf(got, "0Hans") == leadOf(got, "0Petra") {
		t.Error("Hans and Petra of one mailbox are one lead")
	}
}

// What one file calls phone, another calls mobile_phone.
func TestNumberInTwoColumns(t *testing.T) {
	list := "source_record_id | first_name | last_name | phone | mobile_phone | email\n"
	for i, name := range strings.Fields("Hans Karl Anna Peter Eva Klaus Maria Josef Sabine Monika Xaver Erwin") {
		list += fmt.Sprintf("s%d | %s | Huber | +49 7021 3348%02d | +49 171 45502%02d | ∅\n", i, name, i, i)
	}
	rows := table(list + `a1 | Steffi | Becker | ∅ | +49 179 0247934 | ∅
a2 | Stefanie | Becker | 0049 179 0247934 | ∅ | s.becker@gmx.de
b1 | Uwe | Kuhn | ∅ | +49 170 1174453 | ∅
b2 | Uwe | Kuhn | +49 7021 55123 | +49 170 1174453 | ∅`)
	c := settings(t, "threshold: 0.95")
	got := gather(t, dedupe.New(c, 1024), c, batch(crm, rows, 2))
	for _, pair := range [][2]string{{"a1", "a2"}, {"b1", "b2"}} {
		if leadOf(got, pair[0]) != leadOf(got, pair[1]) {
			t.Errorf("%s and %s of one number are two leads", pair[0], pair[1])
		}
	}
}
