//go:build !linux

package report

// PeakMemory returns 0: only Linux tells in a unit that we know.
func PeakMemory() int64 { return 0 }

// MachineMemory returns 0, for unknown.
func MachineMemory() int64 { return 0 }
