package contact_test

import (
	"testing"

	"galena/internal/contact"
)

func TestLatin(t *testing.T) {
	for raw, want := range map[string]string{
		"Сергей Щербаков": "sergey shcherbakov", "Дмитрий": "dmitry", "Юлия": "yulia", "Наталья": "natalya", "Хрущёв": "khrushchev",
		"Милош Јовановић": "milosh jovanovic", "Γιώργος Παπαδόπουλος": "giorgos papadopoulos", "Ευαγγελία": "evangelia", "Μπάκας": "bakas",
		"Νικολαΐδου": "nikolaidou", "Smith": "Smith", "Müller": "Müller", "王伟": "王伟", "محمد": "محمد", "": "", "ООО Ромашка": "ooo romashka",
		"김 민준": "kim minjun", "서연": "seoyeon", "やまだ さくら": "yamada sakura", "タナカ ケンジ": "tanaka kenji", "さとう": "sato", "りょうすけ": "ryosuke", "ジョー": "jo",
	} {
		if got := contact.Latin(raw); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}
