package ingest

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/corpora"
)

// canonicalOf returns the canonical columns of a file by header.
func canonicalOf(t *testing.T, path string) map[string]string {
	t.Helper()
	s, err := Open(context.Background(), []Input{{Path: path}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, c := range s.Files()[0].Mapping.Columns {
		if c.Canonical() {
			names[c.Header] = c.Name
		}
	}
	return names
}

// This is what the headers of each file mean, judged by hand from headers and values: the
// corpus lacks the mappings that its files are said to have.
var crmHeaders = map[string]map[string]string{
	"activecampaign_contacts.csv": {
		"Email": "email", "First Name": "first_name", "Last Name": "last_name", "Phone": "phone",
		"Tags": "tags", "Date Created": "created_at", "IP": "ip_address", "Status": "marketing_status",
	},
	"apollo_people_a.csv": {
		"First Name": "first_name", "Last Name": "last_name", "Title": "job_title", "Company": "company_name",
		"Email": "email", "Email Status": "email_status", "Seniority": "seniority", "Departments": "department",
		"Person Linkedin Url": "linkedin_url", "Website": "website", "Company Linkedin Url": "company_linkedin_url",
		"# Employees": "employee_count", "Country": "country",
	},
	"european_semicolon_fr.csv": {
		"Nom": "full_name", "Email": "email", "Téléphone": "phone", "Entreprise": "company_name",
		"Statut": "lead_status",
	},
	"excel_messy_headers.csv": {
		"Lead Name": "full_name", "EMAIL ADDRESS": "email", "☎ Contact": "phone",
		"Whatsapp Number": "mobile_phone", "Sales Rep": "owner",
	},
	"facebook_leads.csv": {
		"id": "source_record_id", "created_time": "created_at", "campaign_name": "utm_campaign",
		"full_name": "full_name", "email": "email", "phone_number": "phone", "city": "city", "state": "region", "country": "country",
	},
	"google_contacts_new.csv": {
		"First Name": "first_name", "Middle Name": "middle_name", "Last Name": "last_name",
		"Name Prefix": "name_prefix", "Name Suffix": "name_suffix", "File As": "full_name", "Organization Name": "company_name",
		"Organization Title": "job_title", "Organization Department": "department", "Birthday": "birthday", "Notes": "notes",
		"Labels": "tags", "E-mail 1 - Value": "email", "Phone 1 - Value": "phone", "Website 1 - Value": "website",
	},
	"hubspot_contacts_small.csv": {
		"Record ID": "source_record_id", "First Name": "first_name", "Last Name": "last_name",
		"Email": "email", "Phone Number": "phone", "Lead Status": "lead_status", "Create Date": "created_at",
		"Associated Company": "company_name", "Country/Region": "country", "Contact owner": "owner",
	},
	"hubspot_export_basic.csv": {
		"Record ID": "source_record_id", "First Name": "first_name", "Last Name": "last_name",
		"Email": "email", "Phone Number": "phone", "Lead Status": "lead_status", "Create Date": "created_at", "Original Source": "lead_source",
	},
	"kit_subscribers.csv": {"first_name": "first_name", "email": "email", "created_at": "created_at", "status": "marketing_status"},
	"linkedin_connections_preamble.csv": {
		"First Name": "first_name", "Last Name": "last_name", "URL": "linkedin_url",
		"Email Address": "email", "Company": "company_name", "Position": "job_title", "Connected On": "connected_on",
	},
	"mailchimp_members_b.csv": {
		"Email Address": "email", "First Name": "first_name", "Last Name": "last_name", "Phone Number": "phone",
		"MEMBER_RATING": "source_score", "OPTIN_TIME": "opt_in_at", "OPTIN_IP": "ip_address", "CONFIRM_TIME": "double_opt_in_at",
		"LAST_CHANGED": "updated_at", "LEID": "source_record_id", "NOTES": "notes", "TAGS": "tags", "UNSUB_TIME": "unsubscribed_at",
	},
	"outlook_from_google_header.csv": {
		"First Name": "first_name", "Middle Name": "middle_name", "Last Name": "last_name",
		"Title": "name_prefix", "Suffix": "name_suffix", "Web Page": "website", "Birthday": "birthday", "Language": "language",
		"Notes": "notes", "E-mail Address": "email", "E-mail 2 Address": "emails_other", "E-mail 3 Address": "emails_other",
		"Primary Phone": "phones_other", "Home Phone": "phones_other", "Home Phone 2": "phones_other", "Mobile Phone": "mobile_phone",
		"Referred By": "referred_by", "Company Main Phone": "company_phone", "Business Phone": "phone", "Business Phone 2": "phones_other",
		"Business Fax": "fax", "Company": "company_name", "Job Title": "job_title", "Department": "department",
		"Business Street": "street", "Business Street 2": "street_2", "Business City": "city", "Business State": "region",
		"Business Postal Code": "postal_code", "Business Country": "country", "Other Phone": "phones_other",
		"Car Phone": "phones_other", "Keywords": "keywords", "Categories": "tags",
	},
	"salesforce_leads_basic.csv": {
		"Lead ID": "source_record_id", "FirstName": "first_name", "LastName": "last_name", "Email": "email",
		"Phone": "phone", "Company": "company_name", "LeadSource": "lead_source", "Status": "lead_status", "OwnerId": "owner",
	},
	"thunderbird_us.csv": {
		"First Name": "first_name", "Last Name": "last_name", "Display Name": "full_name", "Primary Email": "email",
		"Secondary Email": "emails_other", "Work Phone": "phone", "Home Phone": "phones_other", "Fax Number": "fax",
		"Mobile Number": "mobile_phone", "Work Address": "street", "Work Address2": "street_2", "Work City": "city",
		"Work State": "region", "Work Zip": "postal_code", "Work Country": "country", "Job Title": "job_title",
		"Department": "department", "Organization": "company_name", "Web Page 1": "website", "Notes": "notes",
	},
	"zoho_leads_basic.csv": {
		"Lead Name": "full_name", "Email": "email", "Phone": "phone", "Lead Source": "lead_source",
		"Lead Owner": "owner", "Lead Status": "lead_status", "Industry": "industry",
	},
}

func TestCRMHeaders(t *testing.T) {
	folder := filepath.Join(corpora.Folder(t, "crm_headers"), "handout")
	for name, want := range crmHeaders {
		if diff := cmp.Diff(want, canonicalOf(t, filepath.Join(folder, name))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestKanoniv(t *testing.T) {
	folder := filepath.Join(corpora.Folder(t, "kanoniv"), "customer-identity-resolution", "data")
	for name, want := range map[string]map[string]string{
		"crm_contacts.csv": {
			"crm_contact_id": "source_record_id", "first_name": "first_name", "last_name": "last_name",
			"email": "email", "phone": "phone", "company_name": "company_name", "title": "job_title",
			"lead_source": "lead_source", "created_at": "created_at", "updated_at": "updated_at",
		},
		"billing_accounts.csv": {
			"billing_account_id": "source_record_id", "account_name": "full_name", "email": "email",
			"company_name": "company_name", "billing_address": "street", "created_at": "created_at", "status": "lead_status",
		},
		"support_users.csv": {
			"support_user_id": "source_record_id", "display_name": "full_name", "email": "email",
			"phone": "phone", "company": "company_name", "created_at": "created_at", "last_seen_at": "last_activity_at",
		},
		"app_signups.csv": {
			"app_user_id": "source_record_id", "email": "email", "first_name": "first_name",
			"last_name": "last_name", "signup_source": "lead_source", "created_at": "created_at", "last_login_at": "last_activity_at",
		},
		"partner_leads.csv": {
			"partner_lead_id": "source_record_id", "first_name": "first_name", "last_name": "last_name",
			"email": "email", "company": "company_name", "stage": "lifecycle_stage", "submitted_at": "created_at",
		},
	} {
		if diff := cmp.Diff(want, canonicalOf(t, filepath.Join(folder, name))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// roundcubeMeans returns the columns that a key of Roundcube's labels means; none for a
// label that must be left alone.
func roundcubeMeans(key string) []string {
	name, kind, _ := strings.Cut(key, ":")
	switch name {
	case "phone":
		switch kind {
		case "mobile":
			return []string{"mobile_phone"}
		case "work", "main":
			return []string{"phone"}
		case "homefax", "workfax":
			return []string{"fax"}
		case "home", "home2", "work2", "car":
			return []string{"phones_other"}
		case "other": // a second mobile and the second fax stand there too
			return []string{"phones_other", "fax", "mobile_phone"}
		}
		return nil
	case "website":
		if kind == "homepage" || kind == "work" {
			return []string{"website"}
		}
		return nil
	case "email":
		return []string{"email", "emails_other"}
	}
	canonical := map[string]string{
		"firstname": "first_name", "surname": "last_name", "middlename": "middle_name", "prefix": "name_prefix",
		"suffix": "name_suffix", "name": "full_name", "jobtitle": "job_title", "organization": "company_name",
		"department": "department", "street": "street", "locality": "city", "region": "region", "zipcode": "postal_code",
		"country": "country", "groups": "tags", "notes": "notes", "birthday": "birthday",
	}[name]
	if canonical == "" {
		return nil
	}
	return []string{canonical}
}

func TestRoundcubeLabels(t *testing.T) {
	file, err := os.Open(filepath.Join(corpora.Folder(t, "crm_roundcube"), "header_labels_by_locale.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	right, all := map[string]int{}, map[string]int{}
	for _, row := range rows[1:] {
		locale, key, label := row[0], row[1], row[2]
		if locale == "internal" || strings.HasPrefix(label, "_") || strings.Contains(label, "_state_") {
			continue // keys of the program
		}
		s := subject{path: "contacts.csv", headers: []string{label}}
		if key == "prefix" {
			s.headers = append(s.headers, "Job Title") // as in the files that have it
		}
		s.dictionary = Contacts.dictionary()
		got, want := "", roundcubeMeans(key)
		if c := resolve(s, nil).Columns[0]; c.Canonical() {
			got = c.Name
		}
		all[locale]++
		if got == "" && want == nil || slices.Contains(want, got) {
			right[locale]++
		} else {
			t.Logf("%s: %s (%s) is %q", locale, label, key, got)
		}
	}
	total, totalRight := 0, 0
	for locale := range all {
		total, totalRight = total+all[locale], totalRight+right[locale]
		t.Logf("%s: %d of %d", locale, right[locale], all[locale])
	}
	t.Logf("%d of %d", totalRight, total)
	if share := float64(totalRight) / float64(total); share < 0.95 {
		t.Errorf("%.1f %% of the labels are mapped right", 100*share)
	}
}
