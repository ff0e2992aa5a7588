package remote

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"syscall"

	"github.com/aws/smithy-go"
	answers "github.com/aws/smithy-go/transport/http"
	"gocloud.dev/gcerrors"
)

// Error says what went wrong with an object, and what to do about it. Neither part holds
// a secret.
type Error struct {
	Name   string // of the object
	What   string
	Advice string // "" if there is none
	kind   error
}

// Error implements error.
func (e *Error) Error() string {
	if e.Advice == "" {
		return e.Name + ": " + e.What
	}
	return e.Name + ": " + e.What + "; " + e.Advice
}

// Unwrap returns fs.ErrNotExist, fs.ErrPermission, ErrConflict or nil.
func (e *Error) Unwrap() error { return e.kind }

// ErrConflict is wrapped by the error if somebody else has written an object in the
// meantime.
var ErrConflict = errors.New("somebody else has written it")

// explain implements origin.
func (w *web) explain(_ context.Context, name string, err error) error {
	e := &Error{Name: name, What: plain(err)}
	status, _ := errors.AsType[statusError](err)
	switch int(status) {
	case http.StatusNotFound, http.StatusGone:
		e.kind, e.Advice = fs.ErrNotExist, "check the address"
	case http.StatusUnauthorized, http.StatusForbidden:
		e.kind, e.Advice = fs.ErrPermission, "if the address is a signed one, it may have expired; ask for a new one"
	default:
		return network(e, err)
	}
	return e
}

// explain turns an error of a store into one for the person who must act.
func (b *bucket) explain(ctx context.Context, name string, err error) error {
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	e := &Error{Name: name, What: plain(err)}
	code, refused := "", false
	if answer, ok := errors.AsType[smithy.APIError](err); ok {
		code = answer.ErrorCode()
	}
	if answer, ok := errors.AsType[*answers.ResponseError](err); ok {
		refused = answer.HTTPStatusCode() == http.StatusForbidden || answer.HTTPStatusCode() == http.StatusUnauthorized
	}
	kind := gcerrors.Code(err)
	switch {
	case code == "NoSuchBucket", kind == gcerrors.NotFound && !b.isThere(ctx):
		e.kind, e.What = fs.ErrNotExist, fmt.Sprintf("there is no bucket %s, or these credentials may not see it", b.address.bucket)
		e.Advice = "check its name" + map[bool]string{true: ", the region and the endpoint"}[b.address.scheme == "s3"]
	case kind == gcerrors.NotFound:
		e.kind, e.What, e.Advice = fs.ErrNotExist, "there is no such object", "check the path"
	case kind == gcerrors.PermissionDenied, refused, code == "ExpiredToken", code == "AuthorizationHeaderMalformed":
		e.kind, e.What = fs.ErrPermission, "access was refused"
		if code != "" {
			e.What += " (" + code + ")"
		}
		e.Advice = "check the credentials in the environment (" + credentialsOf(b.address.scheme) + ") and what they may do there"
	case isWithoutCredentials(err):
		e.kind, e.What = fs.ErrPermission, "no credentials were found"
		e.Advice = "set them in the environment: " + credentialsOf(b.address.scheme)
	default:
		return network(e, err)
	}
	return e
}

// isThere reports whether the bucket itself is visible; true in doubt.
func (b *bucket) isThere(ctx context.Context) bool {
	if b.Bucket == nil {
		return true
	}
	there, err := b.IsAccessible(ctx)
	return there || err != nil
}

// isWithoutCredentials looks at the text of the error, since the SDKs have no type for
// it.
func isWithoutCredentials(err error) bool {
	text := err.Error()
	for _, words := range []string{"could not find default credentials", "failed to refresh cached credentials", "no EC2 IMDS role found", "AZURE_STORAGE_ACCOUNT", "DefaultAzureCredential"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// credentialsOf says where a store's SDK looks for credentials.
func credentialsOf(scheme string) string {
	switch scheme {
	case "gs":
		return "GOOGLE_APPLICATION_CREDENTIALS"
	case "azblob":
		return "AZURE_STORAGE_ACCOUNT with AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN or an identity"
	}
	return "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
}

// network explains errors that do not depend on the store.
func network(e *Error, err error) error {
	if name, ok := errors.AsType[*net.DNSError](err); ok {
		e.What, e.Advice = fmt.Sprintf("the host %s is not known", name.Name), "check the address, the endpoint and the network"
		return e
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		e.What, e.Advice = "the certificate of the server is not trusted: "+plain(err), "check the address, or set SSL_CERT_FILE to the authority that signed it"
		return e
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		e.What, e.Advice = "nobody answers there", "check the address, the endpoint and whether the server runs"
	case errors.Is(err, errChanged):
		e.Advice = "run again when nobody writes to it"
	case errors.Is(err, errCut), errors.Is(err, errSilent):
		e.Advice = "check the network, and run again"
	case errors.Is(err, ErrConflict):
		e.kind = ErrConflict
	}
	return e
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// inAddress matches what may be secret in a text that contains an address.
var inAddress = regexp.MustCompile(`(://)[^/@\s"]*@|\?[^\s"]*`)

// plain returns the innermost message of an error, without the addresses that outer
// errors add.
func plain(err error) string {
	if answer, ok := errors.AsType[smithy.APIError](err); ok {
		err = fmt.Errorf("%s: %s", answer.ErrorCode(), answer.ErrorMessage())
	} else if request, ok := errors.AsType[*url.Error](err); ok {
		err = request.Err
	}
	return inAddress.ReplaceAllString(err.Error(), "$1***")
}
