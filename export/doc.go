// Package export writes the finished leads and publishes them as one run.
//
// A run is a folder that is either absent or complete. Everything is written to
// DIR/.tmp-run, synced, read back and counted. Then one rename makes it DIR/RUN_ID, and a
// second rename moves the link DIR/latest. Whatever happens before that second rename, be
// it a kill or a full disk, leaves latest as it was, and the next run cleans up.
//
//	Create ─► SetRunID ─► Write ... Close ─► Publish
//	   └───────────────────────┴──────────► Abort
//
// A kernel lock on DIR/.lock keeps two runs from writing to one folder. It ends with the
// process that holds it, so there are no stale locks.
//
// sink.go has the life cycle of a run. leads.go writes a batch of leads to their own table
// (table.go, with csv.go or parquet.go) and to the files of also (also.go, extra.go), which
// audience.go keeps free of people who may not be contacted. check.go reads the run back,
// publish.go makes it the latest, and store.go uploads it to object storage.
//
// The package does not judge a run. Whether the books and the gates allow it to be
// published is up to the caller, who calls Publish or Abort.
package export
