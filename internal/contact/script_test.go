package contact_test

import (
	"testing"

	"galena/internal/contact"
)

// TestAcrossScripts: names with a known reading are the same; others prove nothing unless
// they are certainly different.
func TestAcrossScripts(t *testing.T) {
	for _, test := range []struct {
		foreign, latin string
		want           contact.Likeness
	}{
		{"王", "wang", contact.SameName},
		{"志强", "zhiqiang", contact.SameName},
		{"王伟", "wei wang", contact.SameName},
		{"伟", "na", contact.AnotherName},
		{"山田", "yamada", contact.SameName},
		{"佐藤", "satou", contact.SameName},
		{"花子", "akiko", contact.AnotherName},
		{"美咲", "misaki", contact.LikenessUnknown},
		{"محمد", "mohammed", contact.SameName},
		{"الأحمد", "alahmad", contact.SameName},
		{"فاطمة", "khalid", contact.AnotherName},
		{"יוסף", "yosef", contact.SameName},
		{"דוד", "david", contact.SameName},
		{"מזרחי", "mizrahi", contact.SameName},
		{"רחל", "rachel", contact.SameName},
		{"לוי", "levy", contact.LikenessUnknown},
		{"สมชาย", "somchai", contact.LikenessUnknown},
	} {
		foreign := contact.NameKey(test.foreign)
		if !contact.IsForeign(foreign) || contact.IsForeign(test.latin) {
			t.Errorf("%s and %s: which is foreign?", foreign, test.latin)
		}
		if got := contact.AcrossScripts(foreign, test.latin); got != test.want {
			t.Errorf("%s and %s: %d, want %d", test.foreign, test.latin, got, test.want)
		}
	}
}
