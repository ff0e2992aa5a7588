package main

import (
	"context"
	"fmt"
	"strings"
)

// consentLine is a row of consent: one statement about being contacted.
type consentLine struct {
	Channel  string `json:"channel"`
	Purpose  string `json:"purpose"`
	Status   string `json:"status"`
	Source   string `json:"source_system"`
	File     string `json:"file,omitempty"`
	Line     string `json:"line,omitempty"`
	Evidence string `json:"evidence"`
	Observed string `json:"observed_at,omitempty"`
	Expires  string `json:"expires_at,omitempty"`
}

func (w *why) addConsent(ctx context.Context, a *leadAnswer) error {
	return w.run.each(ctx, "consent", nil, func(in rows, i int) {
		if in.cell("lead_id", i) == a.Lead {
			a.Consent = append(a.Consent, consentLine{
				Channel: in.cell("channel", i), Purpose: in.cell("purpose", i), Status: in.cell("status", i),
				Source: in.cell("source_system", i), File: in.cell("file", i), Line: in.cell("line", i),
				Evidence: in.cell("evidence", i), Observed: in.cell("observed_at", i), Expires: in.cell("expires_at", i),
			})
		}
	})
}

// consent writes whether the lead may be contacted, and everything that was said about
// it.
func (w *screen) consent(a *leadAnswer) {
	var channels []string
	for _, channel := range []string{"email", "phone", "sms", "mail", "ads"} {
		if reason := a.Result["contactable_"+channel+"_reason"]; reason != "" {
			answer := map[string]string{"true": "yes", "false": "no", "": "unknown"}[a.Result["contactable_"+channel]]
			channels = append(channels, fmt.Sprintf("%s %s (%s)", channel, answer, reason))
		}
	}
	if len(channels) == 0 {
		return
	}
	w.printf("\nmay be contacted: %s\n", strings.Join(channels, ", "))
	if len(a.Consent) == 0 {
		return
	}
	w.table("what was said", func(line func(cells ...any)) {
		for _, c := range a.Consent {
			where := c.Source
			if c.File != "" {
				where = c.File
			}
			if c.Line != "" {
				where += ":" + c.Line
			}
			day, _, _ := strings.Cut(c.Observed, "T")
			if day == "" && c.Expires != "" {
				day, _, _ = strings.Cut("until "+c.Expires, "T")
			}
			line(c.Channel, c.Status, c.Evidence, day, where)
		}
	})
}
