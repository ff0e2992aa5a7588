package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestEraseReadsNoFileIntoMemory: a table that is larger than the memory loses its row, and
// the memory in use stays a fraction of the file.
func TestEraseReadsNoFileIntoMemory(t *testing.T) {
	const rows, size = 1024, 128 << 10
	t.Chdir(t.TempDir())
	t.Setenv(pepperVariable, "correct horse battery staple")
	if err := os.WriteFile("crm.csv", []byte("id,first name,last name,email\n1,Ann,Lee,ann@lee.example\n2,Bob,Fox,bob@fox.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if o := galena("run", "crm.csv", "--out", "out", "--set", "export.format=csv", "--set", "state=state"); o.code != exitDone {
		t.Fatal(o.stderr)
	}
	f, err := os.Create("out/latest/large.csv")
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(f)
	fmt.Fprintln(out, "source_system,source_record_id,text")
	for i := range rows {
		fmt.Fprintf(out, "crm,%d,%s\n", i+1, strings.Repeat("x", size))
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	inUse := func() uint64 {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	before := inUse()
	var most atomic.Uint64
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			most.Store(max(most.Load(), inUse()))
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	o := galena("erase", "--state", "state", "--out", "out", "--email", "ann@lee.example")
	if o.code != exitDone || !strings.Contains(o.stdout, "large.csv: 1 row removed") {
		t.Fatalf("exit code %d: %s%s", o.code, o.stdout, o.stderr)
	}
	if grown := most.Load() - min(before, most.Load()); grown > rows*size*3/4 {
		t.Errorf("%d MiB of memory more for a file of %d MiB", grown>>20, rows*size>>20)
	}
	if info, err := os.Stat("out/latest/large.csv"); err != nil || info.Size() < (rows-1)*size || info.Size() >= rows*size {
		t.Errorf("%v %v", info.Size(), err)
	}
}
