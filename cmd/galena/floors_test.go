package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestThreeFloors: imports go downward only, from cmd to the stages, which do not import
// one another, and from them to internal. Packages made for tests are imported only by
// tests.
func TestThreeFloors(t *testing.T) {
	forTests := []string{"internal/corpora", "internal/column/columntest", "internal/race", "internal/vfs/vfstest"}
	imports := 0
	err := filepath.WalkDir(root(""), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from, err := filepath.Rel(root(""), filepath.Dir(path))
		if err != nil {
			return err
		}
		from = filepath.ToSlash(from)
		for _, spec := range file.Imports {
			text, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			to, ours := strings.CutPrefix(text, "galena/")
			if !ours {
				continue
			}
			imports++
			if floor(to) > floor(from) || floor(to) == floor(from) && floor(to) > 1 && stageOf(to) != stageOf(from) {
				t.Errorf("%s imports %s", path, to)
			}
			for _, name := range forTests {
				if to == name {
					t.Errorf("%s imports %s, which is for tests", path, to)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if imports < 500 {
		t.Errorf("%d imports looked at; were the folders found?", imports)
	}
}

// floor returns 3 for commands, 2 for stages, 1 for what they share.
func floor(folder string) int {
	switch stageOf(folder) {
	case "cmd", "examples":
		return 3
	case "internal":
		return 1
	}
	return 2
}

// stageOf returns the first part of a folder's path.
func stageOf(folder string) string {
	top, _, _ := strings.Cut(folder, "/")
	return top
}
