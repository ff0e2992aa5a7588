package enrich

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/contact"
)

// ComparesDays reports whether a step asks which of two values is the newer one,
// for which it needs pipeline.Keys.Changed.
func (c Config) ComparesDays() bool {
	return slices.ContainsFunc(c.Tables(), func(t *Table) bool { return t.OnConflict == "newer" })
}

// replaces reports whether a value of a lead may give way to one of the table.
func (t *Table) replaces() bool { return t.OnConflict == "replace" || t.OnConflict == "newer" }

// checkTaken reports columns that the table may not fill, or not write over.
func (t *Table) checkTaken(report *config.Report) {
	for _, entry := range t.Take {
		switch {
		case isGalenas(entry.Key):
			report.Add(entry.At.Problem("%s is made by galena and cannot be taken from a table", entry.Key))
		case t.replaces() && isFixed(entry.Key):
			report.Add(entry.At.Problem("%s says who the lead is or whether it may be contacted, and is never written over; only on_conflict: keep may take it from a table", entry.Key))
		}
	}
}

// isGalenas reports whether a column follows from matching and consent: what a
// table said of it could make somebody contactable who refused.
func isGalenas(name string) bool {
	switch name {
	case "lead_id", "run_id", "record_count", "merge_confidence", "person_key", "refused_purposes":
		return true
	}
	return strings.HasPrefix(name, "contactable_")
}

// fixed are the columns beside ids, addresses and numbers that tell who a lead is,
// where it comes from, and what it said about being contacted.
var fixed = []string{
	"ads_opt_out", "bounce_reason", "created_at", "do_not_call", "double_opt_in_at", "email_bounced", "email_bounced_at",
	"email_confidence", "email_opt_in", "email_opt_out", "email_status", "email_verified_at", "facebook_url", "fax_opt_out", "lawful_basis",
	"lead_kind", "linkedin_url", "mail_opt_out", "marketing_status", "merged_source_ids", "notice_provided_at", "opt_in_at",
	"phone_opt_in", "sms_opt_in", "sms_opt_out", "source_system", "twitter_handle", "unsubscribe_reason", "unsubscribed_at", "updated_at",
}

// isFixed reports whether a value that is there stays, whatever the config says.
func isFixed(name string) bool {
	c, _ := contact.ColumnByName(name)
	switch c.Kind {
	case contact.KindID, contact.KindEmail, contact.KindEmailList, contact.KindPhone, contact.KindPhoneList:
		return true
	}
	return slices.Contains(fixed, name)
}

// observed tells of which instant the row is that a lead was found in.
func (t *tableStep) observed(found *matches) func(row int) int64 {
	if t.Dated != "" {
		days, ok := found.take(len(t.Take)).(*column.Date)
		return func(row int) int64 {
			if !ok || days.IsNull(row) {
				return unknown
			}
			return int64(days.Value(row)) * microsPerDay
		}
	}
	at := int64(unknown)
	if !t.AsOf.IsZero() {
		at = t.AsOf.UnixMicro()
	}
	return func(int) int64 { return at }
}

// wins tells of which leads values give way to those of the table; nil for none.
// changed is when they were last changed.
func (t *tableStep) wins(observed func(row int) int64, changed []int64) func(row int) bool {
	switch t.OnConflict {
	case "replace":
		return func(int) bool { return true }
	case "newer":
		return func(row int) bool {
			return row < len(changed) && changed[row] != unknown && observed(row) > changed[row]
		}
	}
	return nil
}
