//go:build unix

package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

// dropVariable tells galena in a script to give up root's rights, under which every file is
// readable.
const dropVariable = "GALENA_TEST_UID"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"galena": func() {
		if uid, err := strconv.Atoi(os.Getenv(dropVariable)); err == nil {
			if err := syscall.Setuid(uid); err != nil {
				panic(err)
			}
		}
		os.Unsetenv(dropVariable)
		main()
	}})
}

// TestScripts runs testdata/script/*.txtar: what a user types and sees, and which files
// result. scriptCommands adds to the commands of testscript.
func TestScripts(t *testing.T) {
	testdata, err := filepath.Abs(root("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(testdata, "script"),
		RequireExplicitExec: true,
		Cmds:                scriptCommands,
		Setup: func(env *testscript.Env) error {
			env.Setenv("TESTDATA", testdata)
			env.Values[sessionKey{}] = &session{}
			return os.Chmod(env.WorkDir, 0o755)
		},
		Condition: func(name string) (bool, error) {
			if name != "mount" {
				return false, fmt.Errorf("unknown condition %s", name)
			}
			return canMount(), nil
		},
	})
}

// scriptCommands are the additional commands of scripts.
var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	// exits CODE PROGRAM ARG...: runs it and expects exactly this exit code.
	"exits": func(ts *testscript.TestScript, _ bool, args []string) {
		wantCode(ts, args[0], ts.Exec(args[1], args[2:]...))
	},
	// nobody: from here on galena runs without root's rights.
	"nobody": func(ts *testscript.TestScript, _ bool, _ []string) {
		if os.Getuid() == 0 {
			ts.Setenv(dropVariable, "65534")
		}
	},
	// remember DIR, unchanged DIR: what a failed run must leave as it was.
	"remember": func(ts *testscript.TestScript, _ bool, args []string) {
		sessionOf(ts).remembered = contents(ts, args[0])
	},
	"unchanged": func(ts *testscript.TestScript, _ bool, args []string) {
		if diff := cmp.Diff(sessionOf(ts).remembered, contents(ts, args[0])); diff != "" {
			ts.Fatalf("%s is not as it was (-before +after):\n%s", args[0], diff)
		}
	},
	// begin DIR PROGRAM ARG...: starts it with a standard input that does not end, and continues
	// once it has locked the output folder DIR.
	"begin": func(ts *testscript.TestScript, _ bool, args []string) {
		sessionOf(ts).begin(ts, ts.MkAbs(args[0]), args[1:])
	},
	// interrupt CODE: sends ctrl-C to what begin started; its output goes to the file
	// interrupted.
	"interrupt": func(ts *testscript.TestScript, _ bool, args []string) {
		sessionOf(ts).interrupt(ts, args[0])
	},
	// bytes FILE TEXT: writes TEXT, in which \x00 and the like are bytes.
	"bytes": func(ts *testscript.TestScript, _ bool, args []string) {
		text, err := strconv.Unquote(`"` + args[1] + `"`)
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
	},
	// truncate FILE BYTES
	"truncate": func(ts *testscript.TestScript, _ bool, args []string) {
		size, err := strconv.ParseInt(args[1], 10, 64)
		ts.Check(err)
		ts.Check(os.Truncate(ts.MkAbs(args[0]), size))
	},
	// rows FILE COUNT: writes a CSV file of that many people.
	"rows": func(ts *testscript.TestScript, _ bool, args []string) {
		count, err := strconv.Atoi(args[1])
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(peopleHeader+people(count)), 0o666))
	},
	// disk DIR SIZE: mounts a file system of that size there.
	"disk": func(ts *testscript.TestScript, _ bool, args []string) {
		dir := ts.MkAbs(args[0])
		ts.Check(os.MkdirAll(dir, 0o777))
		ts.Check(mount(dir, args[1]))
		ts.Defer(func() { unmount(dir) })
	},
}

func wantCode(ts *testscript.TestScript, want string, err error) {
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != want {
		ts.Fatalf("exit code %d, want %s", code, want)
	}
}

// session is the process that a script has running.
type session struct {
	remembered map[string]string
	command    *exec.Cmd
	stderr     *strings.Builder
}

type sessionKey struct{}

func sessionOf(ts *testscript.TestScript) *session { return ts.Value(sessionKey{}).(*session) }

func (s *session) begin(ts *testscript.TestScript, dir string, args []string) {
	s.command, s.stderr = exec.Command(args[0], args[1:]...), &strings.Builder{}
	s.command.Dir, s.command.Stderr = ts.Getenv("WORK"), s.stderr
	stdin, err := s.command.StdinPipe()
	ts.Check(err)
	ts.Check(s.command.Start())
	go io.WriteString(stdin, peopleHeader+people(50_000)) //nolint:errcheck // ends when galena does
	ts.Defer(func() { s.command.Process.Kill() })         //nolint:errcheck // it may have ended
	for range 1000 {
		if _, err := os.Stat(filepath.Join(dir, ".tmp-run")); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("the run did not begin: %s", s.stderr)
}

func (s *session) interrupt(ts *testscript.TestScript, code string) {
	ts.Check(s.command.Process.Signal(syscall.SIGINT))
	wantCode(ts, code, s.command.Wait())
	ts.Check(os.WriteFile(ts.MkAbs("interrupted"), []byte(s.stderr.String()), 0o666))
}

const peopleHeader = "id,first name,last name,email\n"

func people(count int) string {
	var b strings.Builder
	for i := range count {
		fmt.Fprintf(&b, "%d,Ann,Lee,ann.lee.%x@example.com\n", i, sha256.Sum256([]byte{byte(i), byte(i >> 8)}))
	}
	return b.String()
}

// contents returns what is in and below a folder: hashes of files, targets of links. It
// leaves out the lock, the rejects of a failed run and what the next run removes.
func contents(ts *testscript.TestScript, dir string) map[string]string {
	out := map[string]string{}
	dir = ts.MkAbs(dir)
	ts.Check(filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, path)
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(name, ".tmp-") && entry.IsDir():
			return fs.SkipDir
		case name == ".lock" || name == "rejects-of-failed-run.csv":
		case entry.Type() == fs.ModeSymlink:
			out[name], err = os.Readlink(path)
		case entry.IsDir():
			out[name] = "folder"
		default:
			var data []byte
			data, err = os.ReadFile(path)
			out[name] = fmt.Sprintf("%x", sha256.Sum256(data))
		}
		return err
	}))
	return out
}

func mount(dir, size string) error {
	return exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "galena-test", dir).Run()
}

func unmount(dir string) { exec.Command("umount", dir).Run() } //nolint:errcheck // nothing to do about it

func canMount() bool {
	dir, err := os.MkdirTemp("", "galena-mount")
	if err != nil {
		return false
	}
	defer os.Remove(dir)
	if mount(dir, "64k") != nil {
		return false
	}
	unmount(dir)
	return true
}
