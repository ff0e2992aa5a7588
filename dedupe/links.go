package dedupe

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// link is a person's verdict on two records.
type link struct {
	a, b RecordName
	same bool
	line int // in the file
}

// RecordName names a record as a person does.
type RecordName struct{ Source, ID string }

// links is the file of dedupe.links.
type links struct {
	vfs.FileRead
	all []link
}

// linkColumns are the columns that a file of links must have. review.csv has them
// and more.
var linkColumns = []string{"source_a", "record_a", "source_b", "record_b", "verdict"}

// readLinks reads a CSV file of verdicts: for two records, whether they are the
// same or different people. Rows without a verdict are undecided and skipped. A
// spreadsheet may have replaced the commas by semicolons or tabs.
func readLinks(path string) (*links, error) {
	data, file, err := vfs.ReadFile(path)
	if err != nil {
		return nil, err
	}
	out := &links{FileRead: file}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))))
	rows.Comma, rows.FieldsPerRecord, rows.LazyQuotes = DelimiterOf(data), -1, true
	var at []int
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		line, _ := rows.FieldPos(0)
		if at == nil {
			if at, err = columnsOfLinks(cells); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			continue
		}
		if err := out.add(cells, at, line); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, line, err)
		}
	}
	return out, nil
}

// DelimiterOf returns the delimiter that occurs most often in the first line of a
// CSV file: a comma, or a semicolon or a tab that a spreadsheet may have put in its
// place.
func DelimiterOf(data []byte) rune {
	head, _, _ := bytes.Cut(data, []byte("\n"))
	delimiter := ','
	for _, other := range ";\t" {
		if bytes.Count(head, []byte(string(other))) > bytes.Count(head, []byte(string(delimiter))) {
			delimiter = other
		}
	}
	return delimiter
}

func columnsOfLinks(header []string) ([]int, error) {
	at := make([]int, len(linkColumns))
	for i, name := range linkColumns {
		at[i] = slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
		if at[i] < 0 {
			return nil, fmt.Errorf("there is no column %s; it needs %s", name, strings.Join(linkColumns, ", "))
		}
	}
	return at, nil
}

func (l *links) add(cells []string, at []int, line int) error {
	cell := func(i int) string {
		if at[i] >= len(cells) {
			return ""
		}
		return cells[at[i]]
	}
	found := link{a: RecordName{cell(0), cell(1)}, b: RecordName{cell(2), cell(3)}, line: line}
	switch strings.ToLower(strings.TrimSpace(cell(4))) {
	case "":
		return nil
	case "same":
		found.same = true
	case "different":
	default:
		return errors.New("the verdict is none of same, different and empty (undecided)")
	}
	l.all = append(l.all, found)
	return nil
}

// The codes of notes about links.
const (
	codeUnknownRecord    = "unknown_record"
	codeOpposedVerdict   = "opposed_verdict"
	codeOverruledVerdict = "overruled_verdict"
)

// resolved are links between records of the store.
type resolved struct {
	file         string
	must, cannot [][2]uint32
	lines        map[[2]uint32]int // by pair: line in the file of links
	notes        []pipeline.Note
}

// resolve finds the records that links name. Of records with equal source and id it
// takes the first: they are one lead anyway. A pair that is said to be both the
// same and different is different.
func (s *store) resolve(l *links) resolved {
	out := resolved{lines: map[[2]uint32]int{}}
	if l == nil {
		return out
	}
	out.file = l.Path
	find := s.finder(l)
	verdicts := map[[2]uint32]bool{}
	unknown := pipeline.Note{Stage: "dedupe", File: l.Path, Code: codeUnknownRecord}
	opposed := pipeline.Note{Stage: "dedupe", File: l.Path, Code: codeOpposedVerdict}
	for _, link := range l.all {
		a, okA := find(link.a)
		b, okB := find(link.b)
		if !okA || !okB {
			count(&unknown, link.line)
			continue
		}
		pair := [2]uint32{min(a, b), max(a, b)}
		if before, ok := verdicts[pair]; ok && before != link.same {
			count(&opposed, link.line)
		}
		verdicts[pair], out.lines[pair] = link.same, link.line
		if link.same {
			out.must = append(out.must, pair)
		} else {
			out.cannot = append(out.cannot, pair)
		}
	}
	for _, note := range []pipeline.Note{unknown, opposed} {
		if note.Count > 0 {
			out.notes = append(out.notes, note)
		}
	}
	return out
}

// overruled notes the pairs that are said to be the same but are not in one
// cluster, because joining them would also join records that are said to be
// different, here or by unmerge. Pairs that are said to be both are noted already.
func (r resolved) overruled(clusters []uint32) pipeline.Note {
	note := pipeline.Note{Stage: "dedupe", File: r.file, Code: codeOverruledVerdict}
	for _, pair := range r.must {
		if clusters[pair[0]] != clusters[pair[1]] && !slices.Contains(r.cannot, pair) {
			count(&note, r.lines[pair])
		}
	}
	return note
}

func count(n *pipeline.Note, line int) {
	if n.Count == 0 {
		n.FirstLine = int64(line)
	}
	n.Count++
}

// finder returns a function that finds the records of some links. It also finds a
// name behind the apostrophe that export puts before what a spreadsheet would take
// for a formula.
func (s *store) finder(l *links) func(RecordName) (uint32, bool) {
	records := map[RecordName]uint32{}
	forms := func(n RecordName) [4]RecordName {
		source, id := strings.TrimPrefix(n.Source, "'"), strings.TrimPrefix(n.ID, "'")
		return [4]RecordName{n, {n.Source, id}, {source, n.ID}, {source, id}}
	}
	for _, link := range l.all {
		for _, name := range [2]RecordName{link.a, link.b} {
			for _, form := range forms(name) {
				records[form] = none
			}
		}
	}
	s.locate(records)
	return func(n RecordName) (uint32, bool) {
		for _, form := range forms(n) {
			if r := records[form]; r != none {
				return r, true
			}
		}
		return 0, false
	}
}

// locate finds the first record of each name. The values in records must all be
// none.
func (s *store) locate(records map[RecordName]uint32) {
	for r := range uint32(s.records()) {
		name := RecordName{s.source(r), s.ids.text(r)}
		if known, wanted := records[name]; wanted && known == none {
			records[name] = r
		}
	}
}
