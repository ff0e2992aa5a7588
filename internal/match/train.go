package match

import (
	"math"
	"slices"
)

const (
	converged       = 0.001 // training ends when the number of matches changes by less than this part
	iterations      = 15
	priorPairs      = 20.0 // matches that the shipped shares of a field's levels count for
	settledPairs    = 50.0 // pairs of an input that weigh as much for the sizes of the classes as the shipped model does
	rareTrust       = 0.3  // pairs that the shipped size counts for, for a class that one field alone tells from a match
	steadyTrust     = 3.0  // the same for a class that lists have about equally many pairs of
	steadyTail      = 30.0 // pairs beyond the shipped size from which a list is taken to be an exception
	defining        = 0.9  // what related pairs share at least this often defines them, and is not trained
	leastAlike      = 0.1  // part of the shipped chance (u) of a level of differing values that remains at least
	mostDifferent   = 2.5  // limit, in multiples of the shipped share, for levels that one entity's records hardly ever have
	namesakeTrust   = 50.0 // pairs of namesakes that the shipped shares of their addresses count for
	teachingMatches = 50.0 // number of matches that are believed by half
	ownLines        = 0.25 // part of the extensions that one person's numbers have where numbers are those of companies, whose lines belong to different people
	coincidence     = 0.02 // least part of the equal values that are equal by chance
)

// train fits the model of the run to the patterns, with the model so far as the prior. If names turn out to be
// damaged, it fits the model again and lets it learn how often they are.
func (r *run) train(t *training, c chance) error {
	shipped := r.model
	shipped.damage = 0 // the model may be trained again, with labels
	fitted, sum, err := r.fitted(shipped, shipped, t.patterns, c)
	if err != nil {
		return err
	}
	if shipped.damage = fitted.damagedNames(t.patterns); shipped.damage != 0 {
		if fitted, sum, err = r.fitted(fitted, shipped, t.patterns, c); err != nil {
			return err
		}
	}
	r.model, t.matches = fitted, sum.rule
	r.doubts(shipped, t.patterns)
	return nil
}

// fitted fits a model to the patterns by MAP-EM, with the shipped model as the prior. It also returns the sums of the
// last E-step.
func (r *run) fitted(model, shipped *Model, patterns []pattern, c chance) (*Model, *tally, error) {
	const chunk = 1 << 13
	parts := make([]*tally, chunks(len(patterns), chunk))
	var sum *tally
	for range iterations {
		err := r.parallel(len(parts), func(i int) error {
			parts[i] = model.expect(patterns[i*chunk : min((i+1)*chunk, len(patterns))])
			return r.ctx.Err()
		})
		if err != nil {
			return nil, nil, err
		}
		sum = &tally{}
		for _, part := range parts {
			sum.add(part)
		}
		sum.learn(model, r.labels)
		before := model.matches()
		model = shipped.maximize(sum, c)
		if after := model.matches(); math.Abs(after-before) < converged*before {
			break
		}
	}
	return model, sum, nil
}

// maximize is the M-step. m is the shipped model.
func (m *Model) maximize(t *tally, c chance) *Model {
	next, prior := &Model{Total: m.Total, Names: m.Names}, m.shipped
	for f, field := range m.Fields {
		fm := FieldModel{Name: field.Name, Kind: field.Kind, Group: field.Group, M: make([]float64, len(field.M)), U: make([]float64, len(field.U))}
		for l := 1; l < len(fm.M); l++ {
			fm.M[l] = t.match[f][l] + priorPairs*field.M[l]
			fm.U[l] = max(c.pairs[f][l]-t.shared[f][l], coincidence*c.pairs[f][l], t.rest[f][l])
			switch {
			case namedLevel(field.Kind, l): // where names are rare, most records with equal names are matches
				fm.U[l] = max(c.pairs[f][l]-t.shared[f][l], t.rest[f][l]) + namesakeTrust*field.U[l]
			case !equalLevel(field.Kind, l):
				fm.U[l] = max(fm.U[l], leastAlike*prior[field.Kind][l].u*c.pairs[f][0])
			}
		}
		normalize(field.Kind, fm.M)
		normalize(field.Kind, fm.U)
		held, doubtful := m.hold(f, fm.M, t.matches(f))
		if held {
			next.held = append(next.held, f)
		}
		if doubtful {
			next.doubtful = append(next.doubtful, f)
		}
		next.Fields = append(next.Fields, fm)
	}
	learned := m.Total / (m.Total + settledPairs)
	for k, class := range m.Classes {
		trained := class
		trained.Shared = slices.Clone(class.Shared)
		switch {
		case class.tells != 0:
			trained.Pairs = t.rarely(m, k)
		case class.steady:
			trained.Pairs = steadily(t.class[k], class.Pairs)
		case !class.Counted:
			trained.Pairs = learned*(t.class[k]+0.1*class.Pairs) + (1-learned)*class.Pairs
		}
		for f := range trained.Shared {
			if !class.Match && class.Shared[f] >= 0 && class.Shared[f] < defining {
				trained.Shared[f] = (t.common[f][k] + priorPairs*class.Shared[f]) / (t.filled[f][k] + priorPairs)
			}
			if class.most>>f&1 == 1 {
				trained.Shared[f] = min(trained.Shared[f], class.Shared[f])
			}
		}
		next.Classes = append(next.Classes, trained)
	}
	m.changeRates(next.Classes)
	next.weigh()
	return next
}

