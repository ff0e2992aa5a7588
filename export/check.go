package export

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"galena/internal/parquet"
	"galena/internal/vfs"
)

// check reads the files of the run back from disk. Each must hold as many bytes and rows as
// were written to it.
func (s *Sink) check(ctx context.Context) error {
	for _, t := range s.tables {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if err := s.checkFile(t.file, t.rows, s.config.Verify.counter(t)); err != nil {
			return err
		}
	}
	if err := s.checkAttachments(); err != nil {
		return err
	}
	return s.checkFile(s.rejects.file, s.rejects.rows, countCSV)
}

// counter returns the number of rows in a file of the given size.
type counter func(from io.ReaderAt, size int64) (int64, error)

func (v Verify) counter(t *table) counter {
	switch {
	case t.format() == Parquet && v == VerifyIndependent:
		return parquet.Verify
	case t.format() == Parquet:
		return countParquet
	case v == VerifyIndependent:
		return readCSV
	default:
		return countCSV
	}
}

func (s *Sink) checkFile(f *file, rows int64, count counter) error {
	from, err := s.fs.Open(f.path)
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return err
	}
	if info.Size() != f.size {
		return fmt.Errorf("%s has %d bytes on the disk, but %d were written; is the disk sound?", f.path, info.Size(), f.size)
	}
	found, err := count(from, f.size)
	if err != nil {
		return fmt.Errorf("reading %s back: %w", f.path, err)
	}
	if found != rows {
		return fmt.Errorf("%s has %d rows on the disk, but %d were written; is the disk sound?", f.path, found, rows)
	}
	return nil
}

// countParquet returns the number of rows in the footer, if the footer is sound.
func countParquet(from io.ReaderAt, size int64) (int64, error) {
	in, err := parquet.Open(from, size)
	if err != nil {
		return 0, err
	}
	return in.Rows(), nil
}

// countCSV counts the lines after the header. Line ends within quotes do not count.
func countCSV(from io.ReaderAt, size int64) (int64, error) {
	lines, quoted := int64(-1), false
	buffer := make([]byte, 256<<10)
	for at := int64(0); at < size; {
		n, err := from.ReadAt(buffer[:min(int64(len(buffer)), size-at)], at)
		if n == 0 {
			return 0, err
		}
		at += int64(n)
		for rest := buffer[:n]; len(rest) > 0; {
			part, quote := rest, bytes.IndexByte(rest, '"')
			rest = nil
			if quote >= 0 {
				part, rest = part[:quote], part[quote+1:]
			}
			if !quoted {
				lines += int64(bytes.Count(part, []byte{'\n'}))
			}
			quoted = quoted != (quote >= 0)
		}
	}
	if quoted {
		return 0, errors.New("it ends within quotes")
	}
	return lines, nil
}

// readCSV reads every cell with the standard library, which shares no code with the writer
// of this package, and counts the rows after the header.
func readCSV(from io.ReaderAt, size int64) (rows int64, err error) {
	in := csv.NewReader(io.NewSectionReader(from, 0, size))
	in.ReuseRecord = true
	for rows = -1; ; rows++ {
		if _, err := in.Read(); err == io.EOF {
			return rows, nil
		} else if err != nil {
			return 0, err
		}
	}
}

// holds reports whether a run is at path, and whether it is whole and the same run: its
// files have the digests of the manifest, and its run.json can be read.
func (s *Sink) holds(path string, m Manifest) (there, same bool, err error) {
	if _, err := s.fs.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return false, false, nil
	} else if err != nil {
		return false, false, err
	}
	for _, f := range m.Files {
		digest, err := digestOf(s.fs, filepath.Join(path, f.Name))
		if err != nil || digest != f.SHA256 {
			return true, false, nil //nolint:nilerr // a file that cannot be read is not whole
		}
	}
	summary, err := s.fs.Open(filepath.Join(path, summaryName))
	if err != nil {
		return true, false, nil //nolint:nilerr // see above
	}
	defer summary.Close()
	content, err := io.ReadAll(summary)
	return true, err == nil && json.Valid(content), nil
}

// digestOf returns the SHA-256 of a file, in hexadecimal.
func digestOf(fsys vfs.FS, path string) (string, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
