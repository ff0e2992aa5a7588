// Package pipeline carries batches of contacts from a Source, through Stages,
// into a Sink.
//
// There are two kinds of stage. A Mapper looks at one batch at a time and
// keeps no memory of it; the runner gives every batch to whichever worker is
// free. A Gatherer must see every row before it can say anything (dedupe); it
// is the only place where rows wait.
//
//	Source ═► normalize ═► dedupe ═► enrich ─► score ═► Sink
//	          └ Mappers ┘  Gatherer  └─── Mappers ──┘
//
// A single arrow is a function call, a double one a bounded queue after which order
// is restored. Stages never see a channel, a goroutine or a lock: those that rows
// pass are in ordered.go, and run.go adds a goroutine for each stage that prepares
// itself meanwhile.
//
// Four rules hold everywhere:
//
//   - Order. Batches leave a stage in the order they entered it, whatever the
//     number of workers, so the same input gives the same bytes.
//   - Ownership. Tables are immutable; whoever holds one may keep it.
//   - Books. Every row that enters a stage leaves it: kept, merged, rejected,
//     suppressed or erased. A stage whose books do not balance fails the run.
//   - Trouble. A row that cannot be used is a Reject and rides on its batch;
//     an error ends the run, and nothing is published. A panic in a stage is
//     an error that names the stage.
package pipeline
