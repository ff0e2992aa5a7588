package main

import (
	"crypto/md5" //nolint:gosec // the checksum that the store returns
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// googleServer implements uploads in one request, lists and descriptions of Google's JSON
// API, and downloads of its XML API.
func googleServer(s *shelf) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, query := r.URL.EscapedPath(), r.URL.Query()
		describe, isObject := strings.CutPrefix(path, "/storage/v1/b/dumps/o/")
		if !isObject {
			describe, isObject = strings.CutPrefix(path, "/b/dumps/o/")
		}
		download, isDownload := strings.CutPrefix(path, "/dumps/")
		switch {
		case r.Method == http.MethodPost && strings.HasSuffix(path, "/b/dumps/o") && query.Get("uploadType") == "multipart":
			googleUpload(s, w, r)
		case r.Method == http.MethodGet && isObject:
			key, _ := url.PathUnescape(describe)
			if o, ok := s.get(key); ok {
				googleAnswer(w, http.StatusOK, googleObject(key, o))
			} else {
				googleFault(w, http.StatusNotFound)
			}
		case r.Method == http.MethodGet && strings.HasSuffix(path, "/b/dumps/o"):
			keys, folders := s.list(query.Get("prefix"), query.Get("delimiter"))
			items := []any{}
			for _, key := range slices.Sorted(maps.Keys(keys)) {
				items = append(items, googleObject(key, keys[key]))
			}
			googleAnswer(w, http.StatusOK, map[string]any{"kind": "storage#objects", "items": items, "prefixes": slices.Sorted(maps.Keys(folders))})
		case r.Method == http.MethodGet && isDownload:
			key, _ := url.PathUnescape(download)
			o, ok := s.get(key)
			only := r.Header.Get("X-Goog-If-Generation-Match")
			switch {
			case !ok:
				http.Error(w, "", http.StatusNotFound)
			case only != "" && number(only) != o.version:
				http.Error(w, "", http.StatusPreconditionFailed)
			default:
				w.Header().Set("X-Goog-Generation", strconv.FormatInt(o.version, 10))
				w.Header().Set("X-Goog-Metageneration", "1")
				o.serve(w, r, key)
			}
		default:
			googleFault(w, http.StatusNotImplemented)
		}
	})
}

// googleUpload accepts a description and the bytes as two parts of one body.
func googleUpload(s *shelf, w http.ResponseWriter, r *http.Request) {
	_, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	parts := multipart.NewReader(r.Body, parameters["boundary"])
	var described struct{ Name string }
	var data []byte
	for n := 0; n < 2 && err == nil; n++ {
		var part *multipart.Part
		if part, err = parts.NextPart(); err != nil {
			break
		}
		if n == 0 {
			err = json.NewDecoder(part).Decode(&described)
		} else {
			data, err = io.ReadAll(part)
		}
	}
	if err != nil {
		googleFault(w, http.StatusBadRequest)
		return
	}
	only := condition{}
	if query := r.URL.Query(); query.Has("ifGenerationMatch") {
		only.version = number(query.Get("ifGenerationMatch"))
		only.absent = only.version == 0
	}
	o, ok := s.put(described.Name, data, only)
	if !ok {
		googleFault(w, http.StatusPreconditionFailed)
		return
	}
	googleAnswer(w, http.StatusOK, googleObject(described.Name, o))
}

// googleObject returns an object resource of the JSON API, in which 64-bit numbers are
// strings.
func googleObject(key string, o shelved) map[string]any {
	sum := md5.Sum(o.data) //nolint:gosec // see above
	crc := binary.BigEndian.AppendUint32(nil, crc32.Checksum(o.data, crc32.MakeTable(crc32.Castagnoli)))
	return map[string]any{
		"kind": "storage#object", "bucket": "dumps", "name": key, "size": strconv.Itoa(len(o.data)),
		"generation": strconv.FormatInt(o.version, 10), "metageneration": "1", "updated": o.changed.Format(time.RFC3339),
		"md5Hash": base64.StdEncoding.EncodeToString(sum[:]), "crc32c": base64.StdEncoding.EncodeToString(crc),
	}
}

func googleAnswer(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(body) //nolint:errcheck // the client notices
}

func googleFault(w http.ResponseWriter, code int) {
	googleAnswer(w, code, map[string]any{"error": map[string]any{"code": code, "message": http.StatusText(code)}})
}
