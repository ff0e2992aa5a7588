package match

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// scratch is the memory of one worker's string comparisons, so that they do not allocate.
type scratch struct {
	positions [256]uint64 // per byte: bit set of its positions in the pattern; all zero between calls
	a, b      []rune
	used      []bool
	row       [3][]int
	tokens    [2][]string
}

// similarity returns the Jaro-Winkler similarity of two strings in [0, 1] (Winkler 1990: prefix scale 0.1, at most 4
// runes). It is symmetric.
func (s *scratch) similarity(a, b string) float64 {
	if len(a) > len(b) || len(a) == len(b) && a > b {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	var jaro float64
	prefix := 0
	if ascii(a) && ascii(b) && len(b) <= 64 {
		jaro = s.jaroBits(a, b)
		for prefix < min(4, len(a)) && a[prefix] == b[prefix] {
			prefix++
		}
	} else {
		s.a, s.b = append(s.a[:0], []rune(a)...), append(s.b[:0], []rune(b)...)
		if len(s.a) > len(s.b) {
			s.a, s.b = s.b, s.a
		}
		jaro = s.jaroRunes(s.a, s.b)
		for prefix < min(4, len(s.a)) && s.a[prefix] == s.b[prefix] {
			prefix++
		}
	}
	return jaro + 0.1*float64(prefix)*(1-jaro)
}

// jaroBits is the Jaro similarity of ASCII strings of at most 64 bytes. The positions of b not yet taken are one word: a match is the
// lowest set bit in the window.
func (s *scratch) jaroBits(a, b string) float64 {
	for i := range len(b) {
		s.positions[b[i]] |= 1 << i
	}
	window := max(len(b)/2-1, 0)
	var takenA, takenB uint64
	for i := range len(a) {
		open := s.positions[a[i]] &^ takenB & below(i+window+1)
		if i > window {
			open &^= below(i - window)
		}
		if open != 0 {
			takenA |= 1 << i
			takenB |= open & -open
		}
	}
	for i := range len(b) {
		s.positions[b[i]] = 0
	}
	matches := bits.OnesCount64(takenA)
	if matches == 0 {
		return 0
	}
	swapped := 0
	for x, y := takenA, takenB; x != 0; x, y = x&(x-1), y&(y-1) {
		if a[bits.TrailingZeros64(x)] != b[bits.TrailingZeros64(y)] {
			swapped++
		}
	}
	return jaroOf(matches, swapped, len(a), len(b))
}

func (s *scratch) jaroRunes(a, b []rune) float64 {
	window := max(len(b)/2-1, 0)
	if cap(s.used) < len(a)+len(b) {
		s.used = make([]bool, len(a)+len(b))
	}
	used := s.used[:len(a)+len(b)]
	clear(used)
	takenA, takenB := used[:len(a)], used[len(a):]
	matches := 0
	for i, r := range a {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if !takenB[j] && b[j] == r {
				takenA[i], takenB[j] = true, true
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	swapped, j := 0, 0
	for i, r := range a {
		if !takenA[i] {
			continue
		}
		for !takenB[j] {
			j++
		}
		if b[j] != r {
			swapped++
		}
		j++
	}
	return jaroOf(matches, swapped, len(a), len(b))
}

func jaroOf(matches, swapped, lenA, lenB int) float64 {
	m := float64(matches)
	return (m/float64(lenA) + m/float64(lenB) + (m-float64(swapped/2))/m) / 3
}

// below returns a word whose lowest n bits are set.
func below(n int) uint64 {
	if n >= 64 {
		return ^uint64(0)
	}
	return 1<<n - 1
}

// distance returns the optimal string alignment distance in runes: insertions, deletions, substitutions and swaps of
// neighbours. It uses one word (Hyyrö 2003); longer strings go through the textbook table.
func (s *scratch) distance(a, b string) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 || !ascii(a) || !ascii(b) || len(a) > 64 {
		s.a, s.b = append(s.a[:0], []rune(a)...), append(s.b[:0], []rune(b)...)
		return s.distanceRunes(s.a, s.b)
	}
	for i := range len(a) {
		s.positions[a[i]] |= 1 << i
	}
	d, top := len(a), uint64(1)<<(len(a)-1)
	vp, vn, d0, before := ^uint64(0), uint64(0), uint64(0), uint64(0)
	for i := range len(b) {
		here := s.positions[b[i]]
		swap := (^d0 & here << 1) & before
		d0 = (((here & vp) + vp) ^ vp) | here | vn | swap
		hp, hn := vn|^(d0|vp), d0&vp
		if hp&top != 0 {
			d++
		} else if hn&top != 0 {
			d--
		}
		hp, hn = hp<<1|1, hn<<1
		vp, vn, before = hn|^(d0|hp), hp&d0, here
	}
	for i := range len(a) {
		s.positions[a[i]] = 0
	}
	return d
}

func (s *scratch) distanceRunes(a, b []rune) int {
	for i := range s.row {
		if cap(s.row[i]) < len(b)+1 {
			s.row[i] = make([]int, len(b)+1)
		}
		s.row[i] = s.row[i][:len(b)+1]
	}
	older, old, row := s.row[0], s.row[1], s.row[2]
	for j := range old {
		old[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(old[j+1]+1, row[j]+1, old[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], older[j-1]+1)
			}
		}
		older, old, row = old, row, older
	}
	return old[len(b)]
}

func ascii(s string) bool {
	bytes := unsafe.Slice(unsafe.StringData(s), len(s))
	for len(bytes) >= 8 {
		if binary.LittleEndian.Uint64(bytes)&0x8080808080808080 != 0 {
			return false
		}
		bytes = bytes[8:]
	}
	for _, c := range bytes {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
