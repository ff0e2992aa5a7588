package delimited

import "bytes"

// magics are the first bytes of file formats that are often mistaken for text.
var magics = [...]struct{ prefix, looks string }{
	{"PK\x03\x04", "an Excel workbook (.xlsx) or another zip archive; export it as CSV"},
	{"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls); export it as CSV"},
	{"PAR1", "a Parquet file"},
	{"%PDF-", "a PDF document"},
	{"ARROW1", "an Arrow file"},
	{"ORC", "an ORC file"},
	{"Obj\x01", "an Avro file"},
	{"SQLite format 3\x00", "an SQLite database"},
	{"\x1f\x8b", "gzip-compressed data"},
	{"\x28\xb5\x2f\xfd", "zstd-compressed data"},
	{"BZh", "bzip2-compressed data"},
	{"\xfd7zXZ\x00", "xz-compressed data"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"},
	{"\x89PNG", "a PNG image"},
	{"\xff\xd8\xff", "a JPEG image"},
	{"GIF8", "a GIF image"},
	{`{\rtf`, "an RTF document"},
	{"\x7fELF", "a program"},
}

// looksLike returns what kind of file has this head, or "" if it may be text.
func looksLike(head []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			if m.prefix == "ORC" && bytes.IndexByte(head[:min(len(head), 64)], 0) < 0 {
				continue
			}
			return m.looks
		}
	}
	start := bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 256)]))
	for _, tag := range [...]string{"<!doctype html", "<html", "<table", "<?xml"} {
		if bytes.HasPrefix(start, []byte(tag)) {
			return "a page of HTML or XML"
		}
	}
	switch {
	case bytes.HasPrefix(start, []byte("begin:vcard")):
		return "vCards (.vcf); export the contacts as CSV"
	case bytes.HasPrefix(start, []byte("dn: ")), bytes.HasPrefix(start, []byte("version: 1\ndn: ")):
		return "an LDIF file; export the contacts as CSV"
	}
	return ""
}

// isBinary reports whether decoded text has too many control characters to be a table: one
// in fifty. ASCII's own separators do not count.
func isBinary(text []byte) bool {
	controls := 0
	for _, b := range text {
		if b < '\x1c' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != '\v' {
			controls++
		}
	}
	return controls > 3 && controls*50 > len(text)
}
