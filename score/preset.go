package score

import (
	_ "embed"
	"fmt"
	"sync"

	"galena/internal/config"
)

//go:embed preset.yaml
var presetYAML []byte

var preset = sync.OnceValue(func() Config {
	preset, err := config.Load[Config](config.Document{Name: "score/preset.yaml", Data: presetYAML}, nil)
	if err != nil {
		panic(fmt.Sprintf("score: preset.yaml: %v", err))
	}
	return preset
})

// Preset returns the configuration in preset.yaml. The caller must not change its lists.
func Preset() Config { return preset() }

// withPreset fills in the lists that the user left out. The preset's caps come with its rules,
// unless the user has caps, too.
func (c Config) withPreset() Config {
	preset := Preset()
	if len(c.Fit.Rules) == 0 {
		c.Fit.Rules = preset.Fit.Rules
		c.Fit.Caps = filled(c.Fit.Caps, preset.Fit.Caps)
	}
	if len(c.Engagement.Rules) == 0 {
		c.Engagement.Rules = preset.Engagement.Rules
		c.Engagement.Caps = filled(c.Engagement.Caps, preset.Engagement.Caps)
	}
	c.Events.Intent = filled(c.Events.Intent, preset.Events.Intent)
	c.Events.Active = filled(c.Events.Active, preset.Events.Active)
	c.Events.Passive = filled(c.Events.Passive, preset.Events.Passive)
	c.Events.Negative = filled(c.Events.Negative, preset.Events.Negative)
	c.Events.Outcome = filled(c.Events.Outcome, preset.Events.Outcome)
	c.Events.KeyPages = filled(c.Events.KeyPages, preset.Events.KeyPages)
	c.Events.Application = filled(c.Events.Application, preset.Events.Application)
	c.Events.Bots.Delivered = filled(c.Events.Bots.Delivered, preset.Events.Bots.Delivered)
	c.Events.Bots.Clicks = filled(c.Events.Bots.Clicks, preset.Events.Bots.Clicks)
	c.Events.Bots.Agents = filled(c.Events.Bots.Agents, preset.Events.Bots.Agents)
	c.BANT.Budget = filled(c.BANT.Budget, preset.BANT.Budget)
	c.BANT.Authority = filled(c.BANT.Authority, preset.BANT.Authority)
	c.BANT.Need = filled(c.BANT.Need, preset.BANT.Need)
	c.BANT.Timeline = filled(c.BANT.Timeline, preset.BANT.Timeline)
	c.Next.Rules = filled(c.Next.Rules, preset.Next.Rules)
	c.Next.Contacts.Events = filled(c.Next.Contacts.Events, preset.Next.Contacts.Events)
	c.Channels.Motion = overlaid(c.Channels.Motion, preset.Channels.Motion)
	c.Channels.Events = overlaid(c.Channels.Events, preset.Channels.Events)
	c.Lifecycle.Events = filled(c.Lifecycle.Events, preset.Lifecycle.Events)
	return c
}

func filled[List ~[]T, T any](own, preset List) List {
	if len(own) == 0 {
		return preset
	}
	return own
}
