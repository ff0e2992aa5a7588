package remote

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
)

// IsURL reports whether a path is the address of a remote file.
func IsURL(path string) bool {
	scheme, _, found := strings.Cut(path, "://")
	return found && scheme != "" && strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
}

// address is a parsed URL. The key of an object is taken literally: nothing in it is
// escaped.
type address struct {
	scheme string // s3, gs, azblob, http or https
	bucket string // of a store
	key    string // of a store, without the leading slash
	query  url.Values
	web    *url.URL // of a web server
}

func (a address) isWeb() bool { return a.web != nil }

// parse parses an address. Its errors hold no secret of it.
func parse(text string) (address, error) {
	scheme, rest, _ := strings.Cut(text, "://")
	a := address{scheme: strings.ToLower(scheme)}
	switch a.scheme {
	case "http", "https":
		var err error
		if a.web, err = url.Parse(text); err != nil || a.web.Host == "" {
			return a, fmt.Errorf("%s is no address of a web server", Redact(text))
		}
		a.web.Fragment = ""
		return a, nil
	case "file":
		return a, fmt.Errorf("%s: leave out file:// and give the path alone", Redact(text))
	case "s3", "gs", "azblob":
	default:
		return a, fmt.Errorf("%s: %s:// is not read; s3://, gs://, azblob://, https:// and http:// are", Redact(text), a.scheme)
	}
	rest, query, _ := strings.Cut(rest, "?")
	a.bucket, a.key, _ = strings.Cut(rest, "/")
	if strings.Contains(a.bucket, "@") {
		return a, fmt.Errorf("%s holds credentials; leave them out and set them in the environment: %s", Redact(text), credentialsOf(a.scheme))
	}
	if a.bucket == "" {
		return a, fmt.Errorf("%s names no bucket; write %s://BUCKET/PATH", Redact(text), a.scheme)
	}
	var err error
	if a.query, err = url.ParseQuery(query); err != nil {
		return a, fmt.Errorf("%s: what stands behind the ? cannot be read", Redact(text))
	}
	for name := range a.query {
		if !slices.Contains(storeParameters, name) {
			return a, fmt.Errorf("%s: there is no parameter %q; a ? in an address begins the parameters of the store", Redact(text), name)
		}
	}
	return a, nil
}

// storeParameters are the query parameters of gocloud.dev's three stores. None holds a
// secret.
var storeParameters = []string{
	"accelerate", "access_id", "anonymous", "awssdk", "cdn", "disable_https", "domain", "dualstack", "endpoint", "fips",
	"hostname_immutable", "kmskeyid", "localemu", "private_key_path", "profile", "protocol", "rate_limiter_capacity", "region",
	"request_checksum_calculation", "response_checksum_validation", "role", "s3ForcePathStyle", "ssetype", "storage_account",
	"universe_domain", "use_path_style",
}

// bucketURL returns the URL that gocloud.dev opens. It sets defaults for servers other
// than Amazon's: they rarely have a host name per bucket, and rarely care about the
// region, without which the SDK would refuse to sign.
func (a address) bucketURL() string {
	query := url.Values{}
	for name, values := range a.query {
		query[name] = values
	}
	elsewhere := query.Has("endpoint") || os.Getenv("AWS_ENDPOINT_URL") != "" || os.Getenv("AWS_ENDPOINT_URL_S3") != ""
	if a.scheme == "s3" && elsewhere {
		if !query.Has("use_path_style") && !query.Has("s3ForcePathStyle") {
			query.Set("use_path_style", "true")
		}
		if !query.Has("region") && !query.Has("profile") && os.Getenv("AWS_REGION")+os.Getenv("AWS_DEFAULT_REGION")+os.Getenv("AWS_PROFILE") == "" {
			query.Set("region", "us-east-1")
		}
	}
	out := url.URL{Scheme: a.scheme, Host: a.bucket, RawQuery: query.Encode()}
	return out.String()
}

// name returns the address without userinfo and query, as it appears in what galena
// writes.
func (a address) name() string {
	if a.isWeb() {
		plain := url.URL{Scheme: a.scheme, Host: a.web.Host, Path: a.web.Path}
		return unescaped(plain.String())
	}
	return a.nameOf(a.key)
}

// nameOf returns the name of another object of the bucket.
func (a address) nameOf(key string) string {
	return strings.TrimSuffix(a.scheme+"://"+a.bucket+"/"+key, "/")
}

func unescaped(text string) string {
	if plain, err := url.PathUnescape(text); err == nil && !strings.ContainsFunc(plain, func(r rune) bool { return r < ' ' }) {
		return plain
	}
	return text
}

// Redact returns an address without its secrets: *** replaces userinfo and the values of
// a query, except those of a store's known parameters. Text that is not an address stays
// as it is.
func Redact(text string) string {
	if !IsURL(text) {
		return text
	}
	scheme, rest, _ := strings.Cut(text, "://")
	rest, query, asked := strings.Cut(rest, "?")
	host, where, slash := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = "***" + host[at:]
	}
	out := scheme + "://" + host
	if slash {
		where, _, _ = strings.Cut(where, "#")
		out += "/" + where
	}
	if asked {
		out += "?" + redactQuery(strings.ToLower(scheme), query)
	}
	return out
}

func redactQuery(scheme, query string) string {
	if scheme != "s3" && scheme != "gs" && scheme != "azblob" {
		return "***"
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		if !slices.Contains(storeParameters, name) {
			parts[i] = "***"
		} else if plain, err := url.QueryUnescape(value); err == nil && IsURL(plain) {
			parts[i] = name + "=" + Redact(plain)
		}
	}
	return strings.Join(parts, "&")
}
