package match

// shippedModel is the model before training: shipped shares and measured chance.
func (r *run) shippedModel(c chance) (*Model, error) {
	prior, err := readPrior()
	if err != nil {
		return nil, err
	}
	n := float64(r.records() - r.same)
	m := &Model{Total: max(n*(n-1)/2, 1), Names: r.names, shipped: prior}
	for f := range r.in.Fields {
		field := &r.in.Fields[f]
		fm := FieldModel{Name: field.Name, Kind: field.Kind, Group: field.Group, M: make([]float64, levelCount(field.Kind)), U: make([]float64, levelCount(field.Kind))}
		if fm.Group == NoGroup {
			fm.Group = groupOf(field.Kind)
		}
		for l := 1; l < len(fm.M); l++ {
			if equalLevel(field.Kind, l) {
				fm.M[l] = prior[field.Kind][0].m * c.mass[f][l-exactLevel(field.Kind, 0)]
				if field.Shared != nil && l > exactLevel(field.Kind, ownMailbox) {
					fm.M[l] *= ofSeveral
				}
			} else {
				fm.M[l] = prior[field.Kind][l].m
			}
			fm.U[l] = c.pairs[f][l] / c.pairs[f][0]
			if namedLevel(field.Kind, l) {
				fm.U[l] = prior[field.Kind][l].u
			}
		}
		if field.Kind == Phone && r.employs() {
			fm.M[phoneExtension] *= ownLines
		}
		normalize(field.Kind, fm.M)
		normalize(field.Kind, fm.U)
		m.Fields = append(m.Fields, fm)
	}
	if m.Classes, err = readClasses(max(r.records()-r.same, 2), m.Fields); err != nil {
		return nil, err
	}
	m.count()
	if r.mailbox = r.onlyMailbox(); r.mailbox >= 0 {
		m.trustMailboxes(r.mailbox)
	}
	m.weigh()
	return m, nil
}

// ofSeveral is how much rarer it is that one person's address is one that people of different given names have.
const ofSeveral = 0.02

// employs reports whether records say whom people work for.
func (r *run) employs() bool {
	company, person := false, false
	for _, f := range r.in.Fields {
		company = company || f.Kind == Company
		person = person || ofPerson(f.Kind)
	}
	return company && person
}

// count sets the sizes of the counted classes: half of the pairs that are equal, by chance, in what defines the
// class. The other half is left to chance, where fields vary independently.
func (m *Model) count() {
	for k := range m.Classes {
		c := &m.Classes[k]
		if !c.Counted {
			continue
		}
		share := 1.0
		for f, field := range m.Fields {
			if c.Shared[f] == 1 {
				share = min(share, equalShare(field.Kind, field.U))
			}
		}
		c.Pairs = 0.5 * share * m.Total
	}
}

// equalShare returns the share of pairs with equal values.
func equalShare(k Kind, shares []float64) (sum float64) {
	for _, share := range shares[exactLevel(k, 0):] {
		sum += share
	}
	return sum
}

// normalize turns counts of levels into shares that sum to 1. Different addresses have two sets of levels, for pairs
// whose names agree and for all others. Each set sums to the share of all addresses that differ, because here it does
// not matter whether the names agree.
func normalize(k Kind, counts []float64) {
	var equal, plain, named float64
	for l := 1; l < len(counts); l++ {
		counts[l] = max(counts[l], 1e-12)
		switch {
		case equalLevel(k, l):
			equal += counts[l]
		case namedLevel(k, l):
			named += counts[l]
		default:
			plain += counts[l]
		}
	}
	total := equal + plain + named
	for l := 1; l < len(counts); l++ {
		switch {
		case equalLevel(k, l):
			counts[l] /= total
		case namedLevel(k, l):
			counts[l] *= (plain + named) / total / named
		default:
			counts[l] *= (plain + named) / total / plain
		}
	}
}
