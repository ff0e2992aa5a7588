package remote

import (
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	for text, want := range map[string]string{
		"dumps/a.csv":                                 "dumps/a.csv",
		"s3://b/k.csv":                                "s3://b/k.csv",
		"s3://b/k?region=eu&X-Amz-Signature=":         "s3://b/k?region=eu&***",
		"s3://key:secret@b/k":                         "s3://***@b/k",
		"s3://b/k?endpoint=http%3A%2F%2Fu%3Ap%40host": "s3://b/k?endpoint=http://***@host",
		"https://u:p@host/a.csv?sig=1&id=2":           "https://***@host/a.csv?***",
		"https://host/a.csv#part":                     "https://host/a.csv",
	} {
		if got := Redact(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"ftp://host/a.csv":         "ftp:// is not read",
		"file:///tmp/a.csv":        "leave out file://",
		"s3:///a.csv":              "names no bucket",
		"s3://k:secret@b/a.csv":    "holds credentials",
		"s3://b/a.csv?sig=secret":  `no parameter "sig"`,
		"https:///a.csv?k=secret":  "is no address of a web server",
		"https://h%zz/?sig=secret": "is no address of a web server",
	} {
		_, err := Find(t.Context(), text, nil)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", text, err)
		}
	}
	if err := CheckFolder("https://host/out"); err == nil || !strings.Contains(err.Error(), "takes no files") {
		t.Error(err)
	}
	for text, want := range map[string]bool{"s3://b": true, "HTTPS://h/": true, `c:\a.csv`: false, "a b://c": false, "://x": false, "-": false} {
		if IsURL(text) != want {
			t.Errorf("IsURL(%q) = %v", text, !want)
		}
	}
}
