package contact_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"galena/internal/contact/phonetable"
)

var update = flag.Bool("update", false, "write phone_table.bin anew")

// TestPhoneTable compares the table with the library's metadata, byte for byte.
func TestPhoneTable(t *testing.T) {
	want, err := phonetable.Build()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("phone_table.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("phone_table.bin")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("phone_table.bin is not made from this version of libphonenumber: go generate ./internal/contact")
	}
}
