package config_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"galena/internal/config"
)

func TestScalars(t *testing.T) {
	duration := func(text string) (any, error) { return config.ParseDuration(text) }
	percent := func(text string) (any, error) { return config.ParsePercent(text) }
	size := func(text string) (any, error) { return config.ParseBytes(text) }
	date := func(text string) (any, error) { return config.ParseDate(text) }
	for _, test := range []struct {
		parse   func(string) (any, error)
		text    string
		want    any // nil: an error
		written string
	}{
		{duration, "30d", 30 * config.Day, "30d"},
		{duration, "1w", 7 * config.Day, "7d"},
		{duration, "36h", config.Duration(36 * time.Hour), "1d12h"},
		{duration, "90m", config.Duration(90 * time.Minute), "1h30m"},
		{duration, "1d12h250ms", config.Day + config.Duration(12*time.Hour+250*time.Millisecond), "1d12h250ms"},
		{duration, "0", config.Duration(0), "0"},
		{duration, "0d", config.Duration(0), "0"},
		{duration, "", nil, ""},
		{duration, "30", nil, ""},
		{duration, "d", nil, ""},
		{duration, "-1d", nil, ""},
		{duration, "1.5d", nil, ""},
		{duration, "106752d", nil, ""},
		{duration, "100000d100000d", nil, ""},
		{percent, "1%", config.Percent(0.01), "1%"},
		{percent, "12.5 %", config.Percent(0.125), "12.5%"},
		{percent, "0.07", config.Percent(0.07), "7%"},
		{percent, "1", config.Percent(1), "100%"},
		{percent, "0", config.Percent(0), "0%"},
		{percent, "101%", nil, ""},
		{percent, "-1%", nil, ""},
		{percent, "NaN", nil, ""},
		{percent, "", nil, ""},
		{size, "2GiB", config.Bytes(2 << 30), "2GiB"},
		{size, "512MB", config.Bytes(512e6), "512MB"},
		{size, "1.5 gib", config.Bytes(3 << 29), "1536MiB"},
		{size, "1025", config.Bytes(1025), "1025B"},
		{size, "0", config.Bytes(0), "0"},
		{size, "9223372036854775807", nil, ""},
		{size, "8388608TiB", nil, ""},
		{size, "GiB", nil, ""},
		{size, "-1", nil, ""},
		{size, "2XB", nil, ""},
		{date, "2026-01-31", config.Date{Time: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)}, "2026-01-31"},
		{date, "2026-02-29", nil, ""},
		{date, "2026-01-31T00:00:00Z", nil, ""},
	} {
		got, err := test.parse(test.text)
		if (err == nil) != (test.want != nil) {
			t.Errorf("%q: %v", test.text, err)
		}
		if err != nil || test.want == nil {
			continue
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
		if written := fmt.Sprint(got); written != test.written {
			t.Errorf("%q is written %q, want %q", test.text, written, test.written)
		}
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, 1<<62).Draw(t, "amount")
		size, err := config.ParseBytes(config.Bytes(amount).String())
		if err != nil || size != config.Bytes(amount) {
			t.Fatalf("size %d: %d, %v", amount, size, err)
		}
		span := config.Duration(amount / 1e6 * 1e6)
		duration, err := config.ParseDuration(span.String())
		if err != nil || duration != span {
			t.Fatalf("duration %d: %d, %v", span, duration, err)
		}
	})
}
