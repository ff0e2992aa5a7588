package vfstest_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/vfs"
	"galena/internal/vfs/vfstest"
)

// script uses every operation once, and stops at the first error.
func script(fsys vfs.FS, dir string) error {
	folder, name := filepath.Join(dir, "a", "b"), filepath.Join(dir, "a", "b", "file")
	steps := []func() error{
		func() error { return fsys.MkdirAll(filepath.Dir(folder), 0o755) },
		func() error { return fsys.Mkdir(folder, 0o755) },
		func() error {
			f, err := fsys.Create(name, 0o600)
			if err != nil {
				return err
			}
			if _, err = f.Write([]byte("ore")); err == nil {
				err = f.Sync()
			}
			if closeErr := f.Close(); err == nil {
				err = closeErr
			}
			return err
		},
		func() error { return fsys.SyncDir(folder) },
		func() error { return fsys.Rename(folder, filepath.Join(dir, "c")) },
		func() error { return fsys.SyncDir(dir) },
		func() error { return fsys.Symlink("c", filepath.Join(dir, "link")) },
		func() error {
			f, err := fsys.Open(filepath.Join(dir, "link", "file"))
			if err == nil {
				err = f.Close()
			}
			return err
		},
		func() error { _, err := fsys.Lstat(filepath.Join(dir, "link")); return err },
		func() error { _, err := fsys.ReadDir(dir); return err },
		func() error { return fsys.RemoveAll(filepath.Join(dir, "a")) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func TestFaultyWithoutAFault(t *testing.T) {
	dir := t.TempDir()
	faulty := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{})
	if err := script(faulty, dir); err != nil {
		t.Fatal(err)
	}
	want := map[vfstest.Op]int{
		vfstest.Mkdir: 2, vfstest.Create: 1, vfstest.Write: 1, vfstest.Sync: 1, vfstest.Close: 1, vfstest.SyncDir: 2, vfstest.Rename: 1,
		vfstest.Symlink: 1, vfstest.Open: 1, vfstest.Stat: 1, vfstest.ReadDir: 1, vfstest.Remove: 1, vfstest.Any: 14,
	}
	if diff := cmp.Diff(want, faulty.Counts()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if content, err := os.ReadFile(filepath.Join(dir, "link", "file")); err != nil || string(content) != "ore" {
		t.Errorf("%q %v", content, err)
	}
}

func TestEachOperationCanFail(t *testing.T) {
	for nth := 1; nth <= 14; nth++ {
		for _, crash := range []bool{false, true} {
			faulty := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{Op: vfstest.Any, Nth: nth, Err: syscall.ENOSPC, Crash: crash})
			dir := t.TempDir()
			if err := script(faulty, dir); !errors.Is(err, syscall.ENOSPC) || !faulty.Failed() {
				t.Errorf("operation %d: %v", nth, err)
			}
			if _, err := faulty.ReadDir(dir); (err != nil) != crash {
				t.Errorf("operation %d, crash %v: afterwards %v", nth, crash, err)
			}
		}
	}
}

func TestACrashLosesWhatIsNotSynced(t *testing.T) {
	tests := []struct {
		name  string
		write func(fsys vfs.FS, dir string) error
		want  map[string]string
	}{
		{"nothing synced", func(fsys vfs.FS, dir string) error {
			return create(fsys, filepath.Join(dir, "x"), false)
		}, map[string]string{}},
		{"the name alone", func(fsys vfs.FS, dir string) error {
			return errors.Join(create(fsys, filepath.Join(dir, "x"), false), fsys.SyncDir(dir))
		}, map[string]string{"x": ""}},
		{"both", func(fsys vfs.FS, dir string) error {
			return errors.Join(create(fsys, filepath.Join(dir, "x"), true), fsys.SyncDir(dir))
		}, map[string]string{"x": "ore"}},
		{"not the renaming", func(fsys vfs.FS, dir string) error {
			return errors.Join(create(fsys, filepath.Join(dir, "x"), true), fsys.SyncDir(dir),
				fsys.Rename(filepath.Join(dir, "x"), filepath.Join(dir, "y")))
		}, map[string]string{"x": "ore"}},
		{"a renaming carries bytes with it", func(fsys vfs.FS, dir string) error {
			return errors.Join(create(fsys, filepath.Join(dir, "x"), false),
				fsys.Rename(filepath.Join(dir, "x"), filepath.Join(dir, "y")), fsys.SyncDir(dir))
		}, map[string]string{"y": ""}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			faulty := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{Op: vfstest.ReadDir, Nth: 1, Err: syscall.EIO, Crash: true})
			if err := test.write(faulty, dir); err != nil {
				t.Fatal(err)
			}
			if _, err := faulty.ReadDir(dir); err == nil {
				t.Fatal("no crash")
			}
			got := map[string]string{}
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, entry := range entries {
				content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
				if err != nil {
					t.Fatal(err)
				}
				got[entry.Name()] = string(content)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func create(fsys vfs.FS, name string, sync bool) error {
	f, err := fsys.Create(name, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write([]byte("ore"))
	if sync {
		err = errors.Join(err, f.Sync())
	}
	return errors.Join(err, f.Close())
}

func TestAFailingWriteIsShort(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x")
	faulty := vfstest.NewFaulty(vfs.OS{}, vfstest.Fault{Op: vfstest.Write, Nth: 1, Err: syscall.ENOSPC})
	f, err := faulty.Create(name, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := f.Write([]byte("galena")); n != 3 || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("%d %v", n, err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(name); err != nil || string(content) != "gal" {
		t.Errorf("%q %v", content, err)
	}
}
