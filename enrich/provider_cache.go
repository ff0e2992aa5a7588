package enrich

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"sync"
	"time"
)

// answer is the outcome of a request, as the cache keeps it.
type answer struct {
	Key      string `json:"key"`
	At       string `json:"at"` // as_of of the run that asked
	Outcome  string `json:"outcome"`
	Status   int    `json:"status,omitempty"`
	Attempts int    `json:"attempts,omitempty"`
	Cost     money  `json:"cost,omitempty"` // in millionths
	Body     string `json:"body,omitempty"`
}

// The outcomes of a request.
const (
	outcomeAsked    = "asked"     // written before the request; if no other outcome follows, the answer was lost when the run ended
	outcomeAnswered = "answered"  // with JSON
	outcomeNotFound = "not_found" // 204, 404 or 410
	outcomeUnusable = "unusable"  // an answer that is not JSON, or is too large
	outcomeRefused  = "refused"   // 3xx or 4xx: asking again gets the same answer, unless the key was at fault
	outcomeFailed   = "failed"    // 429, 5xx or no answer in time, until the last retry
)

// Where answers are kept.
const (
	defaultFolder   = "cache/"
	answerExtension = ".ndjson"
	dnsFile         = "dns" + answerExtension
)

// key identifies a request by its provider, method, URL and body; not by the headers, which
// hold secrets.
func (r request) key(provider string) string {
	hash := sha256.New()
	for _, part := range []string{"1", provider, r.method, r.url, r.body} {
		fmt.Fprintf(hash, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

// cache keeps the answers of a provider in a file with one answer per line. Lines are only ever
// appended; of several with the same key, the last one counts. A line is on disk before the
// request that it announces is sent, and before the answer that it holds is used, so that a run
// that is killed and started again pays for nothing twice.
type cache struct {
	mu      sync.Mutex
	answers map[string]answer
	file    *os.File // nil if only read
}

// openCache reads a file of answers, which need not exist yet. A last line that is cut off was
// never used, and is overwritten.
func openCache(path string, readOnly bool) (*cache, error) {
	c := &cache{answers: map[string]answer{}}
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading answers: %w", err)
	}
	whole := bytes.LastIndexByte(data, '\n') + 1
	number := 0
	for line := range bytes.Lines(data[:whole]) {
		number++
		var a answer
		if err := json.Unmarshal(line, &a); err != nil || a.Key == "" {
			return nil, fmt.Errorf("reading answers: %s:%d is none; move the file away to begin anew, and pay again", path, number)
		}
		c.answers[a.Key] = a
	}
	if readOnly {
		return c, nil
	}
	if c.file, err = os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600); err != nil {
		return nil, fmt.Errorf("keeping answers: %w", err)
	}
	if err = c.file.Truncate(int64(whole)); err == nil {
		_, err = c.file.Seek(int64(whole), io.SeekStart)
	}
	if err != nil {
		return nil, fmt.Errorf("keeping answers: %w", errors.Join(err, c.file.Close()))
	}
	return c, nil
}

func (c *cache) get(key string) (answer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok := c.answers[key]
	return a, ok
}

// put adds an answer, and returns once it is on disk.
func (c *cache) put(a answer) error {
	line, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("keeping answers: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err = c.file.Write(append(line, '\n')); err == nil {
		err = c.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("keeping answers: %w", err)
	}
	c.answers[a.Key] = a
	return nil
}

// isFresh reports whether an answer is still good at an instant. Anything but an answer with
// JSON is good for negative, not for ttl.
func (a answer) isFresh(asOf time.Time, ttl, negative time.Duration) bool {
	at, err := time.Parse(time.DateOnly, a.At)
	if err != nil {
		return false
	}
	if a.Outcome != outcomeAnswered {
		ttl = negative
	}
	return !at.Add(ttl).Before(asOf)
}

// blamesKey reports whether the request was refused because of who asked, or has not paid, and
// not because of whom it asked about.
func (a answer) blamesKey() bool {
	switch a.Status {
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden:
		return a.Outcome == outcomeRefused
	}
	return false
}
