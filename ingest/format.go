package ingest

import (
	"bytes"
	"path/filepath"
	"strings"
)

// Format is how the rows of a file are written.
type Format string

// The formats.
const (
	FormatAuto    Format = "auto"
	FormatCSV     Format = "csv"
	FormatTSV     Format = "tsv"
	FormatJSON    Format = "json"
	FormatNDJSON  Format = "ndjson"
	FormatParquet Format = "parquet"
)

// extensions returns the file name extensions that a folder is searched for.
func extensions() []string {
	return []string{".csv", ".json", ".jsonl", ".ndjson", ".parquet", ".tab", ".tsv"}
}

// formatByName returns the format that a file's extension stands for, or "".
func formatByName(path string) Format {
	extension := strings.ToLower(filepath.Ext(path))
	if isCompression(extension) {
		extension = strings.ToLower(filepath.Ext(strings.TrimSuffix(path, filepath.Ext(path))))
	}
	switch extension {
	case ".csv":
		return FormatCSV
	case ".tsv", ".tab":
		return FormatTSV
	case ".json":
		return FormatJSON
	case ".ndjson", ".jsonl":
		return FormatNDJSON
	case ".parquet":
		return FormatParquet
	}
	return ""
}

func isCompression(extension string) bool {
	switch strings.ToLower(extension) {
	case ".gz", ".zst", ".zstd":
		return true
	}
	return false
}

// formatOf decides a file's format by its first bytes or, if they leave it open, by its
// name.
func formatOf(head []byte, path string) Format {
	byName := formatByName(path)
	switch {
	case bytes.HasPrefix(head, []byte("PAR1")):
		return FormatParquet
	case looksLikeJSON(head):
		if first := head[bytes.IndexAny(head, "{["):]; byName == FormatNDJSON && first[0] == '{' && !isIndented(first) {
			return FormatNDJSON
		}
		return FormatJSON
	case byName != "":
		return byName
	}
	return FormatCSV
}

// isIndented reports whether an object goes on in the line after its brace, as programs
// print JSON for people. In NDJSON each is on one line.
func isIndented(object []byte) bool {
	rest := bytes.TrimLeft(object[1:], " \t\r")
	return len(rest) > 0 && rest[0] == '\n' && bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte{'"'})
}

// looksLikeJSON reports whether a file begins as a JSON object or array does. A CSV header
// may begin with a bracket too, but not followed by what JSON has there.
func looksLikeJSON(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(head[1:], " \t\r\n")
	if len(rest) == 0 {
		return true
	}
	if head[0] == '{' {
		return rest[0] == '"' || rest[0] == '}'
	}
	return strings.IndexByte(`{["]-0123456789tfn`, rest[0]) >= 0
}
