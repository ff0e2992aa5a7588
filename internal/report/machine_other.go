//go:build !linux

package report

// PeakMemory returns 0: the unit is known only on Linux.
func PeakMemory() int64 { return 0 }

// MachineMemory returns 0, for unknown.
func MachineMemory() int64 { return 0 }
