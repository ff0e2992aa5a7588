package parquet

import (
	"encoding/binary"
	"math/bits"

	"github.com/apache/arrow-go/v18/arrow/bitutil"
)

// This file writes Parquet's hybrid of runs and packed bits
// (https://parquet.apache.org/docs/file-format/data-pages/encodings/, RLE = 3).

// shortestRun is the number of equal values from which a run takes less room than
// packed bits, whatever their width, and less time.
const shortestRun = 16

// appendHybrid appends values of the given width in bits, which is at least 1.
func appendHybrid(dst []byte, values []uint32, width int) []byte {
	shortest := shortestRun
	if areRuns(values, width) {
		shortest = 1
	}
	for i := 0; i < len(values); {
		if run := runLength(values[i:]); run >= shortest {
			dst = binary.AppendUvarint(dst, uint64(run)<<1)
			for shift := 0; shift < width; shift += 8 {
				dst = append(dst, byte(values[i]>>shift))
			}
			i += run
			continue
		}
		end := i + 8
		for end < len(values) && !startsRun(values[end:]) {
			end += 8
		}
		end = min(end, len(values))
		dst = binary.AppendUvarint(dst, uint64(end-i+7)>>3<<1|1)
		dst = appendPacked(dst, values[i:end], width)
		i = end
	}
	return dst
}

// areRuns reports whether so many values equal the one before that runs alone take less
// than half the room of packed bits; for a smaller gain, packed bits may compress just
// as well. It is true of the leads in score_lines, which have several rows each: such
// runs are too short to interrupt packed bits for.
func areRuns(values []uint32, width int) bool {
	runs := 0
	for i := 1; i < len(values); i++ {
		if values[i] != values[i-1] {
			runs++
		}
	}
	return 2*(runs+1)*(1+(width+7)>>3) < len(values)*width>>3
}

func runLength(values []uint32) int {
	n := 1
	for n < len(values) && values[n] == values[0] {
		n++
	}
	return n
}

// startsRun reports whether values begins with a run long enough to end the packed bits.
func startsRun(values []uint32) bool {
	if len(values) < shortestRun || values[0] != values[shortestRun-1] {
		return false
	}
	return runLength(values[:shortestRun]) == shortestRun
}

// appendPacked appends values bit by bit, lowest first, and pads the last group of
// eight with zeros.
func appendPacked(dst []byte, values []uint32, width int) []byte {
	var (
		pending uint64
		count   int
	)
	for _, v := range values {
		pending |= uint64(v) << count
		if count += width; count >= 32 {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(pending))
			pending >>= 32
			count -= 32
		}
	}
	missing := -len(values) & 7
	for count += missing * width; count > 0; count -= 8 {
		dst = append(dst, byte(pending))
		pending >>= 8
	}
	return dst
}

// widthFor returns the width in bits of indexes into a dictionary of so many values.
func widthFor(values int) int { return max(1, bits.Len32(uint32(values-1))) }

// appendLevels appends the definition levels of the rows from start to end of an
// optional column, in the form in which a data page begins with them: their length and,
// for each row, whether it has a value.
func appendLevels(dst, valid []byte, start, end, nulls int) []byte {
	rows, at := end-start, len(dst)
	dst = append(dst, 0, 0, 0, 0)
	switch nulls {
	case 0:
		dst = append(binary.AppendUvarint(dst, uint64(rows)<<1), 1)
	case rows:
		dst = append(binary.AppendUvarint(dst, uint64(rows)<<1), 0)
	default: // packed bits of width 1 are a bitmap
		groups := (rows + 7) >> 3
		dst = binary.AppendUvarint(dst, uint64(groups)<<1|1)
		from := len(dst)
		dst = append(dst, make([]byte, groups)...)
		bitutil.CopyBitmap(valid, start, rows, dst[from:], 0)
	}
	binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	return dst
}
