package vfs

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
)

// FileRead identifies a file that the configuration names and results depend on.
type FileRead struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// ReadFile returns a file's content and its identity.
func ReadFile(path string) ([]byte, FileRead, error) {
	data, err := os.ReadFile(path)
	sum := sha256.Sum256(data)
	return data, FileRead{path, hex.EncodeToString(sum[:])}, err
}
