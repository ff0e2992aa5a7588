package contact

import (
	_ "embed"
	"sync"
)

var (
	//go:embed title_seniority.tsv
	seniorityTSV string

	seniorityRules = sync.OnceValue(func() *phraseRules { return readPhraseRules(seniorityTSV) })
)

// Seniority returns the level of a job title: owner, founder, cxo, partner, vp, director,
// manager, senior, entry, training, unpaid, or unknown if the title names none. Of several
// levels the highest counts, but an assistant to the CEO is entry and an AVP is a manager.
// It knows English, German, French, Spanish, Italian, Portuguese, Dutch and Polish, and the
// commonest words of six further languages.
func Seniority(title string) string {
	switch label := seniorityRules().match(FoldWords(title)); label {
	case "":
		return "unknown"
	case "assistant":
		return "entry"
	default:
		return label
	}
}

// Authority returns the part that the holder of a title probably plays in a purchase:
// decision_maker, influencer, gatekeeper, end_user or unknown. It follows from the
// seniority alone and never overrides what a source says.
func Authority(title string) string {
	switch seniorityRules().match(FoldWords(title)) {
	case "owner", "founder", "cxo", "partner", "vp", "director":
		return "decision_maker"
	case "manager", "senior":
		return "influencer"
	case "assistant":
		return "gatekeeper"
	case "entry", "training", "unpaid":
		return "end_user"
	}
	return "unknown"
}