// rarely returns the size of a class that only one field tells from a match, as a birthday tells father and son of
// one name from one person. It counts pairs where that field is filled in and extrapolates by how often the field is
// filled in among matches. Otherwise every slightly odd match would enlarge the class, until no two records were one
// person's. The shipped size is the prior (a gamma distribution of shape rareTrust). m is the shipped model.
func (t *tally) rarely(m *Model, k int) float64 {
	filled, found := 0.0, 0.0
	for f, field := range m.Fields {
		if field.Kind != m.Classes[k].tells {
			continue
		}
		pairs, both := 0.0, 0.0
		for other, c := range m.Classes {
			if c.Match {
				pairs += t.class[other]
				both += t.filled[f][other]
			}
		}
		if share := both / max(pairs, 1e-9); share > filled {
			filled, found = share, t.filled[f][k]
		}
	}
	return (found + rareTrust) / (filled + rareTrust/m.Classes[k].Pairs)
}

// steadily returns the size of a class that lists have about equally many pairs of, given the pairs found. How many
// people live together hardly depends on the list, unlike how many work together. Without the prior, people in a
// small list who moved, mistyped or changed numbers would be taken for families. The prior is a gamma distribution of
// shape steadyTrust whose mean is itself uncertain (a beta prime distribution): it holds a size near the shipped one,
// but lets go if the list is one of families, such as a school's. The result is the mode of the posterior, with a
// Poisson likelihood of the pairs.
func steadily(found, shipped float64) float64 {
	a, b := steadyTrust, steadyTrust*(steadyTail-found)+steadyTail*shipped
	return (math.Sqrt(b*b+4*a*(found+steadyTrust)*steadyTail*shipped) - b) / (2 * a)
}

// hold keeps training from taking relatives or colleagues for one person. Among matches, the share of names with
// nothing in common may not exceed the shipped one, unless names are damaged. Damaged names, and the numbers and
// extensions of two people, may have at most mostDifferent times the shipped share. Few matches are believed less,
// since they suffice to teach a small input the wrong thing. held reports whether values differ in more matches than
// allowed, doubtful whether in so many that the model is in doubt. m is the shipped model.
func (m *Model) hold(f int, shares []float64, matches float64) (held, doubtful bool) {
	field, most := &m.Fields[f], 1.0
	if !named(field.Kind) || m.damage>>f&1 == 1 {
		most += (mostDifferent - 1) * matches / (matches + teachingMatches)
	}
	levels := heldLevels[field.Kind]
	if field.Kind == Company && m.ofOrganizations() { // the company's name stands for the entity's name
		levels, most = append(slices.Clip(levels), companyDaughter, companyDifferent), mostDifferent
	}
	for _, level := range levels {
		limit, found := most*field.M[level], shares[level]
		if found <= limit {
			continue
		}
		for l := range shares {
			shares[l] *= (1 - limit) / (1 - found)
		}
		shares[level] = limit
		if level == differentLevel(field.Kind) && field.Kind != Generation { // fathers and sons do not show that training went wrong
			held, doubtful = true, found > mostDifferent*field.M[level]
		}
	}
	return held, doubtful
}

// heldLevels lists, per kind, the levels that two records of one person hardly ever have.
var heldLevels = [kindCount][]int{
	GivenName: {givenOther, givenNumber, givenDifferent}, Email: {emailNumbered}, FamilyName: {familyNumber, familyDifferent}, FullName: {fullDifferent}, Phone: {phoneExtension}, Company: {companySister, companyApart},
	Generation: {1}, Gender: {1},
}

// changeRates sets the sizes of the match classes. Whether people move is independent of whether they change jobs.
// For organizations the rate of moves is bounded, because records of one organization with two addresses are more
// often two branches, and some lists are full of these. m is the shipped model.
func (m *Model) changeRates(classes []Class) {
	shipped := m.Classes
	total, expected := 0.0, 0.0
	for k, c := range shipped {
		if c.Match {
			total += classes[k].Pairs
			expected += c.Pairs
		}
	}
	rate := map[Group]float64{}
	trust := 0.1*total + priorPairs
	for _, g := range []Group{Home, Work} {
		changed, prior := 0.0, 0.0
		for k, c := range shipped {
			if c.Match && slices.Contains(c.Changed, g) {
				changed += classes[k].Pairs
				prior += c.Pairs
			}
		}
		if rate[g] = (changed + trust*prior/expected) / (total + trust); g == Home && m.ofOrganizations() {
			rate[g] = min(rate[g], mostDifferent*prior/expected)
		}
	}
	for k, c := range shipped {
		if !c.Match {
			continue
		}
		classes[k].Pairs = total
		for _, g := range []Group{Home, Work} {
			if slices.Contains(c.Changed, g) {
				classes[k].Pairs *= rate[g]
			} else {
				classes[k].Pairs *= 1 - rate[g]
			}
		}
	}
}
