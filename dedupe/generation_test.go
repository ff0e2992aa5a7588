package dedupe_test

import (
	"fmt"
	"testing"

	"galena/dedupe"
)

// TestGenerations: two people of one name at one address who call themselves junior
// and senior are never joined, wherever the word stands. The records of one person
// are joined, even if one leaves the word out.
func TestGenerations(t *testing.T) {
	rows := `source_record_id | first_name | last_name | name_suffix | full_name | street | city | postal_code | phone
1 | William | Ashworth Sr. | ∅ | ∅ | 12 Elm Street | Columbus | 43201 | +16145550123
2 | William | Ashworth | Jr | ∅ | 12 Elm Street | Columbus | 43201 | +16145550123
3 | Bill | Ashworth, Jr. | ∅ | ∅ | 12 Elm St | Columbus | 43201 | ∅
4 | ∅ | ∅ | ∅ | William Ashworth Sr | 12 Elm Street | Columbus | 43201 | ∅
5 | Grace | Whitcombe | Jr. | ∅ | 4 Oak Lane | Denver | 80202 | +13035550188
6 | Grace | Whitcombe | ∅ | ∅ | 4 Oak Lane | Denver | 80202 | +13035550188`
	for i := range 60 {
		rows += fmt.Sprintf("\n%d | %c%cna | %c%cson | ∅ | ∅ | %d Pine Road | Boston | 02%03d | +1617555%04d", 10+i, 'A'+i%26, 'a'+i/26, 'K'+i%13, 'a'+i%7, i+3, i*7, i*31)
	}
	c := settings(t, "country: US")
	got := gather(t, dedupe.New(c, 1024), c, batch(crm, table(rows), 2))
	lead := func(id string) string { return leadOf(got, id) }
	if lead("2") != lead("3") || lead("1") != lead("4") {
		t.Error("one person of a generation is two leads")
	}
	if lead("1") == lead("2") {
		t.Error("senior and junior are one lead")
	}
	if lead("5") != lead("6") {
		t.Error("a record that leaves the generation out is another lead")
	}
}
