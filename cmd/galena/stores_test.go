package main

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"galena/internal/race"
)

// shelf is the one bucket, dumps, of a store that the test itself serves. It implements
// the store's public documentation for the requests that are made here, and answers 501
// to all others. It does not verify signatures.
type shelf struct {
	mu      sync.Mutex
	objects map[string]shelved
	writes  int64
	// before is called before each write, unless it is nil.
	before func(key string)
}

type shelved struct {
	data    []byte
	version int64 // its generation, or the basis of its ETag
	changed time.Time
}

// condition is what a write requires of an object; a field that is 0 requires nothing.
type condition struct {
	absent  bool
	version int64
}

func (s *shelf) put(key string, data []byte, only condition) (shelved, bool) {
	if s.before != nil {
		s.before(key)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old, there := s.objects[key]
	if only.absent && there || only.version > 0 && only.version != old.version {
		return shelved{}, false
	}
	s.writes++
	made := shelved{data: data, version: s.writes, changed: time.Unix(1_700_000_000+s.writes, 0).UTC()}
	s.objects[key] = made
	return made, true
}

func (s *shelf) get(key string) (shelved, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.objects[key]
	return o, ok
}

// list returns the keys with a prefix and, if a delimiter is given, their parts up to the
// first delimiter after the prefix.
func (s *shelf) list(prefix, delimiter string) (keys, folders map[string]shelved) {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys, folders = map[string]shelved{}, map[string]shelved{}
	for key, o := range s.objects {
		rest, ok := strings.CutPrefix(key, prefix)
		if !ok {
			continue
		}
		if before, _, cut := strings.Cut(rest, delimiter); delimiter != "" && cut {
			folders[prefix+before+delimiter] = shelved{}
		} else {
			keys[key] = o
		}
	}
	return keys, folders
}

// serve answers a request for an object, or for a part of it.
func (o shelved) serve(w http.ResponseWriter, r *http.Request, key string) {
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, key, o.changed, strings.NewReader(string(o.data)))
}

// copyTo writes all objects as files.
func (s *shelf) copyTo(t *testing.T, dir string) {
	t.Helper()
	for key, o := range s.objects {
		path := filepath.Join(dir, filepath.FromSlash(key))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, o.data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// fakeStores are the stores other than S3, and how to point the environment to their
// servers.
var fakeStores = map[string]struct {
	scheme string
	server func(*shelf) http.Handler
	env    func(address string) map[string]string
}{
	"google": {"gs", googleServer, func(address string) map[string]string {
		return map[string]string{"STORAGE_EMULATOR_HOST": strings.TrimPrefix(address, "http://")}
	}},
	"azure": {"azblob", azureServer, func(address string) map[string]string {
		return map[string]string{
			"AZURE_STORAGE_ACCOUNT": azureAccount, "AZURE_STORAGE_KEY": base64.StdEncoding.EncodeToString([]byte(secretKeyOfAzure)),
			"AZURE_STORAGE_DOMAIN": strings.TrimPrefix(address, "http://"), "AZURE_STORAGE_PROTOCOL": "http", "AZURE_STORAGE_IS_LOCAL_EMULATOR": "true",
		}
	}},
}

const secretKeyOfAzure = "another-secret-that-nobody-may-see"

// TestOtherStoresAreReadAndWrittenAsFilesAre does over Google's and Azure's protocols
// what TestObjectStorageIsReadAndWrittenAsFilesAre does over S3's.
func TestOtherStoresAreReadAndWrittenAsFilesAre(t *testing.T) {
	if race.Enabled {
		t.Skip("is slow under the race detector")
	}
	args := []string{"run", "--quiet", "--as-of", "2026-01-31", "--set", "export.format=csv"}
	inputs := []string{"testdata/crm/contacts.csv", "testdata/web/forms.ndjson", "testdata/vendor/people.parquet"}
	var files []string
	beside := t.TempDir()
	for _, file := range inputs { // in one folder, as in the store
		path := filepath.Join(beside, filepath.Base(file))
		if err := os.WriteFile(path, []byte(content(t, root(file))), 0o666); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	local := mustRun(t, append(args[2:], files...)...)
	leads := func(dir string) []map[string]string {
		rows := cells(t, filepath.Join(dir, "leads.csv"))
		for _, row := range rows {
			delete(row, "run_id")
		}
		return rows
	}
	for name, store := range fakeStores {
		t.Run(name, func(t *testing.T) {
			s := &shelf{objects: map[string]shelved{}}
			server := httptest.NewServer(store.server(s))
			t.Cleanup(server.Close)
			t.Cleanup(server.CloseClientConnections)
			t.Setenv("XDG_CACHE_HOME", t.TempDir())
			for variable, value := range store.env(server.URL) {
				t.Setenv(variable, value)
			}
			for _, file := range inputs {
				s.put("in/"+filepath.Base(file), []byte(content(t, root(file))), condition{})
			}
			in, out := store.scheme+"://dumps/in/", store.scheme+"://dumps/runs/night"
			args := append(args, "--out", out, in+"contacts.csv", in+"form*", in+"people.parquet")
			for n, want := range []string{"written to " + out + "/2026-01-31-", "the same leads as before, byte for byte"} {
				if o := galena(args...); o.code != exitDone || !strings.Contains(o.stdout, want) || o.stderr != "" {
					t.Fatalf("run %d: %+v", n, o)
				}
			}
			copied := t.TempDir()
			s.copyTo(t, copied)
			run := latestIn(t, filepath.Join(copied, "runs", "night"))
			checkBooks(t, run)
			if diff := cmp.Diff(leads(local), leads(run)); diff != "" {
				t.Errorf("the leads differ from those of files: %.2000s", diff)
			}
			if o := galena("cat", in+"none.csv"); o.code != exitFailed || !strings.Contains(o.stderr, "there is no such object") {
				t.Errorf("an object that is not there: %+v", o)
			}

			// Another run publishes just before this one does.
			latest := "runs/night/latest.json"
			s.before = func(key string) {
				if key == latest {
					s.before = nil
					s.put(key, []byte("{}"), condition{})
				}
			}
			o := galena(append(args, "--set", "dedupe.threshold=0.99")...)
			if now, _ := s.get(latest); o.code == exitDone || !strings.Contains(o.stderr, "another run has published") || string(now.data) != "{}" {
				t.Errorf("a conflict: %+v; latest.json: %s", o, now.data)
			}
		})
	}
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(strings.Trim(text, `"`), 10, 64) //nolint:errcheck // 0, which is no version
	return n
}
