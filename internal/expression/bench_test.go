package expression_test

import (
	"fmt"
	"testing"

	"galena/internal/column"
	"galena/internal/expression"
)

func BenchmarkWhere(b *testing.B) {
	const rows = 64_000
	title, country := column.NewTextBuilder(rows, 20*rows), column.NewTextBuilder(rows, 2*rows)
	size, revenue := column.NewNumberBuilder[int64](rows), column.NewNumberBuilder[float64](rows)
	for i := range rows {
		title.Append(fmt.Sprintf("Senior Manager of Things %d", i*7919%600))
		country.Append([]string{"DE", "US", "FR"}[i*7919%3])
		size.Append(int64(i * 7919 % 1000))
		if i%5 == 0 {
			revenue.AppendNull()
		} else {
			revenue.Append(float64(i))
		}
	}
	table := column.NewTable(rows).With("title", title.Finish()).With("country", country.Finish()).
		With("size", size.Finish()).With("revenue", revenue.Finish())
	for _, source := range []string{
		`country == "DE"`, `country in ["DE", "FR", "AT"]`, `size >= 500`, `revenue > 1000`, `size in 100..200 and country != "US"`,
		`title contains "Things 5"`, `title matches "(?i)manager.*5"`, `lower(title) endsWith "things 7"`, `len(title) > 20`,
	} {
		b.Run(source, func(b *testing.B) {
			program, err := expression.Compile(source, words)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				program.Where(table)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
		})
	}
}
