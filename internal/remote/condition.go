package remote

import (
	"errors"
	"strconv"
	"strings"

	"cloud.google.com/go/storage"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
	azure "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	transfer "github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"gocloud.dev/blob"
)

// versionOf returns the store's version of the bytes that a reader reads, or else the
// time of their last change.
func versionOf(r *blob.Reader) string {
	var fromS3 s3.GetObjectOutput
	var fromAzure azure.DownloadStreamResponse
	var fromGoogle *storage.Reader
	switch {
	case r.As(&fromS3) && fromS3.ETag != nil && isTag(*fromS3.ETag):
		return *fromS3.ETag
	case r.As(&fromAzure) && fromAzure.ETag != nil:
		return string(*fromAzure.ETag)
	case r.As(&fromGoogle) && fromGoogle != nil:
		return strconv.FormatInt(fromGoogle.Attrs.Generation, 10)
	}
	return r.ModTime().UTC().Format("2006-01-02T15:04:05.999999999Z")
}

// isTag reports whether a version is an ETag, which a condition can name.
func isTag(version string) bool { return strings.HasPrefix(version, `"`) }

// readOnly makes a request fail with FailedPrecondition if the object no longer has this
// version; "" allows any.
func readOnly(as func(any) bool, version string) error {
	quietly(as)
	if version == "" {
		return nil
	}
	var toS3 *s3.GetObjectInput
	if as(&toS3) && isTag(version) {
		toS3.IfMatch = &version
	}
	var toAzure *azblob.DownloadStreamOptions
	if as(&toAzure) {
		toAzure.AccessConditions = ifMatch(version)
	}
	return ifGeneration(as, version)
}

// replaceOnly is readOnly for writing.
func replaceOnly(as func(any) bool, version string) error {
	var toS3 *transfer.UploadObjectInput
	if as(&toS3) && isTag(version) {
		toS3.IfMatch = &version
	}
	var toAzure *azblob.UploadStreamOptions
	if as(&toAzure) {
		toAzure.AccessConditions = ifMatch(version)
	}
	return ifGeneration(as, version)
}

// quietly keeps the S3 SDK from reporting on standard error that a response had no
// checksum.
func quietly(as func(any) bool) {
	var options *[]func(*s3.Options)
	if as(&options) {
		*options = append(*options, func(o *s3.Options) { o.DisableLogOutputChecksumValidationSkipped = true })
	}
}

func ifMatch(version string) *azure.AccessConditions {
	tag := azcore.ETag(version)
	return &azure.AccessConditions{ModifiedAccessConditions: &azure.ModifiedAccessConditions{IfMatch: &tag}}
}

// ifGeneration sets the condition for Google Cloud Storage; for other stores it does
// nothing.
func ifGeneration(as func(any) bool, version string) error {
	var object **storage.ObjectHandle
	if !as(&object) {
		return nil
	}
	generation, err := strconv.ParseInt(version, 10, 64)
	if err != nil {
		return errors.Join(errChanged, err)
	}
	*object = (*object).If(storage.Conditions{GenerationMatch: generation})
	return nil
}
