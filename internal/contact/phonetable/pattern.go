package phonetable

import (
	"encoding/binary"
	"fmt"
	"regexp/syntax"
	"slices"
)

// pattern is an expression that a number has to match as a whole, made deterministic as far
// as it is used. Its states are sets of instructions that wait for a digit or for the end;
// state 0 is the empty set.
type pattern struct {
	program *syntax.Prog
	lengths []int32 // possible lengths; empty if any
	sets    [][]uint32
	numbers map[string]int
	next    [][10]int // by state and digit; -1 if not computed yet
}

func newPattern(expression string, lengths []int32) (*pattern, error) {
	parsed, err := syntax.Parse("^(?:"+expression+")$", syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("parsing a pattern of the metadata: %w", err)
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, fmt.Errorf("compiling a pattern of the metadata: %w", err)
	}
	p := &pattern{program: program, lengths: lengths, numbers: map[string]int{}}
	p.state(map[uint32]bool{})
	return p, nil
}

// state returns the number of a set of instructions.
func (p *pattern) state(set map[uint32]bool) int {
	list := make([]uint32, 0, len(set))
	for pc := range set {
		list = append(list, pc)
	}
	slices.Sort(list)
	key := make([]byte, 0, 4*len(list))
	for _, pc := range list {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	if number, ok := p.numbers[string(key)]; ok {
		return number
	}
	number := len(p.sets)
	p.numbers[string(key)] = number
	p.sets = append(p.sets, list)
	p.next = append(p.next, [10]int{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1})
	return number
}

// follow adds the instructions that pc leads to without reading a digit.
func (p *pattern) follow(pc uint32, atStart, atEnd bool, set map[uint32]bool) {
	if set[pc] {
		return
	}
	switch inst := &p.program.Inst[pc]; inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		p.follow(inst.Out, atStart, atEnd, set)
		p.follow(inst.Arg, atStart, atEnd, set)
	case syntax.InstCapture, syntax.InstNop:
		p.follow(inst.Out, atStart, atEnd, set)
	case syntax.InstEmptyWidth:
		needs := syntax.EmptyOp(inst.Arg)
		if (needs&syntax.EmptyBeginText == 0 || atStart) && (needs&syntax.EmptyEndText == 0 || atEnd) {
			p.follow(inst.Out, atStart, atEnd, set)
		} else if needs&syntax.EmptyBeginText == 0 {
			set[pc] = true
		}
	case syntax.InstFail:
	default:
		set[pc] = true
	}
}

func (p *pattern) start() int {
	set := map[uint32]bool{}
	p.follow(uint32(p.program.Start), true, false, set)
	return p.state(set)
}

func (p *pattern) step(at, digit int) int {
	if p.next[at][digit] < 0 {
		set := map[uint32]bool{}
		for _, pc := range p.sets[at] {
			if inst := &p.program.Inst[pc]; reads(inst) && inst.MatchRune(rune('0'+digit)) {
				p.follow(inst.Out, false, false, set)
			}
		}
		p.next[at][digit] = p.state(set)
	}
	return p.next[at][digit]
}

func reads(inst *syntax.Inst) bool {
	switch inst.Op {
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	}
	return false
}

// accepts reports whether a number of length digits may end at a state.
func (p *pattern) accepts(at, length int) bool {
	if len(p.lengths) > 0 && !slices.Contains(p.lengths, int32(length)) {
		return false
	}
	end := map[uint32]bool{}
	for _, pc := range p.sets[at] {
		p.follow(pc, false, true, end)
	}
	for pc := range end {
		if p.program.Inst[pc].Op == syntax.InstMatch {
			return true
		}
	}
	return false
}
