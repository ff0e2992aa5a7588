package enrich_test

import (
	"encoding/binary"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/enrich"
	"galena/internal/config"
	"galena/internal/pipeline"
)

// mmdb writes a file in MaxMind's format (specification 2.0): records of 24 bits, IPv4, the
// values of the networks one after another.
func mmdb(t *testing.T, networks map[string]any) string {
	t.Helper()
	type node [2]int // ≥ 0: a node; -1: nothing; less: -2 - place of the value
	nodes := []node{{-1, -1}}
	var data []byte
	for network, value := range networks {
		prefix := netip.MustParsePrefix(network)
		address := binary.BigEndian.Uint32(prefix.Addr().AsSlice())
		at := 0
		for bit := range prefix.Bits() {
			side := address >> (31 - bit) & 1
			if bit == prefix.Bits()-1 {
				nodes[at][side] = -2 - len(data)
				break
			}
			if nodes[at][side] < 0 {
				nodes = append(nodes, node{-1, -1})
				nodes[at][side] = len(nodes) - 1
			}
			at = nodes[at][side]
		}
		data = encoded(data, value)
	}
	var file []byte
	for _, n := range nodes {
		for _, record := range n {
			switch {
			case record == -1:
				record = len(nodes)
			case record < -1:
				record = len(nodes) + 16 + (-2 - record)
			}
			file = append(file, byte(record>>16), byte(record>>8), byte(record))
		}
	}
	file = append(append(file, make([]byte, 16)...), data...)
	file = append(file, "\xAB\xCD\xEFMaxMind.com"...)
	file = encoded(file, map[string]any{
		"node_count": uint32(len(nodes)), "record_size": uint16(24), "ip_version": uint16(4), "database_type": "Test",
		"binary_format_major_version": uint16(2), "binary_format_minor_version": uint16(0), "build_epoch": uint64(1767225600),
		"languages": []any{"en"}, "description": map[string]any{"en": "of a test"},
	})
	path := filepath.Join(t.TempDir(), "geo.mmdb")
	if err := os.WriteFile(path, file, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// encoded appends a value of the data section. Sizes stay below 29.
func encoded(to []byte, value any) []byte {
	number := func(kind byte, v uint64, most int) []byte {
		var bytes []byte
		for ; v > 0; v >>= 8 {
			bytes = append(bytes, byte(v))
		}
		slices.Reverse(bytes)
		if kind > 7 {
			return append(append(to, byte(len(bytes)), kind-7), bytes...)
		}
		return append(append(to, kind<<5|byte(len(bytes))), bytes...)
	}
	switch value := value.(type) {
	case string:
		return append(append(to, 2<<5|byte(len(value))), value...)
	case uint16:
		return number(5, uint64(value), 2)
	case uint32:
		return number(6, uint64(value), 4)
	case uint64:
		return number(9, value, 8)
	case []any:
		to = append(to, byte(len(value)), 11-7)
		for _, item := range value {
			to = encoded(to, item)
		}
		return to
	case map[string]any:
		to = append(to, 7<<5|byte(len(value)))
		for key, member := range value {
			to = encoded(encoded(to, key), member)
		}
		return to
	}
	panic("no such value")
}

func TestMMDB(t *testing.T) {
	path := mmdb(t, map[string]any{
		"192.0.2.0/24": map[string]any{
			"country": map[string]any{"iso_code": "DE"}, "city": map[string]any{"names": map[string]any{"en": "Berlin"}},
			"subdivisions": []any{map[string]any{"iso_code": "BE"}}, "location": map[string]any{"time_zone": "Europe/Berlin"},
		},
		"198.51.100.0/25": map[string]any{"country": map[string]any{"iso_code": "FR"}},
	})
	take := pairs("country_code:country.iso_code region_code:subdivisions.0.iso_code city:city.names.en timezone:location.time_zone")
	leads := table(`
		lead_id | ip_address         | country_code | city
		L1      | 192.0.2.77         | ∅            | ∅
		L2      | ::ffff:192.0.2.1   | AT           |
		L3      | 198.51.100.5       | ∅            | Paris
		L4      | 198.51.100.200     | ∅            | ∅
		L5      | not an address     | ∅            | ∅
		L6      | ∅                  | ∅            | ∅
		`)
	want := `lead_id | ip_address | country_code | region_code | city | timezone
L1 | no column | DE | BE | Berlin | Europe/Berlin
L2 | no column | AT | ∅ |  | ∅
L3 | no column | FR | ∅ | Paris | ∅
L4 | no column | ∅ | ∅ | ∅ | ∅
L5 | no column | ∅ | ∅ | ∅ | ∅
L6 | no column | ∅ | ∅ | ∅ | ∅
`
	e := newEnricher(t, enrich.Config{{MMDB: &enrich.MMDB{Path: config.Text{Value: path}, Column: "ip_address", Take: take}}})
	out, err := e.Map(t.Context(), pipeline.Batch{Rows: leads})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"lead_id", "ip_address", "country_code", "region_code", "city", "timezone"}
	if diff := cmp.Diff(want, show(out.Rows, names)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	notes := []pipeline.Note{
		{Stage: "enrich", File: path, Field: "ip_address", Code: "address_unmatched", Count: 1},
		{Stage: "enrich", File: path, Field: "ip_address", Code: "address_elsewhere", Count: 1},
	}
	if diff := cmp.Diff(notes, out.Notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(e.FilesRead()) != 1 || len(out.Side) != 1 {
		t.Errorf("%d files, %d side tables", len(e.FilesRead()), len(out.Side))
	}
	kept := newEnricher(t, enrich.Config{{MMDB: &enrich.MMDB{Path: config.Text{Value: path}, Column: "ip_address", Take: take, Keep: true}}})
	if out := mapped(t, kept, leads); !out.Has("ip_address") {
		t.Error("the address is gone although it was to be kept")
	}
	mistyped := newEnricher(t, enrich.Config{{MMDB: &enrich.MMDB{Path: config.Text{Value: path}, Column: "ip_address", Take: pairs("country_code:country.iso city:city.names.en")}}})
	mapped(t, mistyped, leads)
	said, err := mistyped.Close()
	silent := []pipeline.Note{{Stage: "enrich", File: path, Field: "country_code", Code: "path_without_values", Count: 3}}
	if diff := cmp.Diff(silent, said); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	nowhere := newEnricher(t, enrich.Config{{MMDB: &enrich.MMDB{Path: config.Text{Value: path}, Column: "ip", Take: take}}})
	if out, err := nowhere.Map(t.Context(), pipeline.Batch{Rows: leads}); err != nil || len(out.Notes) != 1 || out.Notes[0].Code != "column_missing" {
		t.Errorf("notes %+v, %v", out.Notes, err)
	}
	_, _, err = enrich.New(enrich.Config{{MMDB: &enrich.MMDB{Path: config.Text{Value: written(t, "x.mmdb", "none")}, Column: "ip_address", Take: take}}}, enrich.Options{})
	if err == nil || !strings.Contains(err.Error(), "x.mmdb is no file in MaxMind's format") {
		t.Errorf("a file of something else: %v", err)
	}
}
