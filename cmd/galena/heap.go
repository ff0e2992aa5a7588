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
	// leastHeap is the heap size below which collecting is not worth its cost: a run over
	// a thousand records would collect six times, for a twentieth of its CPU time.
	leastHeap = 64 << 20
	// smallHeap is the live heap up to which the heap may double, as is Go's default.
	smallHeap = 128 << 20
	// leastGrowth is the percentage by which a large heap grows between collections.
	// Rows lie in few large blocks without pointers, so that collecting them is cheap:
	// some milliseconds for a million records.
	leastGrowth = 25
)

// memoryFor returns the memory to aim at in bytes: the budget, or for 0 three
// quarters of the machine's memory. It returns 0 if the system does not report that.
func memoryFor(budget config.Bytes) int64 {
	if budget > 0 {
		return int64(budget)
	}
	return report.MachineMemory() / 4 * 3
}

// limitMemory sets the garbage collector's memory limit to the budget and keeps a
// large heap from doubling between collections. If GOGC is set in the environment, it
// alone decides the growth. The returned function restores the previous settings.
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

// growthFor returns the percentage by which a heap with this many live bytes may
// grow.
func growthFor(live uint64) int {
	live = max(live, 4<<20) // Go's minimum heap
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

// afterEachCollection calls f after every garbage collection until f returns false.
func afterEachCollection(f func() bool) {
	// An unreferenced object is cleaned up by the next collection.
	runtime.AddCleanup(new([16]byte), func(f func() bool) {
		if f() {
			afterEachCollection(f)
		}
	}, f)
}
