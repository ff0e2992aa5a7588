//go:build !race

// Package race tells tests whether the race detector is in the binary. It
// makes code five to ten times as slow, so the longest tests do less under it.
package race

// Enabled reports whether the race detector is on.
const Enabled = false
