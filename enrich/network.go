package enrich

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"galena/internal/column"
	"galena/internal/config"
	"galena/internal/lock"
)

// Network is what steps may do over the network. One budget holds for all of them.
type Network struct {
	Mode     string  `yaml:"mode" default:"live" enum:"live,record,replay" hash:"-" doc:"live: does not ask again what the cache knows; record: asks everything anew; replay: uses the cache alone, without a network and without a secret"`
	Cache    string  `yaml:"cache" default:"cache/" hash:"-" doc:"folder of the answers. They are personal data"`
	Calls    int     `yaml:"calls" doc:"most requests to providers in a run, repeated ones included; 0: none"`
	Money    float64 `yaml:"money" doc:"most that the calls of a run may cost, in the unit of the providers' cost; 0: nothing"`
	RowCalls int     `yaml:"row_calls" doc:"most requests for one lead; 0: no bound of its own"`
	RowMoney float64 `yaml:"row_money" doc:"most that the calls for one lead may cost; 0: no bound of its own"`

	Agree config.Map[int] `yaml:"agree" doc:"column of leads: how many providers must bring the same value before it is taken; default: 1 each"`
}

// Validate implements config.Validator.
func (n *Network) Validate(report *config.Report) {
	if n.Calls < 0 || n.RowCalls < 0 {
		report.Errorf("", "cannot allow less than no calls")
	}
	if n.Money < 0 || n.RowMoney < 0 {
		report.Errorf("", "cannot allow less than no money")
	}
}

// network returns what the config says of the network, the zero value if it says nothing.
func (c Config) network() Network {
	for _, s := range c {
		if s.Network != nil {
			return *s.Network
		}
	}
	return Network{}
}

// folder returns the folder in which answers are kept.
func (n *Network) folder() string { return cmp.Or(n.Cache, defaultFolder) }

// replays reports whether answers come from the cache alone.
func (n *Network) replays() bool { return n.Mode == "replay" }

// asksAnew reports whether to ask again for what the cache has.
func (n *Network) asksAnew() bool { return n.Mode == "record" }

// money is an amount in millionths, so that sums are exact.
type money int64

func moneyOf(amount float64) money { return money(math.Round(amount * 1e6)) }

// amount returns the money in the unit of the config.
func (m money) amount() float64 { return float64(m) / 1e6 }

// budget is what a run may spend and has spent, with the folder of the answers it was spent on.
type budget struct {
	Network
	mu     sync.Mutex
	used   spent
	opened int       // files of the folder that are open
	held   lock.Lock // while opened > 0
}

// LockFile is the file of AnswerFolder that is locked while answers are written there: two runs
// at once would pay twice for the same answer.
const LockFile = ".answers.lock"

// open opens a file of answers. Until it is closed, another run can open files of the folder
// only to replay.
func (b *budget) open(name string) (*cache, error) {
	folder := b.folder()
	path := filepath.Join(folder, name)
	if b.replays() {
		return openCache(path, true)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.opened == 0 {
		err := os.MkdirAll(folder, 0o700)
		if err == nil {
			b.held, err = lock.TakeFile(folder, LockFile)
		}
		if err != nil {
			return nil, fmt.Errorf("keeping answers: %w", err)
		}
	}
	b.opened++
	c, err := openCache(path, false)
	if err != nil {
		return nil, errors.Join(err, b.release())
	}
	return c, nil
}

// close closes a file that open returned.
func (b *budget) close(c *cache) error {
	if c == nil || c.file == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return errors.Join(c.file.Close(), b.release())
}

// release unlocks the folder with the last of its files.
func (b *budget) release() error {
	if b.opened--; b.opened > 0 {
		return nil
	}
	return b.held.Release()
}

// spent is what was spent in a run or on a lead.
type spent struct {
	calls int
	money money
}

// reserve takes a request and its cost from the budget. It reports false, and takes nothing, if
// too little is left for the run or for the lead.
func (b *budget) reserve(lead *spent, cost money) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.used.calls+1 > b.Calls, b.used.money+cost > moneyOf(b.Money):
		return false
	case b.RowCalls > 0 && lead.calls+1 > b.RowCalls, b.RowMoney > 0 && lead.money+cost > moneyOf(b.RowMoney):
		return false
	}
	for _, s := range []*spent{&b.used, lead} {
		s.calls++
		s.money += cost
	}
	return true
}

// refund gives back the cost of a request that brought no answer. The request still counts.
func (b *budget) refund(lead *spent, cost money) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used.money -= cost
	lead.money -= cost
}

// turnstile lets batches through one at a time, in order, so that a budget goes to the same
// leads however many workers there are.
type turnstile struct {
	mu      sync.Mutex
	next    int
	waiting map[int]chan struct{}
}

// enter waits for the turn of a batch.
func (t *turnstile) enter(ctx context.Context, index int) error {
	t.mu.Lock()
	if index <= t.next {
		t.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	if t.waiting == nil {
		t.waiting = map[int]chan struct{}{}
	}
	t.waiting[index] = turn
	t.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// leave gives the turn to the next batch.
func (t *turnstile) leave(index int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if index != t.next {
		return
	}
	t.next++
	if turn := t.waiting[t.next]; turn != nil {
		close(turn)
		delete(t.waiting, t.next)
	}
}

// refusals returns which leads have refused contact on some channel; nothing about them is sent
// to anybody. A missing or invalid address, or an unknown status, is no refusal.
func refusals(rows column.Table) func(row int) bool {
	type answer struct {
		may     *column.Bool
		because *column.Text
	}
	var answers []answer
	for _, name := range rows.Names() {
		channel, found := strings.CutPrefix(name, "contactable_")
		may, ok := rows.Column(name).(*column.Bool)
		if found && ok {
			answers = append(answers, answer{may, rows.Text("contactable_" + channel + "_reason")})
		}
	}
	return func(row int) bool {
		return slices.ContainsFunc(answers, func(a answer) bool {
			if a.may.IsNull(row) || a.may.Value(row) {
				return false
			}
			status, _, _ := strings.Cut(cell(a.because, row), ":")
			return !slices.Contains([]string{"no_address", "invalid_address", "unknown"}, status)
		})
	}
}
