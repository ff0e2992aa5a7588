package enrich

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/zeebo/xxh3"
)

const (
	// maxAnswer is the largest answer in bytes.
	maxAnswer = 1 << 20
	// firstPause and longestPause bound the pause before a request is repeated.
	firstPause, longestPause = 200 * time.Millisecond, 30 * time.Second
)

// caller sends the requests of a provider.
type caller struct {
	client  *http.Client
	headers http.Header
	retries int
	bucket  bucket
}

func newCaller(p *Provider, headers http.Header) *caller {
	return &caller{
		client: &http.Client{
			Timeout: time.Duration(p.Timeout),
			// A redirect could hand the headers, and the lead, to another host.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		headers: headers, retries: p.Retries, bucket: bucket{pause: time.Duration(float64(time.Second) / p.Rate)},
	}
}

// call sends a request, for which the caller has waited its turn in the bucket. It repeats the
// request after 429, 5xx or no answer in time, as long as again allows. The only error is that
// of ctx; anything else that goes wrong is an outcome.
func (c *caller) call(ctx context.Context, r request, a answer, again func() bool) (answer, error) {
	jitter := rand.New(rand.NewPCG(xxh3.HashString(a.Key), 0))
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		a.Attempts++
		wait := c.attempt(ctx, r, &a)
		if ctx.Err() != nil {
			return a, context.Cause(ctx)
		}
		if a.Outcome != outcomeFailed || a.Attempts > c.retries || wait > longestPause || !again() {
			return a, nil
		}
		wait = cmp.Or(wait, pause/2+time.Duration(jitter.Int64N(int64(pause/2))))
		if a.Status == http.StatusTooManyRequests {
			c.bucket.hold(wait)
		}
		if err := sleep(ctx, wait); err != nil {
			return a, err
		}
		if err := c.bucket.take(ctx); err != nil {
			return a, err
		}
	}
}

// attempt sends a request once. It returns how long the provider asks to wait.
func (c *caller) attempt(ctx context.Context, r request, a *answer) (wait time.Duration) {
	a.Outcome, a.Status, a.Body = outcomeFailed, 0, ""
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, strings.NewReader(r.body))
	if err != nil {
		a.Outcome = outcomeRefused // a lead's value made the URL invalid
		return 0
	}
	req.Header = c.headers.Clone()
	if r.body != "" && req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json")
	}
	response, err := c.client.Do(req)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	a.Status = response.StatusCode
	switch {
	case a.Status == http.StatusTooManyRequests || a.Status >= 500:
		return retryAfter(response.Header.Get("Retry-After"))
	case a.Status == http.StatusNoContent || a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		a.Outcome = outcomeNotFound
	case a.Status < 200 || a.Status > 299:
		a.Outcome = outcomeRefused
	case err != nil:
	case len(body) > maxAnswer || !json.Valid(body):
		a.Outcome = outcomeUnusable
	default:
		a.Outcome, a.Body = outcomeAnswered, string(body)
	}
	return 0
}

// retryAfter reads the header of RFC 9110 section 10.2.3: seconds or a date; 0 for neither.
func retryAfter(value string) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}

// bucket lets one request through per pause, over all goroutines together.
type bucket struct {
	mu    sync.Mutex
	pause time.Duration
	next  time.Time
}

// take waits for the next turn.
func (b *bucket) take(ctx context.Context) error {
	b.mu.Lock()
	now := time.Now()
	if b.next.Before(now) {
		b.next = now
	}
	wait := b.next.Sub(now)
	b.next = b.next.Add(b.pause)
	b.mu.Unlock()
	return sleep(ctx, wait)
}

// hold lets no request through for a while.
func (b *bucket) hold(wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until := time.Now().Add(wait); b.next.Before(until) {
		b.next = until
	}
}

func sleep(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
