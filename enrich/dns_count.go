package enrich

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"galena/internal/column"
)

// Lookups is how many domains a run would ask the DNS about, at most: nothing is asked about
// leads that refused to be contacted.
type Lookups struct {
	Domains int64 `json:"domains"`             // to be asked about
	Kept    int64 `json:"answered_by_cache"`   // not asked about again
	Exact   bool  `json:"counted_on_all_rows"` // if not, Domains is an estimate
}

// LookupCount counts the domains in a sample of records.
type LookupCount struct {
	step   *DNS
	over   Network
	asOf   time.Time
	kept   *cache
	counts map[string]int64 // by domain
}

// CountLookups returns a counter of the domains that the config's dns step would ask about at
// asOf; nil if there is no such step, or no derive: [email] before it. It reads the answers of
// past runs, and writes nothing.
func (c Config) CountLookups(asOf time.Time) (*LookupCount, error) {
	f := &LookupCount{over: c.network(), asOf: asOf, counts: map[string]int64{}}
	derived := false
	for _, s := range c {
		switch {
		case slices.Contains(s.Derive, "email"):
			derived = true
		case s.DNS != nil && derived:
			f.step = s.DNS
		}
	}
	if f.step == nil {
		return nil, nil
	}
	var err error
	f.kept, err = openCache(filepath.Join(f.over.folder(), dnsFile), true)
	return f, err
}

// Add counts the domains of normalized records.
func (f *LookupCount) Add(rows column.Table) {
	emails := rows.Text("email")
	for i := range rows.Rows() {
		email := cell(emails, i)
		if at := strings.LastIndexByte(email, '@'); at > 0 {
			f.counts[strings.Clone(email[at+1:])]++
		}
	}
}

// Lookups returns what a run would ask if it had share times as many rows as were added; 1 if
// those were all. The estimate is the guaranteed-error estimator of Charikar, Chaudhuri,
// Motwani and Narasayya (2000): each domain seen once counts as the square root of share.
func (f *LookupCount) Lookups(share float64) Lookups {
	out := Lookups{Exact: share <= 1}
	once := int64(0)
	for domain, count := range f.counts {
		switch a, ok := f.kept.get(domain); {
		case f.over.replays(), ok && !f.over.asksAnew() && a.isFresh(f.asOf, time.Duration(f.step.TTL), time.Duration(f.step.TTL)):
			if ok {
				out.Kept++
			}
		case count == 1:
			once++
		default:
			out.Domains++
		}
	}
	out.Domains += int64(math.Round(float64(once) * math.Sqrt(max(share, 1))))
	return out
}
