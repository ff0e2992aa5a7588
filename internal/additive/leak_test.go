package additive_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/additive"
)

// A name may be about something after the outcome, or only sound like it.
func TestLeaksByName(t *testing.T) {
	after := []string{
		"call_duration", "ContractSigned", "Customer Since", "deal value", "enrolled", "Invoice Total", "lead_status", "lost reason", "order count",
		"paid", "payment_date", "Purchase Amount", "Subscribed", "total_revenue",
	}
	before := []string{
		"account_revenue", "Administrative_Duration", "Annual Revenue", "budget_status", "company size", "customer_type", "enrolled_university", "MaritalStatus",
		"Paid Search Campaign", "PaymentMethod", "ProductRelated_Duration", "Purchase Timeframe", "Revenue Range", "years of experience",
	}
	names := append(slices.Concat(after, before), "outcome", "won")
	random := rand.New(rand.NewPCG(6, 6))
	lines := [][]string{names}
	for range 1500 {
		won := random.IntN(2) == 0
		row := make([]string, len(names))
		for i := range row {
			yes := random.Float64() < map[bool]float64{true: 0.6, false: 0.4}[won]
			row[i] = map[bool]string{true: "high", false: "low"}[yes]
		}
		row[len(row)-2] = []string{"a", "b", "c"}[random.IntN(3)] // says nothing
		row[len(row)-1] = map[bool]string{true: "1", false: "0"}[won]
		lines = append(lines, row)
	}
	_, report := fit(t, input(table(lines), "won", "1"))
	var got []string
	for _, w := range report.Warnings {
		if w.Code == additive.LeakName {
			got = append(got, w.Field)
		}
	}
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	if diff := cmp.Diff(after, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
