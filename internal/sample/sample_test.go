package sample_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"galena/internal/sample"
	"galena/internal/vfs"
	"galena/internal/vfs/vfstest"
)

func write(t *testing.T, records int, seed uint64) (dir string, done sample.Written) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "sample")
	done, err := sample.Write(vfs.OS{}, dir, records, seed)
	if err != nil {
		t.Fatal(err)
	}
	return dir, done
}

func content(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	a, _ := write(t, 500, 7)
	b, _ := write(t, 500, 7)
	other, _ := write(t, 500, 8)
	for _, name := range []string{sample.CRM, sample.Shop, sample.Events, sample.Truth} {
		if content(t, a, name) != content(t, b, name) {
			t.Errorf("%s differs", name)
		}
		if content(t, a, name) == content(t, other, name) {
			t.Errorf("%s does not follow from the seed", name)
		}
	}
}

// TestASampleIsWhatItSays: the truth names every record once; people have several
// records, in both dumps, refuse, and do things.
func TestASampleIsWhatItSays(t *testing.T) {
	dir, done := write(t, 2000, 1)
	if done.Records != 2000 || done.People < 1000 || done.People > 1400 || done.Events < 1000 {
		t.Errorf("%+v", done)
	}
	rows := func(name string) [][]string {
		all, err := csv.NewReader(strings.NewReader(content(t, dir, name))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return all[1:]
	}
	known := map[string]int{}
	for _, row := range rows(sample.Truth) {
		known[row[2]+":"+row[0]]++
	}
	if len(known) != 2000 {
		t.Errorf("the truth names %d records", len(known))
	}
	countries, refused, records := map[string]bool{}, 0, 0
	for source, name := range map[string]string{"crm": sample.CRM, "shop": sample.Shop} {
		for _, row := range rows(name) {
			records++
			if known[source+":"+row[0]] != 1 {
				t.Errorf("the truth knows %s:%s %d times", source, row[0], known[source+":"+row[0]])
			}
			if source == "crm" {
				countries[row[10]] = true
				if row[11] == "yes" {
					refused++
				}
			}
		}
	}
	if records != 2000 || len(countries) != 6 || refused < 40 {
		t.Errorf("%d records, countries %v, %d refuse", records, countries, refused)
	}
	if !strings.Contains(content(t, dir, sample.Events), `"event_type":"unsubscribe"`) {
		t.Error("nobody unsubscribes")
	}
}

func TestNothingIsWrittenOver(t *testing.T) {
	dir, _ := write(t, 1, 1)
	if _, err := sample.Write(vfs.OS{}, dir, 1, 2); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v", err)
	}
}

func TestAFullDiskIsTold(t *testing.T) {
	for _, op := range []vfstest.Op{vfstest.Mkdir, vfstest.Create, vfstest.Write, vfstest.Close} {
		faulty := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{Op: op, Nth: 1, Err: syscall.ENOSPC})
		if _, err := sample.Write(faulty, filepath.Join(t.TempDir(), "sample"), 100, 1); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: %v", op, err)
		}
	}
}
