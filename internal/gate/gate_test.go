package gate_test

import (
	"testing"
	"time"

	"galena/internal/config"
	"galena/internal/gate"
	"galena/internal/report"
)

func TestJudge(t *testing.T) {
	asOf := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	newest := asOf.Add(-36 * time.Hour)
	last := &report.Leads{Count: 100, Tiers: map[string]int64{"hot": 10, "cold": 90}}
	night := gate.Night{
		Leads: report.Leads{Count: 80, Tiers: map[string]int64{"hot": 40, "cold": 40}, Filled: map[string]int64{"email": 60}, Newest: &newest},
		Rows:  110, Rejects: 10, Merged: 20, AsOf: asOf, Last: last,
	}
	first := night
	first.Last = nil
	unscored := night
	unscored.Last = &report.Leads{Count: 100}
	tests := []struct {
		name   string
		gate   gate.Gate
		night  gate.Night
		passed bool
		value  float64
	}{
		{"filled", gate.Gate{Check: "fill_rate", Column: config.Text{Value: "email"}, AtLeast: 0.75}, night, true, 0.75},
		{"not filled", gate.Gate{Check: "fill_rate", Column: config.Text{Value: "email"}, AtLeast: 0.76}, night, false, 0.75},
		{"no such column", gate.Gate{Check: "fill_rate", Column: config.Text{Value: "phone"}, AtLeast: 0.1}, night, false, 0},
		{"rejects", gate.Gate{Check: "reject_rate", AtMost: 0.05}, night, false, 0.090909},
		{"fewer leads", gate.Gate{Check: "lead_count", AtMost: 0.1}, night, false, 0.2},
		{"fewer leads, allowed", gate.Gate{Check: "lead_count", AtMost: 0.2}, night, true, 0.2},
		{"the first run", gate.Gate{Check: "lead_count", AtMost: 0.1}, first, true, 0},
		{"duplicates", gate.Gate{Check: "duplicate_rate", AtMost: 0.1}, night, false, 0.2},
		{"enough duplicates", gate.Gate{Check: "duplicate_rate", AtLeast: 0.1}, night, true, 0.2},
		{"duplicates between bounds", gate.Gate{Check: "duplicate_rate", AtLeast: 0.2, AtMost: 0.2}, night, true, 0.2},
		{"too few duplicates", gate.Gate{Check: "duplicate_rate", AtLeast: 0.3}, night, false, 0.2},
		{"tiers", gate.Gate{Check: "tier_shift", AtMost: 0.3}, night, false, 0.4},
		{"no tiers before", gate.Gate{Check: "tier_shift", AtMost: 0.3}, unscored, true, 0},
		{"fresh to the hour", gate.Gate{Check: "freshness", Within: 36 * config.Duration(time.Hour)}, night, true, 1.5},
		{"fresh", gate.Gate{Check: "freshness", Within: 2 * config.Day}, night, true, 1.5},
		{"stale", gate.Gate{Check: "freshness", Within: config.Day}, night, false, 1.5},
	}
	for _, test := range tests {
		got := gate.Judge([]gate.Gate{test.gate}, test.night)[0]
		if got.Passed != test.passed || got.Value != test.value || got.Detail == "" {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
}
