package vfs

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
)

// FileRead is a file that the configuration names and a result follows from.
type FileRead struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// ReadFile reads a file whole, and returns by what to know it again.
func ReadFile(path string) ([]byte, FileRead, error) {
	data, err := os.ReadFile(path)
	sum := sha256.Sum256(data)
	return data, FileRead{path, hex.EncodeToString(sum[:])}, err
}
