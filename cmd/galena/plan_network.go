package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"galena/enrich"
	"galena/ingest"
	"galena/internal/pipeline"
	"galena/internal/term"
)

// intendedNetwork is what enrich would do over the network.
type intendedNetwork struct {
	Lookups *enrich.Lookups `json:"dns,omitempty"`
	// Providers are asked with at most Calls requests, which cost at most Money.
	Providers []string `json:"providers,omitempty"`
	Calls     int      `json:"calls,omitempty"`
	Money     float64  `json:"money,omitempty"`
	Unset     []string `json:"variables_not_set,omitempty"` // variables of the environment that their headers need
}

// foreseeNetwork estimates from samples of the contacts what would be asked; it
// returns nil if nothing would.
func (a *assembled) foreseeNetwork(ctx context.Context, c enrich.Config, asOf time.Time, samples []ingest.Sample, workers pipeline.Workers) (*intendedNetwork, error) {
	out, replays := &intendedNetwork{Unset: c.Unset(os.LookupEnv)}, false
	for _, s := range c {
		switch {
		case s.Network != nil:
			out.Calls, out.Money, replays = s.Network.Calls, s.Network.Money, s.Network.Mode == "replay"
		case s.Provider != nil:
			out.Providers = append(out.Providers, s.Provider.Name)
		}
	}
	if len(out.Providers) == 0 || replays {
		out.Providers, out.Calls, out.Money = nil, 0, 0
	}
	count, err := c.CountLookups(asOf)
	if err != nil {
		return nil, err
	}
	if count != nil {
		before := a.stages[:slices.Index(a.stages, pipeline.Stage(a.deduper))]
		if err := pipeline.New(rowsOfSamples(samples), before, visitor(func(b pipeline.Batch) { count.Add(b.Rows) }), workers).Run(ctx); err != nil {
			return nil, err
		}
		sampled, all, _ := measure(samples)
		lookups := count.Lookups(float64(all) / float64(max(sampled, 1)))
		out.Lookups = &lookups
	}
	if out.Lookups == nil && out.Providers == nil {
		return nil, nil
	}
	return out, nil
}

// measure returns how many rows the samples have, how many rows there are in all, and
// whether the samples are all of them.
func measure(samples []ingest.Sample) (sampled, all int64, whole bool) {
	whole = true
	for _, sample := range samples {
		for _, b := range sample.Batches {
			sampled += b.Read
		}
		all, whole = all+sample.Rows, whole && sample.Exact
	}
	return sampled, all, whole && all == sampled
}

func (n *intendedNetwork) write(w io.Writer) {
	fmt.Fprintln(w, "\nover the network")
	if n.Lookups != nil {
		most := "about"
		if n.Lookups.Exact {
			most = "at most"
		}
		fmt.Fprintf(w, "  domains whose mail hosts the DNS is asked for: %s %s; answered by the cache: %s\n", most, term.Count(n.Lookups.Domains), term.Count(n.Lookups.Kept))
	}
	for _, name := range n.Providers {
		fmt.Fprintf(w, "  provider %s\n", name)
	}
	if len(n.Providers) > 0 {
		fmt.Fprintf(w, "  at most %s calls that cost at most %g together\n", term.Count(n.Calls), n.Money)
	}
	if len(n.Unset) > 0 {
		fmt.Fprintf(w, "  needs %s, which the environment does not have here\n", strings.Join(n.Unset, ", "))
	}
}
