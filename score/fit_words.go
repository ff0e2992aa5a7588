package score

// fitWords are the rules and the evidence of fit, as numbers for lines: most leads have lines
// of the same few.
type fitWords struct {
	out           *lines
	rules, groups []uint32   // rule names of their lines
	values        [][]uint32 // evidence of rules by value: by rule, and index into each
	scale, clamp  uint32
	scales        map[[2]Points]uint32 // evidence of scale, by sum and best
	limits        map[Points]uint32    // evidence of caps and clamps
	told          []told               // by proof.first of the rule
	truths        [][27]uint32         // by rule and proof.form: 1 + the evidence, for rules in proof.truths
	buffer        []byte
}

// told is the evidence that a rule has given for the lead at hand.
type told struct {
	lead, code uint32 // lead is 1 + the row
}

func newFitWords(p *fitPlan, out *lines) fitWords {
	w := fitWords{
		out: out, scale: out.rules.code("scale"), clamp: out.rules.code("clamp"), values: make([][]uint32, len(p.rules)),
		scales: map[[2]Points]uint32{}, limits: map[Points]uint32{}, told: make([]told, len(p.rules)), truths: make([][27]uint32, len(p.rules)),
	}
	for i := range p.rules {
		w.rules = append(w.rules, out.rules.code(p.rules[i].name))
		for _, value := range p.rules[i].each {
			w.values[i] = append(w.values[i], out.proofs.code(string(value.evidence)))
		}
	}
	for _, group := range p.groups {
		w.groups = append(w.groups, out.rules.code(group.line))
	}
	return w
}

// evidence returns the evidence of a rule that gave the lead points.
func (b *fitBatch) evidence(rule, row int) uint32 {
	if codes := b.codes[rule]; codes != nil {
		return b.said.values[rule][codes[row]-1]
	}
	if b.proof.truths[rule] {
		code := &b.said.truths[rule][b.proof.form(rule, row)]
		if *code == 0 {
			*code = b.said.out.proofs.codeOf(b.proof.of(rule, row)) + 1
		}
		return *code - 1
	}
	told := &b.said.told[b.proof.first[rule]]
	if told.lead != uint32(row)+1 {
		told.lead = uint32(row) + 1
		if text := b.proof.of(rule, row); b.proof.repeat[rule] {
			told.code = b.said.out.proofs.codeOf(text)
		} else {
			told.code = b.said.out.proofs.number(text)
		}
	}
	return told.code
}

// scaled returns the evidence of the scaling: "12 of 40 known points".
func (w *fitWords) scaled(sum, best Points) uint32 {
	code, ok := w.scales[[2]Points{sum, best}]
	if !ok {
		w.buffer = append(appendPoints(w.buffer[:0], sum), " of "...)
		w.buffer = append(appendPoints(w.buffer, best), " known points"...)
		code = w.out.proofs.number(w.buffer)
		w.scales[[2]Points{sum, best}] = code
	}
	return code
}

// limit returns the evidence of a cap or clamp: "limit 20".
func (w *fitWords) limit(at Points) uint32 {
	code, ok := w.limits[at]
	if !ok {
		w.buffer = appendPoints(append(w.buffer[:0], "limit "...), at)
		code = w.out.proofs.number(w.buffer)
		w.limits[at] = code
	}
	return code
}
