package score

import (
	"fmt"
	"slices"

	"galena/internal/config"
)

// Validate implements config.Validator.
func (c *Config) Validate(report *config.Report) {
	if c.Weights.Fit < 0 || c.Weights.Engagement < 0 || c.Weights.Fit+c.Weights.Engagement == 0 {
		report.Errorf("weights", "must not be negative, nor both zero")
	}
	if c.Weights.Fit > maxWeight || c.Weights.Engagement > maxWeight {
		report.Errorf("weights", "must be at most %s", maxWeight)
	}
	c.validateFit(report)
	c.validateEngagement(report)
	validateGrades(report, "grades.fit", c.Grades.Fit)
	validateGrades(report, "grades.engagement", c.Grades.Engagement)
	c.validateBANT(report)
	if c.Attribution.HalfLife <= 0 {
		report.Errorf("attribution.half_life", "must be longer than 0")
	}
	for _, entry := range c.Channels.Motion {
		if !slices.Contains(motions, entry.Value) {
			report.Add(entry.At.Unknown("motion", entry.Value, motions))
		}
	}
	for i, owner := range c.Routing.Owners {
		if at := fmt.Sprintf("routing.owners[%d]", i); owner.Weight < 1 || owner.Weight > maxOwnerWeight {
			report.Errorf(at+".weight", "must lie between 1 and %d", maxOwnerWeight)
		} else if owner.Capacity < 0 {
			report.Errorf(at+".capacity", "must not be negative")
		}
	}
	for _, entry := range c.Lifecycle.Events {
		if !slices.Contains(stageNames[:], entry.Key) {
			report.Add(entry.At.Unknown("lifecycle stage", entry.Key, stageNames[:]))
		}
	}
}

var motions = []string{motionInbound, motionOutbound, "referral", "partner", motionRecruiting, motionUnknown, motionByConsent}

// maxWeight keeps the products of the mean within an int64.
const maxWeight = 1000 * whole

func (c *Config) validateFit(report *config.Report) {
	names, groups := map[string]bool{}, map[string]bool{}
	for i, rule := range c.Fit.Rules {
		at := fmt.Sprintf("fit.rules[%d]", i)
		switch byValue := rule.Column.Value != "" || len(rule.Values) > 0; {
		case rule.When.Value != "" && byValue:
			report.Errorf(at, "has both a condition and values; make two rules of it")
		case rule.When.Value == "" && !byValue:
			report.Errorf(at, "needs when and points, or column and values")
		case byValue && (rule.Column.Value == "" || len(rule.Values) == 0):
			report.Errorf(at, "needs both column and values")
		case byValue && rule.Points != 0:
			report.Errorf(at+".points", "has no meaning beside values")
		}
		if names[rule.Name] {
			report.Errorf(at+".name", "%q is the name of another fit rule", rule.Name)
		}
		names[rule.Name], groups[rule.Group] = true, true
	}
	validateCaps(report, c.Fit.Caps, groups, len(c.Fit.Rules))
}

func (c *Config) validateEngagement(report *config.Report) {
	names, groups := map[string]bool{}, map[string]bool{}
	if c.Engagement.HalfLife <= 0 {
		report.Errorf("engagement.half_life", "must be longer than 0")
	}
	for i, rule := range c.Engagement.Rules {
		at := fmt.Sprintf("engagement.rules[%d]", i)
		if len(rule.Events) == 0 && rule.When.Value == "" {
			report.Errorf(at, "needs events, when, or both")
		}
		if rule.Cap < 0 {
			report.Errorf(at+".cap", "must not be negative")
		}
		if rule.CapWindow <= 0 {
			report.Errorf(at+".cap_window", "must be longer than 0")
		}
		if names[rule.Name] {
			report.Errorf(at+".name", "%q is the name of another engagement rule", rule.Name)
		}
		names[rule.Name], groups[rule.Group] = true, true
	}
	validateCaps(report, c.Engagement.Caps, groups, len(c.Engagement.Rules))
}

// validateBANT reports rules that treat what they only infer as certain.
func (c *Config) validateBANT(report *config.Report) {
	for i, rules := range c.BANT.rules() {
		for j, rule := range rules {
			if rule.Status == met && rule.Basis == inferred {
				report.Errorf(fmt.Sprintf("bant.%s[%d].status", letters[i], j), "must be partial or not_met, as what is inferred is never met")
			}
		}
	}
}

// validateCaps reports caps of groups that no rule is in. Without rules, the preset's rules
// apply, with their groups.
func validateCaps(report *config.Report, caps config.Map[Points], groups map[string]bool, rules int) {
	for _, entry := range caps {
		if entry.Value < 0 {
			report.Add(entry.At.Problem("a cap must not be negative"))
		}
		if rules > 0 && !groups[entry.Key] {
			report.Add(entry.At.Problem("no rule is in the group %q", entry.Key))
		}
	}
}

func validateGrades(report *config.Report, path string, thresholds []Points) {
	falling := slices.IsSortedFunc(thresholds, func(a, b Points) int { return int(b - a) })
	if len(thresholds) != 3 || !falling {
		report.Errorf(path, "must be three numbers, the best first")
	}
}
