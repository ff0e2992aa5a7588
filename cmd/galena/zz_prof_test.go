package main

import (
	"io"
	"os"
	"runtime/pprof"
	"strings"
	"testing"
)

func TestZZProfile(t *testing.T) {
	f, _ := os.Create(os.Getenv("ZZPROF"))
	pprof.StartCPUProfile(f)
	code := run(process{args: strings.Fields(os.Getenv("ZZARGS")), stdin: os.Stdin, stdout: io.Discard, stderr: os.Stderr})
	pprof.StopCPUProfile()
	f.Close()
	t.Log(code)
}
