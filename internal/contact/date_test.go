package contact_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"galena/internal/contact"
)

func TestParseTime(t *testing.T) {
	tests := []struct {
		raw      string
		order    contact.DateOrder
		want     string
		dateOnly bool
		problem  contact.Problem
	}{
		{"2024-01-26", 0, "2024-01-26T00:00:00Z", true, ""},
		{"2024-01-26 00:23:16", 0, "2024-01-26T00:23:16Z", false, ""},
		{"2024-01-30T15:33:36Z", 0, "2024-01-30T15:33:36Z", false, ""},
		{"2024-01-30T15:33:36.5+02:00", 0, "2024-01-30T13:33:36.5Z", false, ""},
		{"2024-01-30T15:33:36-0130", 0, "2024-01-30T17:03:36Z", false, ""},
		{"2024-01-30 15:33 UTC", 0, "2024-01-30T15:33:00Z", false, ""},
		{"20240130", 0, "2024-01-30T00:00:00Z", true, ""},
		{"01 Jan 2024", 0, "2024-01-01T00:00:00Z", true, ""},
		{"Jan 2, 2024", 0, "2024-01-02T00:00:00Z", true, ""},
		{"2-Feb-2024 3:04 PM", 0, "2024-02-02T15:04:00Z", false, ""},
		{"Mon, 02 Jan 2006 15:04:05 GMT", 0, "2006-01-02T15:04:05Z", false, ""},
		{"3. März 2024", 0, "2024-03-03T00:00:00Z", true, ""},
		{"3 de enero de 2024", 0, "2024-01-03T00:00:00Z", true, ""},
		{"31/01/2024", 0, "2024-01-31T00:00:00Z", true, ""},
		{"01/31/2024", 0, "2024-01-31T00:00:00Z", true, ""},
		{"1/31/2024 12:05 AM", 0, "2024-01-31T00:05:00Z", false, ""},
		{"02/03/2024", 0, "", false, contact.DateAmbiguous},
		{"02/03/2024", contact.OrderDMY, "2024-03-02T00:00:00Z", true, ""},
		{"02/03/2024", contact.OrderMDY, "2024-02-03T00:00:00Z", true, ""},
		{"03-Apr-25", 0, "2025-04-03T00:00:00Z", true, ""},
		{"3 Okt 99 10:15", 0, "1999-10-03T10:15:00Z", false, ""},
		{"Apr 3, 25", 0, "2025-04-03T00:00:00Z", true, ""},
		{"03-Apr-45", 0, "", false, contact.DateAmbiguous},
		{"01/02/24", contact.OrderMDY, "2024-01-02T00:00:00Z", true, ""},
		{"03.04.25", 0, "", false, contact.DateAmbiguous},
		{"03.04.25", contact.OrderDMY, "2025-04-03T00:00:00Z", true, ""},
		{"01/02/50", contact.OrderDMY, "", false, contact.DateAmbiguous},
		{"02.03.2024", 0, "2024-03-02T00:00:00Z", true, ""},
		{"2024/3/2", 0, "2024-03-02T00:00:00Z", true, ""},
		{"31/01/2024", contact.OrderMDY, "", false, contact.DateBad},
		{"45292", 0, "", false, contact.DateSerial},
		{"45292.5", 0, "", false, contact.DateSerial},
		{"1706228596", 0, "2024-01-26T00:23:16Z", false, ""},
		{"1706228596123", 0, "2024-01-26T00:23:16.123Z", false, ""},
		{"2023-02-29", 0, "", false, contact.DateBad},
		{"2024-13-01", 0, "", false, contact.DateBad},
		{"2024-01-01T25:00:00Z", 0, "", false, contact.DateBad},
		{"yesterday", 0, "", false, contact.DateBad},
		{"2024", 0, "", false, contact.DateBad},
		{"", 0, "", false, contact.DateEmpty},
	}
	for _, test := range tests {
		micros, dateOnly, problem := contact.ParseTime(test.raw, test.order)
		got := ""
		if problem == "" {
			got = time.UnixMicro(micros).UTC().Format(time.RFC3339Nano)
		}
		if got != test.want || dateOnly != test.dateOnly || problem != test.problem {
			t.Errorf("%q: got %q, %v, %q, want %q, %v, %q", test.raw, got, dateOnly, problem, test.want, test.dateOnly, test.problem)
		}
	}
}

// TestTimeRoundTrip: the output of time.Time is read as the same instant.
func TestTimeRoundTrip(t *testing.T) {
	layouts := []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999", "Mon, 02 Jan 2006 15:04:05 -0700", "02 Jan 2006 15:04:05.999999"}
	rapid.Check(t, func(t *rapid.T) {
		seconds := rapid.Int64Range(-62135596800+secondsADay, 253402300799-secondsADay).Draw(t, "seconds")
		want := time.Unix(seconds, 0).UTC()
		text := want.Format(rapid.SampledFrom(layouts).Draw(t, "layout"))
		if micros, _, problem := contact.ParseTime(text, contact.OrderUnknown); micros != want.UnixMicro() || problem != "" {
			t.Fatalf("%s: got %d, %q, want %d", text, micros, problem, want.UnixMicro())
		}
	})
}

const secondsADay = 24 * 60 * 60

func FuzzTime(f *testing.F) {
	f.Add("3. März 2024 10:00", uint8(1))
	f.Add("2024-01-30T15:33:36.123456789+14:00", uint8(0))
	f.Fuzz(func(t *testing.T, raw string, order uint8) {
		micros, _, problem := contact.ParseTime(raw, contact.DateOrder(order%3))
		year := time.UnixMicro(micros).UTC().Year()
		if problem != "" || year < 1 || year > 9999 {
			return
		}
		text := time.UnixMicro(micros).UTC().Format(time.RFC3339Nano)
		if again, _, problem := contact.ParseTime(text, contact.OrderUnknown); again != micros || problem != "" {
			t.Fatalf("%q is %s, read again as %d, %q", raw, text, again, problem)
		}
	})
}
