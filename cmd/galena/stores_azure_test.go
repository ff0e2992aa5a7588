package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const azureAccount = "devstoreaccount1"

// azureServer implements the part of Azure's Blob service that is needed: Put Blob, Put
// Block, Put Block List, Get Blob, Get Blob Properties and List Blobs.
func azureServer(s *shelf) http.Handler {
	blocks := map[string][]byte{} // by key and id
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, query := r.URL.EscapedPath(), r.URL.Query()
		escaped, inContainer := strings.CutPrefix(path, "/"+azureAccount+"/dumps")
		key, _ := url.PathUnescape(strings.TrimPrefix(escaped, "/"))
		switch {
		case !strings.HasPrefix(r.Header.Get("Authorization"), "SharedKey "+azureAccount+":"):
			azureFault(w, http.StatusForbidden, "AuthenticationFailed")
		case !inContainer:
			azureFault(w, http.StatusNotFound, "ContainerNotFound")
		case r.Method == http.MethodGet && query.Get("comp") == "list":
			azureList(s, w, query)
		case r.Method == http.MethodPut:
			azurePut(s, w, r, key, blocks)
		case r.Method == http.MethodGet || r.Method == http.MethodHead:
			azureGet(s, w, r, key)
		default:
			azureFault(w, http.StatusNotImplemented, "UnsupportedHttpVerb")
		}
	})
}

func azureTag(o shelved) string { return fmt.Sprintf(`"%d"`, o.version) }

func azureGet(s *shelf, w http.ResponseWriter, r *http.Request, key string) {
	o, ok := s.get(key)
	only := r.Header.Get("If-Match")
	switch {
	case !ok:
		azureFault(w, http.StatusNotFound, "BlobNotFound")
	case only != "" && only != azureTag(o):
		azureFault(w, http.StatusPreconditionFailed, "ConditionNotMet")
	default:
		if part := r.Header.Get("X-Ms-Range"); part != "" {
			r.Header.Set("Range", part)
		}
		w.Header().Set("ETag", azureTag(o))
		w.Header().Set("X-Ms-Blob-Type", "BlockBlob")
		w.Header().Set("X-Ms-Creation-Time", o.changed.Format(http.TimeFormat))
		o.serve(w, r, key)
	}
}

// azurePut accepts a whole blob, a block of one, or the list of its blocks.
func azurePut(s *shelf, w http.ResponseWriter, r *http.Request, key string, blocks map[string][]byte) {
	data, err := io.ReadAll(r.Body)
	query := r.URL.Query()
	switch query.Get("comp") {
	case "":
	case "block":
		s.mu.Lock()
		blocks[key+" "+query.Get("blockid")] = data
		s.mu.Unlock()
		w.WriteHeader(http.StatusCreated)
		return
	case "blocklist":
		var list struct{ Latest []string }
		err = xml.Unmarshal(data, &list)
		s.mu.Lock()
		data = nil
		for _, id := range list.Latest {
			data = append(data, blocks[key+" "+id]...)
		}
		s.mu.Unlock()
	default:
		azureFault(w, http.StatusNotImplemented, "UnsupportedQueryParameter")
		return
	}
	if err != nil {
		azureFault(w, http.StatusBadRequest, "InvalidInput")
		return
	}
	only := condition{absent: r.Header.Get("If-None-Match") == "*", version: number(r.Header.Get("If-Match"))}
	o, ok := s.put(key, data, only)
	switch {
	case ok:
		w.Header().Set("ETag", azureTag(o))
		w.Header().Set("Last-Modified", o.changed.Format(http.TimeFormat))
		w.WriteHeader(http.StatusCreated)
	case only.absent:
		azureFault(w, http.StatusConflict, "BlobAlreadyExists")
	default:
		azureFault(w, http.StatusPreconditionFailed, "ConditionNotMet")
	}
}

func azureList(s *shelf, w http.ResponseWriter, query url.Values) {
	type properties struct {
		LastModified  string `xml:"Last-Modified"`
		Tag           string `xml:"Etag"`
		ContentLength int    `xml:"Content-Length"`
		BlobType      string
	}
	type blob struct {
		Name       string
		Properties properties
	}
	type prefix struct{ Name string }
	var answer struct {
		XMLName xml.Name `xml:"EnumerationResults"`
		Blobs   struct {
			Blob       []blob
			BlobPrefix []prefix
		}
		NextMarker string
	}
	keys, folders := s.list(query.Get("prefix"), query.Get("delimiter"))
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		o := keys[key]
		answer.Blobs.Blob = append(answer.Blobs.Blob, blob{key, properties{o.changed.Format(http.TimeFormat), azureTag(o), len(o.data), "BlockBlob"}})
	}
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		answer.Blobs.BlobPrefix = append(answer.Blobs.BlobPrefix, prefix{folder})
	}
	w.Header().Set("Content-Type", "application/xml")
	io.WriteString(w, xml.Header)    //nolint:errcheck // the client notices
	xml.NewEncoder(w).Encode(answer) //nolint:errcheck // the client notices
}

func azureFault(w http.ResponseWriter, status int, code string) {
	w.Header().Set("X-Ms-Error-Code", code)
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, `%s<Error><Code>%s</Code><Message>%s</Message></Error>`, xml.Header, code, http.StatusText(status))
}
