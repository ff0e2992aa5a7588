//go:build !unix

package spill

import (
	"errors"
	"os"
)

var unsupported = errors.ErrUnsupported

func mapped(*os.File, int64, int) ([]byte, error) { return nil, unsupported }

func unmap([]byte) error { return nil }
