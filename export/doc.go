// Package export writes the finished leads and publishes them as one run.
//
// A run is a folder that either is not there or is whole. Everything is
// written to DIR/.tmp-run, synced, read back and counted; then one rename makes
// it DIR/RUN_ID and a second one moves the link DIR/latest. Whatever happens
// before that second rename, a kill or a full disk, leaves latest as it was,
// and the next run sweeps up.
//
//	Create ─► SetRunID ─► Write ... Close ─► Publish
//	   └───────────────────────┴──────────► Abort
//
// A kernel lock on DIR/.lock keeps two runs from writing to one folder; it ends
// with the process that holds it, so there are no stale ones.
//
// sink.go has the way of a run, leads.go what is written of a batch of leads: to
// their own table (table.go, as csv.go or parquet.go), and to the files of also
// (also.go, extra.go), into which audience.go lets nobody who may not be contacted.
// publish.go makes the run the latest, check.go reads it back before, store.go
// uploads it to object storage.
//
// The package does not judge a run. Whether the books and the gates allow it to
// be published is for the caller, who calls Publish or Abort.
package export
