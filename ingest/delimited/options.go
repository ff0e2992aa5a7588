package delimited

import (
	"errors"
	"fmt"
	"strings"
)

// Options override what would otherwise be detected. The zero value of each option means to
// detect it.
type Options struct {
	Delimiter string // one ASCII character
	Quote     string // one ASCII character, or "none"
	Escape    string // one ASCII character; the quote itself means doubling
	Comment   string // one ASCII character; lines that begin with it are skipped
	Encoding  string // a name of Dialect.Encoding or of WHATWG, such as shift_jis
	Header    *bool  // whether the first line holds the names of the columns
	BatchRows int    // maximum number of rows of a batch
}

// defaultBatchRows is the maximum number of rows of a batch, which matters for short lines.
// With lines of contacts a block has about half as many.
const defaultBatchRows = 32768

// ErrEmpty is returned for a file that has no line with content.
var ErrEmpty = errors.New("the file is empty")

// FormatError is returned for a file that is not delimited text.
type FormatError struct {
	Looks string // what it seems to be, such as "a Parquet file"
}

// Error implements error.
func (e *FormatError) Error() string {
	return fmt.Sprintf("this is not delimited text: it looks like %s", e.Looks)
}

// Dialect is how a file is written, as detected or configured.
type Dialect struct {
	Encoding  string `json:"encoding"` // utf-8, utf-16le, utf-16be, windows-1252, iso-8859-1, one of charsets.tsv, or as configured
	BOM       bool   `json:"bom,omitempty"`
	Delimiter string `json:"delimiter"` // empty if lines are not split
	Quote     string `json:"quote,omitempty"`
	Escape    string `json:"escape,omitempty"` // the quote itself if quotes are doubled
	Comment   string `json:"comment,omitempty"`
	LineEnd   string `json:"line_end"` // lf, crlf, cr or mixed
	// SkipSpace means that blanks after a delimiter are not part of the value.
	SkipSpace bool `json:"skip_space,omitempty"`
	Header    bool `json:"header"`
	// Preamble is the number of lines above the header, including blank ones.
	Preamble int `json:"preamble,omitempty"`
	Columns  int `json:"columns"`
}

// String describes the dialect in a line for people.
func (d Dialect) String() string {
	parts := []string{
		d.Encoding, "delimited by " + characterName(d.Delimiter), "lines end in " + d.LineEnd,
		count(d.Columns, "column"),
	}
	if d.BOM {
		parts[0] += " with BOM"
	}
	if d.Quote != "" && d.Quote != `"` {
		parts = append(parts, "quoted by "+characterName(d.Quote))
	}
	if d.Escape != d.Quote {
		parts = append(parts, "escaped by "+characterName(d.Escape))
	}
	if d.Comment != "" {
		parts = append(parts, "comments after "+d.Comment)
	}
	if !d.Header {
		parts = append(parts, "no header")
	}
	if d.Preamble > 0 {
		parts = append(parts, count(d.Preamble, "line")+" above the header")
	}
	return strings.Join(parts, ", ")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func characterName(s string) string {
	switch s {
	case "":
		return "nothing"
	case ",":
		return "comma"
	case ";":
		return "semicolon"
	case "\t":
		return "tab"
	case " ":
		return "space"
	case "|":
		return "pipe"
	}
	return s
}

// character reads an option that is one ASCII character; absent is 0.
func character(option, value string) (byte, error) {
	switch {
	case value == "":
		return 0, nil
	case len(value) == 1 && value[0] < 0x80 && value[0] != '\n' && value[0] != '\r':
		return value[0], nil
	case value == `\t`, value == "tab":
		return '\t', nil
	}
	return 0, fmt.Errorf("option %s: %q is not one ASCII character", option, value)
}
