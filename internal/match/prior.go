package match

import (
	_ "embed"
	"fmt"
	"strconv"
	"sync"

	"galena/internal/embedded"
)

//go:embed prior.tsv
var priorTSV string

type priorShare struct{ m, u float64 }

// readPrior reads prior.tsv: per kind the shares of "exact" (index 0) and of the levels of the kind. Callers must not
// change the result.
var readPrior = sync.OnceValues(func() ([kindCount][]priorShare, error) {
	var prior [kindCount][]priorShare
	rows, err := readTable("prior.tsv", priorTSV, 4)
	if err != nil {
		return prior, err
	}
	for k, levels := range kindLevels {
		prior[k] = make([]priorShare, len(levels)+1)
	}
	for _, row := range rows {
		kind, err := ParseKind(row[0])
		if err != nil {
			return prior, err
		}
		level := levelOf(kind, row[1]) // 0 for "exact"
		m, errM := strconv.ParseFloat(row[2], 64)
		u, errU := strconv.ParseFloat(row[3], 64)
		if errM != nil || errU != nil || level == 0 && row[1] != "exact" {
			return prior, fmt.Errorf("prior.tsv: %s %s: no such level or no number", row[0], row[1])
		}
		prior[kind][level] = priorShare{m, u}
	}
	return prior, nil
})

// readTable reads one of the shipped tables. Every row must have so many columns.
func readTable(name, table string, columns int) ([][]string, error) {
	var rows [][]string
	for row := range embedded.Rows(table) {
		if len(row) != columns {
			return nil, fmt.Errorf("%s: %q: want %d columns", name, row, columns)
		}
		rows = append(rows, row)
	}
	return rows, nil
}
