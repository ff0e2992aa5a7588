package remote

import (
	"context"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob" // azblob://
	_ "gocloud.dev/blob/gcsblob"   // gs://
	_ "gocloud.dev/blob/s3blob"    // s3://
	"gocloud.dev/gcerrors"
)

// bucket is a bucket of a store. Its SDK retries by itself after a transient error.
type bucket struct {
	*blob.Bucket
	address address
}

// openBucket prepares a bucket without contacting the store.
func openBucket(ctx context.Context, a address) (*bucket, error) {
	opened, err := blob.OpenBucket(ctx, a.bucketURL())
	b := &bucket{opened, a}
	if err != nil {
		return nil, b.explain(ctx, a.nameOf(a.key), err)
	}
	return b, nil
}

// object returns an object of the bucket whose size the store has reported.
func (b *bucket) object(key string, size int64) *Object {
	return &Object{
		Name: b.address.nameOf(key), Size: size, address: b.address.bucketURL() + " " + key,
		origin: stored{b, key}, ranges: true, patience: patient(),
	}
}

// stored is an object of a bucket.
type stored struct {
	*bucket
	key string
}

// open implements origin.
func (s stored) open(ctx context.Context, offset, length int64, version string) (body, error) {
	r, err := s.NewRangeReader(ctx, s.key, offset, length, &blob.ReaderOptions{
		BeforeRead: func(as func(any) bool) error { return readOnly(as, version) },
	})
	if gcerrors.Code(err) == gcerrors.FailedPrecondition {
		return body{}, errChanged
	}
	if err != nil {
		return body{}, err
	}
	return body{ReadCloser: r, size: r.Size(), version: versionOf(r)}, nil
}

// passing implements origin.
func (stored) passing(error) bool { return false }
