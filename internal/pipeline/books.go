package pipeline

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Account counts the rows of one stage.
type Account struct {
	Stage      string        `json:"stage"`
	In         int64         `json:"in"`
	Out        int64         `json:"out"`
	Merged     int64         `json:"merged"`
	Rejected   int64         `json:"rejected"`
	Suppressed int64         `json:"suppressed"`
	Erased     int64         `json:"erased"`
	Busy       time.Duration `json:"busy_ns"` // summed over workers
}

// balance returns an error for rows that the account cannot explain.
func (a Account) balance() error {
	if a.In == a.Out+a.Merged+a.Rejected+a.Suppressed+a.Erased {
		return nil
	}
	return fmt.Errorf("%s: the books do not balance: %d rows in, but %d out, %d merged, %d rejected, %d suppressed, %d erased; this is a bug in galena, nothing was published",
		a.Stage, a.In, a.Out, a.Merged, a.Rejected, a.Suppressed, a.Erased)
}

// ledger is an Account that several workers update.
type ledger struct {
	stage                            string
	in, out, rejected                atomic.Int64
	merged, suppressed, erased, busy atomic.Int64
}

func (l *ledger) account() Account {
	return Account{
		Stage: l.stage, In: l.in.Load(), Out: l.out.Load(), Merged: l.merged.Load(), Rejected: l.rejected.Load(),
		Suppressed: l.suppressed.Load(), Erased: l.erased.Load(), Busy: time.Duration(l.busy.Load()),
	}
}

// notebook sums up the notes of all batches by stage, file, field and code.
type notebook struct {
	mu    sync.Mutex
	notes map[[4]string]Note
}

func (n *notebook) add(notes []Note) {
	if len(notes) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, note := range notes {
		key := [4]string{note.Stage, note.File, note.Field, note.Code}
		old, ok := n.notes[key]
		if ok {
			note.Count += old.Count
			note.FirstLine = min(note.FirstLine, old.FirstLine)
		}
		n.notes[key] = note
	}
}

// sorted returns the notes in the order of stage, file, field and code.
func (n *notebook) sorted() []Note {
	n.mu.Lock()
	defer n.mu.Unlock()
	keys := make([][4]string, 0, len(n.notes))
	for key := range n.notes {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b [4]string) int { return slices.Compare(a[:], b[:]) })
	out := make([]Note, len(keys))
	for i, key := range keys {
		out[i] = n.notes[key]
	}
	return out
}
