package enrich

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/pipeline"
	"galena/internal/provenance"
)

// DNS is a step that asks whether the domain of an address accepts mail.
type DNS struct {
	Resolver    string          `yaml:"resolver" doc:"host:port to ask; default: the system's"`
	Timeout     config.Duration `yaml:"timeout" default:"3s" doc:"the longest time to wait for an answer"`
	Concurrency int             `yaml:"concurrency" default:"16" doc:"most questions at once"`
	TTL         config.Duration `yaml:"ttl" default:"30d" doc:"how long an answer is good"`
}

// Validate implements config.Validator.
func (d *DNS) Validate(report *config.Report) {
	if d.Concurrency < 1 {
		report.Errorf("concurrency", "must be at least 1")
	}
	if d.Timeout < 1 {
		report.Errorf("timeout", "must be longer than nothing")
	}
	if _, _, err := net.SplitHostPort(d.Resolver); d.Resolver != "" && err != nil {
		report.Errorf("resolver", "must be host:port, such as 127.0.0.1:53")
	}
}

// Values of email_mail: what the DNS says about a domain.
const (
	mailTaken    = "mx"       // it has MX hosts
	mailImplicit = "implicit" // it has none, but is a host itself
	mailRefused  = "null_mx"  // it says that it accepts no mail
	mailNowhere  = "none"     // neither MX hosts nor an address
)

// dnsStep is a DNS step during a run. It gets one batch at a time.
type dnsStep struct {
	*DNS
	resolver *net.Resolver
	network  *budget
	lists    *lists
	asOf     time.Time
	cache    *cache
}

func newDNSStep(d *DNS, network *budget, l *lists, asOf time.Time) *dnsStep {
	step := &dnsStep{DNS: d, network: network, lists: l, asOf: asOf, resolver: &net.Resolver{PreferGo: true}}
	if d.Resolver != "" {
		step.resolver.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
			var dialer net.Dialer
			return dialer.DialContext(ctx, network, d.Resolver)
		}
	}
	return step
}

func (d *dnsStep) prepare(context.Context, pipeline.Workers) (err error) {
	d.cache, err = d.network.open(dnsFile)
	return err
}

func (d *dnsStep) close() ([]pipeline.Note, error) {
	return nil, d.network.close(d.cache)
}

// add asks about the domains of leads that have refused nothing.
func (d *dnsStep) add(ctx context.Context, _ *scratch, b pipeline.Batch) (pipeline.Batch, origin, error) {
	domains := b.Rows.Text("email_domain")
	if domains == nil {
		return b, always("dns", methodProvider), nil
	}
	refused := refusals(b.Rows)
	asked := map[string]*answer{}
	var names []string
	for row := range domains.Len() {
		if name := cell(domains, row); name != "" && asked[name] == nil && !refused(row) {
			asked[name] = &answer{}
			names = append(names, name)
		}
	}
	if err := d.ask(ctx, names, asked); err != nil {
		return pipeline.Batch{}, nil, err
	}
	status, hosts := column.NewTextBuilder(domains.Len(), 8*domains.Len()), column.NewTextBuilder(domains.Len(), 0)
	disposable, _ := b.Rows.Column("email_is_disposable").(*column.Bool)
	var known column.BoolBuilder
	for row := range domains.Len() {
		a := asked[cell(domains, row)]
		if a == nil || refused(row) {
			a = &answer{}
		}
		status.AppendGiven(a.Outcome)
		hosts.AppendGiven(a.Body)
		switch isKnown := disposable != nil && disposable.IsValid(row); {
		case a.Body != "" && d.lists.isDisposable(a.Body):
			known.Append(true)
		case isKnown:
			known.Append(disposable.Value(row))
		default:
			known.AppendNull()
		}
	}
	b.Rows = b.Rows.With("email_mail", status.Finish()).With("email_mx_host", hosts.Finish())
	if disposable != nil {
		b.Rows = b.Rows.With("email_is_disposable", known.Finish())
	}
	return b, func(_ string, row int) evidence {
		e := provenance.Undated("dns", methodProvider)
		if a := asked[cell(domains, row)]; a != nil {
			e.Observed = dayOf(a.At)
		}
		return e
	}, nil
}

// ask fills in the answers for the domains, from the cache or the resolver. An answer that
// cannot be had stays empty, and the next run asks again.
func (d *dnsStep) ask(ctx context.Context, names []string, asked map[string]*answer) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(d.Concurrency)
	for _, name := range names {
		a, ok := d.cache.get(name)
		if ok && a.isFresh(d.asOf, time.Duration(d.TTL), time.Duration(d.TTL)) && !d.network.asksAnew() {
			*asked[name] = a
			continue
		}
		if d.network.replays() {
			continue
		}
		group.Go(func() error {
			a, ok := d.find(ctx, name)
			if !ok {
				return context.Cause(ctx)
			}
			*asked[name] = a
			return d.cache.put(a)
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("asking the DNS: %w", err)
	}
	return nil
}

// find asks about one domain. ok is false if the resolver gave no definite answer.
func (d *dnsStep) find(ctx context.Context, name string) (a answer, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(d.Timeout))
	defer cancel()
	a = answer{Key: name, At: d.asOf.Format(time.DateOnly)}
	hosts, err := d.resolver.LookupMX(ctx, name+".")
	if failure := new(net.DNSError); err != nil && len(hosts) == 0 && (!errors.As(err, &failure) || !failure.IsNotFound) {
		return a, false
	}
	if len(hosts) > 0 {
		best := slices.MinFunc(hosts, func(x, y *net.MX) int {
			return cmp.Or(cmp.Compare(x.Pref, y.Pref), cmp.Compare(strings.ToLower(x.Host), strings.ToLower(y.Host)))
		})
		a.Outcome, a.Body = mailTaken, strings.TrimSuffix(strings.ToLower(best.Host), ".")
		if a.Body == "" { // the host is the root: RFC 7505
			a.Outcome = mailRefused
		}
		return a, true
	}
	addresses, err := d.resolver.LookupNetIP(ctx, "ip", name+".")
	failure := new(net.DNSError)
	switch {
	case len(addresses) > 0:
		a.Outcome = mailImplicit
	case errors.As(err, &failure) && failure.IsNotFound:
		a.Outcome = mailNowhere
	default:
		return a, false
	}
	return a, true
}
