package dedupe

import "math"

// Evaluation says how well leads agree with the truth. Pairwise figures count pairs
// of records. B-cubed figures (Bagga and Baldwin 1998) are means over records, so
// that one large cluster does not decide alone.
type Evaluation struct {
	Records  int64 `json:"records"`  // named in the truth
	Missing  int64 `json:"missing"`  // of those, in no lead; each counts as a lead of its own
	Leads    int64 `json:"leads"`    // leads of those records
	Entities int64 `json:"entities"` // in the truth

	Pairwise Agreement `json:"pairwise"`
	BCubed   Agreement `json:"b_cubed"`
}

// Agreement is precision, recall and their harmonic mean, each from 0 to 1.
type Agreement struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Evaluate compares leads with entities: for each record of the truth, the lead
// it went into ("" for none) and the entity it describes.
func Evaluate(leads, entities []string) Evaluation {
	type cell struct{ lead, entity uint32 }
	leadOf, leadSizes, missing := number(leads, true)
	entityOf, entitySizes, _ := number(entities, false)
	both := map[cell]int64{}
	for r := range leads {
		both[cell{leadOf[r], entityOf[r]}]++
	}
	e := Evaluation{Records: int64(len(leads)), Missing: missing, Leads: int64(len(leadSizes)), Entities: int64(len(entitySizes))}
	var pairs, precision, recall float64
	for _, n := range both {
		pairs += pairsOf(n)
	}
	for r := range leads { // not over the map: sums must not depend on its order
		n := float64(both[cell{leadOf[r], entityOf[r]}])
		precision += n / float64(leadSizes[leadOf[r]])
		recall += n / float64(entitySizes[entityOf[r]])
	}
	e.Pairwise = agreement(pairs/sumPairs(leadSizes), pairs/sumPairs(entitySizes))
	e.BCubed = agreement(precision/float64(len(leads)), recall/float64(len(leads)))
	return e
}

// number numbers the distinct names and counts them. With apart, each empty name is
// distinct.
func number(names []string, apart bool) (numbers []uint32, sizes []int64, empty int64) {
	known := map[string]uint32{}
	for _, name := range names {
		n, ok := known[name]
		if apart && name == "" {
			empty++
			ok = false
		}
		if !ok {
			n = uint32(len(sizes))
			sizes = append(sizes, 0)
			known[name] = n
		}
		numbers = append(numbers, n)
		sizes[n]++
	}
	return numbers, sizes, empty
}

func pairsOf(n int64) float64 { return float64(n*(n-1)) / 2 }

func sumPairs(sizes []int64) (sum float64) {
	for _, n := range sizes {
		sum += pairsOf(n)
	}
	return sum
}

// agreement rounds to four digits. A share of nothing is 1: no pair was wrong.
func agreement(precision, recall float64) Agreement {
	part := func(x float64) float64 {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return 1
		}
		return x
	}
	p, r := part(precision), part(recall)
	f1 := 0.0
	if p+r > 0 {
		f1 = 2 * p * r / (p + r)
	}
	round := func(x float64) float64 { return math.Round(x*1e4) / 1e4 }
	return Agreement{round(p), round(r), round(f1)}
}
