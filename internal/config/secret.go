package config

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Secret is a reference to a password or key, written ${ENV_NAME} or
// file:/path. It holds where the secret is, never the secret, so that nothing
// that prints a configuration can leak it.
type Secret struct {
	reference string
	at        Position
}

var environmentReference = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$`)

// Reveal fetches the secret, from the environment that lookup knows or from its
// file, whose last line break is not part of it. The zero Secret is "". The
// error is a Problem.
func (s Secret) Reveal(lookup func(name string) (string, bool)) (string, error) {
	if s.IsZero() {
		return "", nil
	}
	if path, ok := strings.CutPrefix(s.reference, "file:"); ok {
		data, err := os.ReadFile(path)
		if err != nil {
			return "", s.at.Problem("%s: %v", s.at.Path, err)
		}
		return strings.TrimRight(string(data), "\r\n"), nil
	}
	name := environmentReference.FindStringSubmatch(s.reference)[1]
	value, ok := lookup(name)
	if !ok {
		return "", s.at.Problem("%s: the environment does not have %s", s.at.Path, name)
	}
	return value, nil
}

// IsZero reports whether no secret was configured.
func (s Secret) IsZero() bool { return s.reference == "" }

// Equal reports whether both refer to the same secret.
func (s Secret) Equal(t Secret) bool { return s.reference == t.reference }

// String returns dots.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return "•••"
}

// GoString returns dots, for %#v.
func (s Secret) GoString() string { return s.String() }

// Format returns dots for every verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// MarshalText returns dots.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalConfig implements Unmarshaler.
func (s *Secret) UnmarshalConfig(n *Node) error {
	const wanted = "must be ${ENV_NAME} or file:/path, never the secret itself"
	text, ok := n.Scalar()
	if !ok {
		return n.at.problem(WrongType, "%s %s", n.name(), wanted)
	}
	path, isFile := strings.CutPrefix(text, "file:")
	if !environmentReference.MatchString(text) && (!isFile || path == "") {
		n.walker.mask(Text{text, n.at})
		return n.Errorf("%s %s", n.name(), wanted)
	}
	*s = Secret{reference: text, at: n.at}
	return nil
}

// ConfigShape implements Shaper.
func (Secret) ConfigShape() Shape {
	return Shape{Name: "secret", Types: []string{"string"}, Pattern: `^(\$\{[A-Za-z_][A-Za-z0-9_]*\}|file:.+)$`}
}

// mask blots out the lines of a secret that was written into the file by
// mistake, from its first column on, so that no report shows it.
func (w *walker) mask(secret Text) {
	if secret.At.source == nil {
		return // it comes from a setting, of which no line is printed
	}
	column, last := secret.At.Column, secret.locate(len(secret.Value)).Line
	for line := secret.At.Line; line <= last; line++ {
		text := secret.At.source.line(line)
		runes := []rune(text)
		start := min(column-1, len(runes))
		w.masked[text] = string(runes[:start]) + strings.Repeat("•", len(runes)-start)
		column = 1
	}
}

// hideSecrets applies the masks to what was reported before or after them.
func (w *walker) hideSecrets() {
	for i, p := range w.problems {
		if masked, ok := w.masked[p.Source]; ok {
			w.problems[i].Source = masked
		}
	}
}
