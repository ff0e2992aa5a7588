package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"galena/internal/contact"
)

// TestCodesAreDocumented collects the codes of rejects and notes from the source, and
// looks for them in the documents.
func TestCodesAreDocumented(t *testing.T) {
	page := newPage(t, "output.md")
	documented := slices.Concat(slices.Collect(maps.Keys(page.table(t, "Codes of rejects"))), slices.Collect(maps.Keys(page.table(t, "Codes of notes"))))
	slices.Sort(documented)
	if diff := cmp.Diff(slices.Compact(documented), codesOfSource(t)); diff != "" {
		t.Errorf("(-documented +in the code):\n%s", diff)
	}
}

var codePattern = regexp.MustCompile(`^[a-z]+(_[a-z]+)+$`)

// codesOfSource returns whatever looks like a code where rows are refused or noted: an
// argument of refuse or note, the value of a field Code, the second result of a method
// that aligns a row, a constant code..., and the problems of values that normalize notes.
func codesOfSource(t *testing.T) []string {
	t.Helper()
	codes := map[string]bool{}
	add := func(expression ast.Expr) {
		literal, ok := expression.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return
		}
		text, err := strconv.Unquote(literal.Value)
		isColumn := slices.ContainsFunc(slices.Concat(contact.Columns(), contact.EventColumns()), func(c contact.Column) bool { return c.Name == text })
		if err == nil && codePattern.MatchString(text) && !isColumn {
			codes[text] = true
		}
	}
	for _, folder := range []string{"ingest", "dedupe", "enrich", "score"} {
		eachNode(t, root(folder), func(n ast.Node) {
			switch n := n.(type) {
			case *ast.CallExpr:
				name := ""
				switch f := n.Fun.(type) {
				case *ast.SelectorExpr:
					name = f.Sel.Name
				case *ast.Ident:
					name = f.Name
				}
				if name == "refuse" || name == "note" {
					for _, argument := range n.Args {
						add(argument)
					}
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
					add(n.Value)
				}
			case *ast.ReturnStmt:
				if len(n.Results) == 2 && filepath.Base(folder) == "ingest" {
					add(n.Results[1])
				}
			case *ast.ValueSpec:
				if strings.HasPrefix(n.Names[0].Name, "code") && len(n.Values) > 0 {
					add(n.Values[0])
				}
			}
		})
	}
	eachNode(t, root("internal/contact"), func(n ast.Node) {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
			name := spec.Names[0].Name
			kind, ok := spec.Type.(*ast.Ident)
			// normalize skips empty values, and uses only the keys of links.
			if ok && kind.Name == "Problem" && !strings.HasSuffix(name, "Empty") && !strings.HasPrefix(name, "URL") {
				add(spec.Values[0])
			}
		}
	})
	return slices.Sorted(maps.Keys(codes))
}

// eachNode visits the syntax of the Go files in and below a folder, except tests.
func eachNode(t *testing.T, folder string, visit func(ast.Node)) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n != nil {
				visit(n)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
