package config

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// Percent is a share from 0 to 1, written 1% or 0.01.
type Percent float64

// ParsePercent reads 1% or 0.01.
func ParsePercent(text string) (Percent, error) {
	number, isPercent := strings.CutSuffix(text, "%")
	value, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if isPercent {
		value /= 100
	}
	if err != nil || !(value >= 0 && value <= 1) {
		return 0, errors.New("must be a share between 0% and 100%, such as 1% or 0.01")
	}
	return Percent(value), nil
}

// String returns the share in per cent: 1%.
func (p Percent) String() string {
	// Reading divided by 100, which may have left a stray last digit.
	return strconv.FormatFloat(math.Round(float64(p)*1e14)/1e12, 'f', -1, 64) + "%"
}

// MarshalText returns the share as a number, 0.01, which loses nothing.
func (p Percent) MarshalText() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(p), 'g', -1, 64), nil
}

// UnmarshalConfig implements Unmarshaler.
func (p *Percent) UnmarshalConfig(n *Node) error { return unmarshalScalar(n, p, ParsePercent) }

// ConfigShape implements Shaper.
func (Percent) ConfigShape() Shape {
	return Shape{Name: "percentage", Types: []string{"string", "number"}, Pattern: `^[0-9.eE+-]+ *%?$`}
}

// Bytes is an amount of memory or disk, written 2GiB, 512MB or 0.
type Bytes int64

// byteUnits are ordered from large to small, binary before decimal.
var byteUnits = []struct {
	name string
	size Bytes
}{
	{"TiB", 1 << 40},
	{"GiB", 1 << 30},
	{"MiB", 1 << 20},
	{"KiB", 1 << 10},
	{"TB", 1e12},
	{"GB", 1e9},
	{"MB", 1e6},
	{"KB", 1e3},
	{"B", 1},
}

// ParseBytes reads a number with a unit: B, KB, MB, GB, TB are powers of 1000, KiB, MiB,
// GiB, TiB powers of 1024; case does not matter. A number without a unit is in bytes.
func ParseBytes(text string) (Bytes, error) {
	number, size := text, Bytes(1)
	for _, u := range byteUnits {
		if cut := len(text) - len(u.name); cut > 0 && strings.EqualFold(text[cut:], u.name) {
			number, size = strings.TrimSpace(text[:cut]), u.size
			break
		}
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || !(value >= 0 && value*float64(size) < math.MaxInt64) {
		return 0, errors.New("must be a size such as 2GiB, 512MB or 0")
	}
	if whole, err := strconv.ParseInt(number, 10, 64); err == nil {
		return Bytes(whole) * size, nil
	}
	return Bytes(value * float64(size)), nil
}

// String returns the size in the largest unit that gives a whole number.
func (b Bytes) String() string {
	best := byteUnits[len(byteUnits)-1]
	for _, u := range byteUnits {
		if b%u.size == 0 && u.size > best.size {
			best = u
		}
	}
	if b == 0 {
		return "0"
	}
	return strconv.FormatInt(int64(b/best.size), 10) + best.name
}

// MarshalText returns String.
func (b Bytes) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalConfig implements Unmarshaler.
func (b *Bytes) UnmarshalConfig(n *Node) error { return unmarshalScalar(n, b, ParseBytes) }

// ConfigShape implements Shaper.
func (Bytes) ConfigShape() Shape {
	return Shape{Name: "size", Types: []string{"string", "integer"}, Pattern: `^[0-9.]+ *([KMGTkmgt]?[iI]?[bB])?$`}
}

// Date is midnight UTC of a day, written 2026-01-31. The zero Date is none.
type Date struct{ time.Time }

// ParseDate reads 2026-01-31.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, errors.New("must be a date such as 2026-01-31")
	}
	return Date{t}, nil
}

// String returns 2026-01-31, or "" for none.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// MarshalText returns String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalJSON returns String. Without it the embedded Time would be encoded.
func (d Date) MarshalJSON() ([]byte, error) { return strconv.AppendQuote(nil, d.String()), nil }

// UnmarshalConfig implements Unmarshaler.
func (d *Date) UnmarshalConfig(n *Node) error { return unmarshalScalar(n, d, ParseDate) }

// ConfigShape implements Shaper.
func (Date) ConfigShape() Shape {
	return Shape{Name: "date", Types: []string{"string"}, Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}
}
