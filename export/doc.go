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
// The package does not judge a run. Whether the books and the gates allow it to
// be published is for the caller, who calls Publish or Abort.
package export
