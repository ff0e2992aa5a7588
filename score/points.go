package score

import (
	"math"
	"strconv"
	"strings"

	"galena/internal/config"
)

// Points are thousandths of a point, so that sums are exact.
type Points int64

// whole is one point.
const whole Points = 1000

// maxPoints is the largest number of points; with it, a million events fit into an int64.
const maxPoints = 1_000_000 * whole

// String returns the number without needless decimals: 15, 2.5.
func (p Points) String() string { return string(appendPoints(nil, p)) }

// appendPoints appends what String returns.
func appendPoints(dst []byte, p Points) []byte {
	if p < 0 {
		dst, p = append(dst, '-'), -p
	}
	dst = strconv.AppendInt(dst, int64(p/whole), 10)
	if p %= whole; p == 0 {
		return dst
	}
	dst = append(dst, '.')
	for unit := whole / 10; p > 0; unit /= 10 {
		dst = append(dst, '0'+byte(p/unit))
		p %= unit
	}
	return dst
}

// float returns the nearest float64, which prints with at most three decimals.
func (p Points) float() float64 { return float64(p) / float64(whole) }

// UnmarshalConfig implements config.Unmarshaler: it reads a decimal number.
func (p *Points) UnmarshalConfig(n *config.Node) error {
	text, _ := n.Scalar()
	value, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	scaled := value * float64(whole)
	if err != nil || !(math.Abs(scaled) <= float64(maxPoints)) || math.Abs(scaled-math.Round(scaled)) > 1e-6 { // NaN fails, too
		return n.Errorf("points must be a number of at most a million with at most three decimals, such as 15 or 2.5")
	}
	*p = Points(math.Round(scaled))
	return nil
}

// MarshalText returns String.
func (p Points) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// ConfigShape implements config.Shaper.
func (Points) ConfigShape() config.Shape {
	return config.Shape{Name: "points", Types: []string{"number", "string"}}
}

// share returns p·part/total to the nearest thousandth, halves away from zero. total must not be zero.
func (p Points) share(part, total Points) Points {
	product := p * part
	if (product < 0) != (total < 0) {
		return (product - total/2) / total
	}
	return (product + total/2) / total
}

// within limits p to the range from low to high.
func (p Points) within(low, high Points) Points { return max(low, min(p, high)) }
