package contact_test

import (
	"slices"
	"strings"
	"testing"

	"galena/internal/contact"
)

func TestColumns(t *testing.T) {
	kinds := []contact.Kind{
		contact.KindText, contact.KindGivenName, contact.KindFamilyName, contact.KindFullName, contact.KindEmail, contact.KindEmailList,
		contact.KindPhone, contact.KindPhoneList, contact.KindCompany, contact.KindStreet, contact.KindCity, contact.KindPostalCode,
		contact.KindRegion, contact.KindCountry, contact.KindDate, contact.KindTimestamp, contact.KindURL, contact.KindDomain,
		contact.KindID, contact.KindBool, contact.KindNumber, contact.KindInteger, contact.KindList, contact.KindCategory,
	}
	for name, list := range map[string][]contact.Column{"contact": contact.Columns(), "event": contact.EventColumns()} {
		seen := map[string]bool{}
		for _, column := range list {
			if !slices.Contains(kinds, column.Kind) {
				t.Errorf("%s column %s has unknown kind %q", name, column.Name, column.Kind)
			}
			if seen[column.Name] {
				t.Errorf("%s column %s appears twice", name, column.Name)
			}
			seen[column.Name] = true
			switch fixed := column.Fixed; column.Kind {
			case contact.KindID, contact.KindEmail, contact.KindEmailList, contact.KindPhone, contact.KindPhoneList:
				if name == "contact" && fixed != contact.FixedIdentity {
					t.Errorf("%s tells who a lead is, and is fixed for %q", column.Name, fixed)
				}
			default:
				if !slices.Contains([]contact.Fixed{"", contact.FixedIdentity, contact.FixedConsent}, fixed) {
					t.Errorf("%s is fixed for %q", column.Name, fixed)
				}
			}
			if speaks := strings.Contains(column.Name, "_opt_") || strings.Contains(column.Name, "bounce") || strings.Contains(column.Name, "unsubscribe"); speaks && column.Fixed != contact.FixedConsent {
				t.Errorf("%s speaks of consent, and is not marked so", column.Name)
			}
		}
	}
	if got := len(contact.Columns()); got != 126 {
		t.Errorf("%d contact columns, want 126", got)
	}
	if got := len(contact.EventColumns()); got != 20 {
		t.Errorf("%d event columns, want 20", got)
	}
}

func TestColumnByName(t *testing.T) {
	if column, ok := contact.ColumnByName("mobile_phone"); !ok || column.Kind != contact.KindPhone {
		t.Errorf("mobile_phone: %v, %v", column, ok)
	}
	if column, ok := contact.ColumnByName("Mobile Phone"); ok {
		t.Errorf("a header is no canonical name, got %v", column)
	}
	if !slices.Contains(contact.EventColumns(), contact.Column{Name: "occurred_at", Kind: contact.KindTimestamp}) {
		t.Error("events have no occurred_at")
	}
}
