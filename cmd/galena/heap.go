package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"

	"galena/internal/config"
	"galena/internal/report"
)

const (
	// leastHeap is not worth collecting: a run over a thousand records would do so
	// six times, for a twentieth of its CPU time.
	leastHeap = 64 << 20
	// smallHeap may double before it is collected, as is Go's default.
	smallHeap = 128 << 20
	// leastGrowth is by how many percent a large heap grows between collections.
	// Rows lie in few large blocks without pointers, so that to collect them costs
	// little: of a million records a collection takes some milliseconds.
	leastGrowth = 25
)

// memoryFor returns the memory to aim at in bytes: the budget, or for 0 three
// quarters of the machine's memory. It is 0 where the system does not tell.
func memoryFor(budget config.Bytes) int64 {
	if budget > 0 {
		return int64(budget)
	}
	return report.MachineMemory() / 4 * 3
}

// limitMemory makes the garbage collector keep to a budget and a large heap from
// doubling between collections, and returns what undoes it. Whoever sets GOGC
// has the growth that it says.
func limitMemory(budget config.Bytes) (undo func()) {
	undo = func() {}
	if limit := memoryFor(budget); limit > 0 {
		before := debug.SetMemoryLimit(limit)
		undo = func() { debug.SetMemoryLimit(before) }
	}
	if os.Getenv("GOGC") != "" {
		return undo
	}
	growth := debug.SetGCPercent(growthFor(liveHeap()))
	var (
		mu   sync.Mutex
		done bool
	)
	afterEachCollection(func() (more bool) {
		mu.Lock()
		defer mu.Unlock()
		if !done {
			debug.SetGCPercent(growthFor(liveHeap()))
		}
		return !done
	})
	limited := undo
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done = true
		debug.SetGCPercent(growth)
		limited()
	}
}

// growthFor is by how many percent a heap may grow of which so much is alive.
func growthFor(live uint64) int {
	live = max(live, 4<<20) // which is the least that Go takes a heap for
	if 2*live < leastHeap {
		return int(100*leastHeap/live - 100)
	}
	return int(max(leastGrowth, min(100, 100*smallHeap/live)))
}

func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// afterEachCollection calls f once the garbage has been collected, until it
// returns false.
func afterEachCollection(f func() bool) {
	// A thing that nothing refers to is cleaned up by the next collection.
	runtime.AddCleanup(new([16]byte), func(f func() bool) {
		if f() {
			afterEachCollection(f)
		}
	}, f)
}
