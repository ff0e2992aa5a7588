package enrich

import (
	"context"
	"encoding/base32"
	"strings"

	"github.com/zeebo/xxh3"

	"galena/internal/column"
	"galena/internal/pipeline"
)

// companyStep gives each lead the id of its company. The id depends on the lead alone: on its
// company's domain, unless that belongs to a free or disposable mail provider, else on the
// company's name and country.
type companyStep struct{}

func (companyStep) prepare(context.Context, pipeline.Workers) error { return nil }

const companyColumn = "company_id"

func (companyStep) add(_ context.Context, s *scratch, b pipeline.Batch) (pipeline.Batch, origin, error) {
	domains, names, countries := b.Rows.Text("company_domain"), b.Rows.Text("company_name"), b.Rows.Text("country_code")
	ids := column.NewTextBuilder(b.Rows.Rows(), 20*b.Rows.Rows())
	for row := range b.Rows.Rows() {
		domain, key := cell(domains, row), ""
		if name := cell(names, row); name != "" {
			key = s.companies.Get(name)
		}
		switch {
		case domain != "" && !s.isShared(domain):
			ids.Append(companyID("domain", domain))
		case key != "":
			ids.Append(companyID("name", key+"\x00"+cell(countries, row)))
		default:
			ids.AppendNull()
		}
	}
	b.Rows = b.Rows.With(companyColumn, ids.Finish())
	return b, always("", methodDerived), nil
}

// isShared reports whether a domain belongs to a free or disposable mail provider.
func (s *scratch) isShared(domain string) bool {
	d := s.domains.Get(domain)
	return d.free || d.disposable
}

// companyID returns C and 20 lower-case letters and digits.
func companyID(by, name string) string {
	hash := xxh3.HashString128(by + "\x00" + name).Bytes()
	return "C" + strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(hash[:])[:20])
}
