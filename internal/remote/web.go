package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// web is a file of a web server.
type web struct {
	client *http.Client
	url    *url.URL
}

// statusError is the status of a response that is not a file.
type statusError int

func (e statusError) Error() string {
	return fmt.Sprintf("the server answered %d %s", int(e), http.StatusText(int(e)))
}

func isRefusal(err error) bool {
	_, ok := errors.AsType[statusError](err)
	return ok
}

var (
	errNoRanges = errors.New("the server gives the file only from front to back")
	errOther    = errors.New("the server gave another part of the file than it was asked for")
	errNoEnd    = errors.New("the server does not tell where the file ends, so that a cut could not be told from its end; download it and read the copy")
)

// findWeb asks a server for the size of a file, and whether it can send parts. It uses
// GET, since an address that is signed for GET works for nothing else.
func findWeb(ctx context.Context, a address) (*Object, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression = true // to get the bytes as stored, and their number
	transport.ResponseHeaderTimeout = patient().silence
	w := &web{client: &http.Client{Transport: transport}, url: a.web}
	o := &Object{Name: a.name(), Size: -1, address: a.web.String(), origin: w, patience: patient()}
	err := w.look(ctx, o)
	for try := 0; w.passing(err) && try < o.patience.tries; try++ {
		select {
		case <-time.After(o.patience.pause << try):
			err = w.look(ctx, o)
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, w.explain(ctx, o.Name, err)
	}
	return o, nil
}

func (w *web) look(ctx context.Context, o *Object) error {
	answer, err := w.get(ctx, "bytes=0-0")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusPartialContent:
		if _, size, ok := contentRange(answer); ok {
			o.Size, o.ranges = size, true
		}
		return nil
	case http.StatusRequestedRangeNotSatisfiable: // the file is empty
		return nil
	}
	b, err := w.body(answer, 0)
	if err == nil {
		o.Size = b.size
	}
	return err
}

func (w *web) get(ctx context.Context, part string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "galena")
	if part != "" {
		request.Header.Set("Range", part)
	}
	return w.client.Do(request)
}

// open implements origin.
func (w *web) open(ctx context.Context, offset, length int64, version string) (body, error) {
	part := ""
	if offset > 0 || length >= 0 {
		part = fmt.Sprintf("bytes=%d-", offset)
	}
	if length >= 0 {
		part += strconv.FormatInt(offset+length-1, 10)
	}
	answer, err := w.get(ctx, part)
	if err != nil {
		return body{}, err
	}
	b, err := w.body(answer, offset)
	if err == nil && version != "" && b.version != version {
		err = errChanged
	}
	if err == nil && part != "" && answer.StatusCode != http.StatusPartialContent {
		err = errNoRanges
	}
	if err != nil {
		return body{}, errors.Join(err, answer.Body.Close())
	}
	return b, nil
}

// body checks a response.
func (w *web) body(answer *http.Response, offset int64) (body, error) {
	b := body{ReadCloser: answer.Body, size: answer.ContentLength, version: versionOfAnswer(answer)}
	switch answer.StatusCode {
	case http.StatusOK:
		if b.size < 0 && answer.ProtoMajor == 1 && !slices.Contains(answer.TransferEncoding, "chunked") {
			return b, errNoEnd
		}
		return b, nil
	case http.StatusPartialContent:
		from, size, ok := contentRange(answer)
		if !ok || from != offset {
			return b, errOther
		}
		b.size = size
		return b, nil
	}
	return b, statusError(answer.StatusCode)
}

// versionOfAnswer returns the strong ETag or, if there is none, the time of the last
// change.
func versionOfAnswer(answer *http.Response) string {
	if tag := answer.Header.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		return tag
	}
	return answer.Header.Get("Last-Modified")
}

// contentRange returns the offset of a part and the size of the whole.
func contentRange(answer *http.Response) (from, size int64, ok bool) {
	part, whole, found := strings.Cut(strings.TrimPrefix(answer.Header.Get("Content-Range"), "bytes "), "/")
	first, _, dash := strings.Cut(part, "-")
	from, fromErr := strconv.ParseInt(first, 10, 64)
	size, sizeErr := strconv.ParseInt(whole, 10, 64)
	return from, size, found && dash && fromErr == nil && sizeErr == nil
}

// passing implements origin.
func (w *web) passing(err error) bool {
	if status, ok := errors.AsType[statusError](err); ok {
		switch int(status) {
		case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok {
		return name.IsTemporary
	}
	return errors.Is(err, errSilent) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || isReset(err)
}
