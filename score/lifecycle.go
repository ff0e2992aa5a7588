package score

import (
	"galena/internal/column"
	"galena/internal/contact"
)

// further returns the later stage. A disqualified lead stays so, unless it has bought.
func further(a, b stage) stage {
	if a == customer || b == customer {
		return customer
	}
	return max(a, b)
}

// sourceStages are the stages that columns of leads or outcomes name.
type sourceStages struct {
	labels    []*column.Text // of lifecycle_stage and lead_status
	converted *column.Bool
	says      bool // there is a column that names stages
	seen      map[string]stage
}

// newSourceStages reads the stages in the columns of leads, and in further columns with the given names.
func newSourceStages(rows column.Table, more ...string) *sourceStages {
	s := &sourceStages{seen: map[string]stage{}}
	for _, name := range append([]string{"lifecycle_stage", "lead_status"}, more...) {
		if text := textOf(rows, name); text != nil {
			s.labels = append(s.labels, text)
		}
	}
	switch a := rows.Column("is_converted").(type) {
	case *column.Bool:
		s.converted = a
	case *column.Text:
		s.converted = parsed(a, new(column.BoolBuilder), contact.ParseBool)
	}
	s.says = s.converted != nil || len(s.labels) > 0
	return s
}

// of returns the furthest stage that the row's labels name.
func (s *sourceStages) of(row int) stage {
	out := noStage
	for _, text := range s.labels {
		label, ok := given(text, row)
		if !ok {
			continue
		}
		named, ok := s.seen[label]
		if !ok {
			named = labelled(label)
			s.seen[label] = named
		}
		out = further(out, named)
	}
	return out
}

func (s *sourceStages) isConverted(row int) bool {
	return s.converted != nil && s.converted.IsValid(row) && s.converted.Value(row)
}
