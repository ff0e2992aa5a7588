package remote

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gocloud.dev/blob/memblob"
)

// memory returns a bucket in memory with some objects.
func memory(t *testing.T, objects map[string]string) *bucket {
	t.Helper()
	b := &bucket{memblob.OpenBucket(nil), address{scheme: "s3", bucket: "b"}}
	t.Cleanup(func() { b.Close() })
	for key, content := range objects {
		if err := b.WriteAll(t.Context(), key, []byte(content), nil); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func TestFindInAStore(t *testing.T) {
	objects := map[string]string{}
	for _, key := range []string{
		"a.csv", "in/x.csv", "in/y.csv", "in/z.txt", "in/deep/w.csv", "in/.hidden.csv", "in/.d/v.csv",
		"in/out/latest.json", "in/out/r1/leads.csv", "other/q.txt", "odd/[1].csv",
	} {
		objects[key] = key
	}
	b := memory(t, objects)
	isCSV := func(name string) bool { return strings.HasSuffix(name, ".csv") }
	for key, want := range map[string][]string{
		"a.csv":       {"a.csv"},
		"in/z.txt":    {"in/z.txt"},
		"in/*":        {"in/.hidden.csv", "in/deep/w.csv", "in/out/r1/leads.csv", "in/x.csv", "in/y.csv", "in/z.txt"},
		"in/[xy].csv": {"in/x.csv", "in/y.csv"},
		"*/*.csv":     {"in/.hidden.csv", "in/x.csv", "in/y.csv", "odd/[1].csv"},
		"in":          {"in/deep/w.csv", "in/x.csv", "in/y.csv"},
		"in/":         {"in/deep/w.csv", "in/x.csv", "in/y.csv"},
		"in/out/":     {"in/out/r1/leads.csv"},
		"odd/[1].csv": {"odd/[1].csv"},
		`odd/\[*.csv`: {"odd/[1].csv"},
	} {
		found, err := b.find(t.Context(), key, isCSV)
		var got []string
		for _, o := range found {
			got = append(got, strings.TrimPrefix(o.Name, "s3://b/"))
			if o.Size != int64(len(objects[got[len(got)-1]])) {
				t.Errorf("%s: size %d", o.Name, o.Size)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", key, err, diff)
		}
	}
	for key, want := range map[string]error{"none.csv": fs.ErrNotExist, "none/": fs.ErrNotExist, "none*": fs.ErrNotExist, "other/": ErrEmpty} {
		if _, err := b.find(t.Context(), key, isCSV); !errors.Is(err, want) {
			t.Errorf("%s: %v", key, err)
		}
	}
	if _, err := b.find(t.Context(), "in/[x", isCSV); err == nil || !strings.Contains(err.Error(), "not a pattern") {
		t.Error(err)
	}
}

func TestAnObjectThatChangesIsAnError(t *testing.T) {
	b := memory(t, map[string]string{"k": strings.Repeat("x", wholeBytes+1)})
	o, err := b.stat(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	at, _ := o.ReaderAt(t.Context())
	if _, err := at.ReadAt(make([]byte, 10), 0); err != nil {
		t.Fatal(err)
	}
	if err := b.WriteAll(t.Context(), "k", []byte(strings.Repeat("y", wholeBytes+1)), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := at.ReadAt(make([]byte, 10), wholeBytes-5); err == nil || !strings.Contains(err.Error(), "has changed") {
		t.Error(err)
	}
	if _, err := o.Open(t.Context()); err == nil || !strings.Contains(err.Error(), "has changed") {
		t.Error(err)
	}
}

func TestFolder(t *testing.T) {
	b := memory(t, nil)
	f := b.place("/runs//a/")
	if f.Name != "s3://b/runs/a" {
		t.Error(f.Name)
	}
	sum := sha256.Sum256([]byte("leads"))
	digest := hex.EncodeToString(sum[:])
	if err := f.Upload(t.Context(), "r1/leads.csv", strings.NewReader("leads"), 5, digest); err != nil {
		t.Fatal(err)
	}
	if err := f.Upload(t.Context(), "r1/leads.csv", strings.NewReader("loads"), 5, digest); err == nil || !strings.Contains(err.Error(), "changed on the disk") {
		t.Error(err)
	}
	if err := f.Upload(t.Context(), "r1/leads.csv", strings.NewReader("leads"), 6, digest); err == nil || !strings.Contains(err.Error(), "run again") {
		t.Error(err)
	}
	sizes, err := f.Sizes(t.Context(), "r1")
	if diff := cmp.Diff(map[string]int64{"leads.csv": 5}, sizes); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if _, _, err := f.Read(t.Context(), LatestName); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := f.Replace(t.Context(), LatestName, []byte("1"), ""); err != nil {
		t.Fatal(err)
	}
	if err := f.Replace(t.Context(), LatestName, []byte("2"), ""); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
	content, _, err := f.Read(t.Context(), LatestName)
	if !bytes.Equal(content, []byte("1")) || err != nil {
		t.Errorf("%q %v", content, err)
	}
}
