package config

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Duration is a span of time as people write it: 30d, 12h, 1w, 1d12h. A day is
// 24 hours and a week 7 days: galena's clock is UTC.
type Duration time.Duration

// Day is 24 hours.
const Day = Duration(24 * time.Hour)

// durationUnits are ordered from large to small.
var durationUnits = []struct {
	name string
	size Duration
}{
	{"w", 7 * Day},
	{"d", Day},
	{"h", Duration(time.Hour)},
	{"m", Duration(time.Minute)},
	{"s", Duration(time.Second)},
	{"ms", Duration(time.Millisecond)},
}

// ParseDuration reads whole numbers with units: w, d, h, m, s, ms. A bare 0 is a zero
// duration.
func ParseDuration(text string) (Duration, error) {
	errSyntax := errors.New("must be a duration such as 30d, 12h or 1w")
	if text == "0" {
		return 0, nil
	}
	var sum Duration
	for rest := text; rest != "" || text == ""; {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		letters := len(rest[digits:]) - len(strings.TrimLeft(rest[digits:], "dhmsw"))
		count, err := strconv.ParseInt(rest[:digits], 10, 64)
		unit := rest[digits : digits+letters]
		size := Duration(0)
		for _, u := range durationUnits {
			if u.name == unit {
				size = u.size
			}
		}
		if err != nil || size == 0 {
			return 0, errSyntax
		}
		const longest = Duration(1<<63 - 1)
		if Duration(count) > (longest-sum)/size {
			return 0, errors.New("must be shorter than 292 years")
		}
		sum += Duration(count) * size
		rest = rest[digits+letters:]
	}
	return sum, nil
}

// String returns a form that ParseDuration reads: 30d, 1d12h; weeks are written in days.
func (d Duration) String() string {
	if d == 0 {
		return "0"
	}
	var b strings.Builder
	for _, u := range durationUnits[1:] {
		if n := d / u.size; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + u.name)
			d -= n * u.size
		}
	}
	return b.String()
}

// MarshalText returns String.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalConfig implements Unmarshaler.
func (d *Duration) UnmarshalConfig(n *Node) error { return unmarshalScalar(n, d, ParseDuration) }

// ConfigShape implements Shaper.
func (Duration) ConfigShape() Shape {
	return Shape{Name: "duration", Types: []string{"string", "integer"}, Pattern: `^(0|([0-9]+(w|d|h|m|s|ms))+)$`}
}

// unmarshalScalar reads a type whose text has its own syntax.
func unmarshalScalar[T any](n *Node, target *T, parse func(string) (T, error)) error {
	text, ok := n.Scalar()
	if !ok {
		_, err := parse("")
		return n.at.problem(WrongType, "%s %v, not %s", n.name(), err, n.kind())
	}
	value, err := parse(text)
	if err != nil {
		return n.Errorf("%s %v, not %s", n.name(), err, excerpt(text))
	}
	*target = value
	return nil
}
