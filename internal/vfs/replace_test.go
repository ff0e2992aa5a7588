package vfs_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"galena/internal/vfs"
	"galena/internal/vfs/vfstest"
)

// TestReplaceIsAllOrNothing: whatever operation fails, with and without a crash, the file
// is the old or the new one, whole, and the next attempt succeeds.
func TestReplaceIsAllOrNothing(t *testing.T) {
	const before, after = "what was there before", "and what comes in its place"
	replace := func(fsys vfs.FS, path string) error { return vfs.Replace(fsys, path, []byte(after), 0o600) }
	for _, there := range []bool{true, false} {
		counting := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{})
		if err := replace(counting, place(t, there, before)); err != nil {
			t.Fatal(err)
		}
		for nth := 1; nth <= counting.Counts()[vfstest.Any]; nth++ {
			for _, crash := range []bool{false, true} {
				path := place(t, there, before)
				faulty := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{Op: vfstest.Any, Nth: nth, Err: syscall.ENOSPC, Crash: crash})
				if err := replace(faulty, path); !errors.Is(err, syscall.ENOSPC) {
					t.Errorf("operation %d: %v", nth, err)
				}
				content, err := os.ReadFile(path)
				if whole := string(content) == before && there || string(content) == after; !whole && (there || !errors.Is(err, os.ErrNotExist)) {
					t.Errorf("operation %d, there %v, crash %v: %q %v", nth, there, crash, content, err)
				}
				if err := replace(vfs.OS{}, path); err != nil {
					t.Errorf("operation %d, crash %v: the next attempt: %v", nth, crash, err)
				}
				if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
					t.Errorf("operation %d, crash %v: left over: %v %v", nth, crash, entries, err)
				}
			}
		}
	}
}

func TestReplaceKeepsTheMode(t *testing.T) {
	path := place(t, true, "")
	if err := vfs.Replace(vfs.OS{}, path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

// TestReplaceLeavesWhatIsNoFile: a device or a link is not replaced.
func TestReplaceLeavesWhatIsNoFile(t *testing.T) {
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(os.DevNull, link); err != nil {
		t.Fatal(err)
	}
	if err := vfs.Replace(vfs.OS{}, link, nil, 0o600); err == nil {
		t.Error("the link is gone")
	}
	if target, err := os.Readlink(link); err != nil || target != os.DevNull {
		t.Errorf("%q %v", target, err)
	}
}

// place returns the path of a file in a new folder. It creates the file only if there is set.
func place(t *testing.T, there bool, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if !there {
		return path
	}
	if err := os.WriteFile(path, []byte(content), 0o640); err != nil {
		t.Fatal(err)
	}
	return path
}
