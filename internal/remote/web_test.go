package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// hasty is a short patience for tests.
var hasty = patience{silence: 300 * time.Millisecond, pause: time.Millisecond, tries: 3}

func randomBytes(size int) []byte {
	source := rand.New(rand.NewPCG(1, 2))
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(source.Uint32())
	}
	return data
}

// served returns the object that a test server serves.
func served(t *testing.T, handler http.HandlerFunc) (*Object, error) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	found, err := Find(t.Context(), server.URL+"/a.csv?sig=hidden", nil)
	if err != nil {
		return nil, err
	}
	found[0].patience = hasty
	return found[0], nil
}

func whole(ctx context.Context, o *Object) ([]byte, error) {
	r, err := o.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// cutting serves a file, but breaks off each response after so many bytes.
func cutting(data []byte, after int, tag func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag())
		http.ServeContent(&cutWriter{ResponseWriter: w, left: after}, r, "a.csv", time.Time{}, bytes.NewReader(data))
	}
}

type cutWriter struct {
	http.ResponseWriter
	left int
}

func (w *cutWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		w.ResponseWriter.Write(p[:w.left])
		http.NewResponseController(w.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	w.left -= len(p)
	return w.ResponseWriter.Write(p)
}

func TestACutConnectionIsTakenUpAgain(t *testing.T) {
	data := randomBytes(1 << 20)
	o, err := served(t, cutting(data, 100_000, func() string { return `"v1"` }))
	if err != nil {
		t.Fatal(err)
	}
	got, err := whole(t.Context(), o)
	if err != nil || !bytes.Equal(got, data) {
		t.Fatalf("%d of %d bytes, %v", len(got), len(data), err)
	}
	if o.Size != int64(len(data)) || o.Version() != `"v1"` {
		t.Errorf("size %d, version %s", o.Size, o.Version())
	}
}

func TestAChangeWhileReadingIsAnError(t *testing.T) {
	data := randomBytes(1 << 20)
	var answers atomic.Int64
	o, err := served(t, cutting(data, 100_000, func() string { return fmt.Sprintf(`"v%d"`, answers.Add(1)/4) }))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := whole(t.Context(), o); !errors.Is(err, errChanged) && (err == nil || !strings.Contains(err.Error(), "has changed")) {
		t.Fatalf("%d of %d bytes, %v", len(got), len(data), err)
	}
}

// TestFewerBytesAreAnError has servers that send less than the whole file, each in its
// own way.
func TestFewerBytesAreAnError(t *testing.T) {
	data := randomBytes(1 << 18)
	half := data[:len(data)/2]
	hijacked := func(head string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			defer conn.Close()
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\n%s\r\n", head)
			conn.Write(half)
		}
	}
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"no ranges, cut": {hijacked(fmt.Sprintf("Content-Length: %d\r\n", len(data))), "the connection was cut after 131072 bytes of 262144"},
		"no length":      {hijacked(""), "does not tell where the file ends"},
		"chunks, cut": {func(w http.ResponseWriter, _ *http.Request) {
			w.Write(half)
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, "the connection was cut after"},
		"silent": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(len(data)))
			w.Write(half)
			http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
		}, "the server fell silent after 131072 bytes"},
		"always cut at the same place": {cuttingAt(data, len(half)), "3 further attempts failed"},
	} {
		t.Run(name, func(t *testing.T) {
			o, err := served(t, test.handler)
			var got []byte
			if err == nil {
				got, err = whole(t.Context(), o)
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%d of %d bytes, error %v; want %q", len(got), len(data), err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "hidden") {
				t.Errorf("the error tells the query: %v", err)
			}
		})
	}
}

// cuttingAt never sends a byte beyond end.
func cuttingAt(data []byte, end int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		from := 0
		fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from)
		http.ServeContent(&cutWriter{ResponseWriter: w, left: max(end-from, 0)}, r, "a.csv", time.Time{}, bytes.NewReader(data))
	}
}

func TestAnswersThatAreNoFile(t *testing.T) {
	for status, test := range map[int]struct {
		want string
		kind error
	}{
		http.StatusNotFound:            {"404 Not Found; check the address", fs.ErrNotExist},
		http.StatusForbidden:           {"403 Forbidden; if the address is a signed one", fs.ErrPermission},
		http.StatusInternalServerError: {"500", nil},
	} {
		_, err := served(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", status) })
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%d: %v", status, err)
		}
		if test.kind != nil && !errors.Is(err, test.kind) {
			t.Errorf("%d: %v is not %v", status, err, test.kind)
		}
	}
}

// TestAnAddressThatExpires: if the server refuses in the middle of a file, the error says
// so and does not blame the network.
func TestAnAddressThatExpires(t *testing.T) {
	give := cuttingAt(randomBytes(1<<18), 100_000)
	var answers atomic.Int64
	o, err := served(t, func(w http.ResponseWriter, r *http.Request) {
		if answers.Add(1) > 2 {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		give(w, r)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := whole(t.Context(), o); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "it may have expired") {
		t.Error(err)
	}
	if n := answers.Load(); n != 3 {
		t.Errorf("asked %d times", n)
	}
}

func TestABusyServerIsAskedAgain(t *testing.T) {
	var asked atomic.Int64
	o, err := served(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1)%2 == 1 {
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		}
		http.ServeContent(w, r, "a.csv", time.Time{}, strings.NewReader("a,b\n1,2\n"))
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := whole(t.Context(), o); err != nil || string(got) != "a,b\n1,2\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestAnEndedContextEndsTheReading(t *testing.T) {
	o, err := served(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "10")
		w.Write([]byte("12345"))
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	if err != nil {
		t.Fatal(err)
	}
	o.patience = patient()
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	time.AfterFunc(50*time.Millisecond, func() { cancel(stop) })
	begun := time.Now()
	if _, err := whole(ctx, o); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestPartsOfAFile(t *testing.T) {
	data := randomBytes(wholeBytes + 3*blockBytes + 17)
	for name, handler := range map[string]http.HandlerFunc{
		"sound": cutting(data, len(data), func() string { return `"v1"` }),
		"cut":   cutting(data, 200_000, func() string { return `"v1"` }),
	} {
		o, err := served(t, handler)
		if err != nil {
			t.Fatal(err)
		}
		at, ok := o.ReaderAt(t.Context())
		if !ok {
			t.Fatalf("%s: no parts", name)
		}
		for _, from := range []int{0, 1, blockBytes - 1, 5*blockBytes + 3, len(data) - 100, len(data) - 8} {
			p := make([]byte, 700_000)
			n, err := at.ReadAt(p, int64(from))
			if want := data[from:min(len(data), from+len(p))]; !bytes.Equal(p[:n], want) || (n < len(p)) != (err == io.EOF) {
				t.Errorf("%s, from %d: %d bytes, %v; want %d", name, from, n, err, len(want))
			}
		}
	}
	o, err := served(t, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("a\n1\n")) })
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := o.ReaderAt(t.Context()); ok {
		t.Error("parts of a file whose server gives none")
	}
}
