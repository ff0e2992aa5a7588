package config

import (
	"fmt"
	"strings"
)

// Suggest returns the known name that was probably meant: the nearest one with at most
// one edit per three characters, else the first that starts with name, else "". Of
// equally near names the first wins.
func Suggest(name string, known []string) string {
	lower := strings.ToLower(name)
	best, nearest := "", max(len([]rune(name))/3, 1)+1
	for _, candidate := range known {
		if d := editDistance(lower, strings.ToLower(candidate)); d < nearest && d < len([]rune(candidate)) {
			best, nearest = candidate, d
		}
	}
	const telling = 3
	for _, candidate := range known {
		if best == "" && len(lower) >= telling && strings.HasPrefix(strings.ToLower(candidate), lower) {
			best = candidate
		}
	}
	return best
}

// DidYouMean returns a hint: the likely name, or all known names if they are few.
func DidYouMean(name string, known []string) string {
	if near := Suggest(name, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	const few = 12
	if len(known) == 0 || len(known) > few {
		return ""
	}
	return "known: " + strings.Join(known, ", ")
}

// editDistance counts insertions, deletions, substitutions and swaps of
// neighbours (optimal string alignment; Damerau 1964).
func editDistance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, previous, current := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(s); i++ {
		current[0] = i
		for j := 1; j <= len(t); j++ {
			change := previous[j-1]
			if s[i-1] != t[j-1] {
				change++
			}
			current[j] = min(change, previous[j]+1, current[j-1]+1)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(t)]
}
