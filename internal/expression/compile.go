package expression

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"galena/internal/column"
	"galena/internal/config"
)

// Program is a compiled condition. It is safe for concurrent use.
type Program struct {
	source  string
	columns []string
	where   condition
}

// Error is a mistake in an expression.
type Error struct {
	Offset       int // where it begins in the source, in bytes
	Line, Column int // the same from 1, the column in characters
	Message      string
	Hint         string // what to write instead, if that is known
	NoColumn     bool   // no column of that name is known
}

// Error implements error.
func (e *Error) Error() string {
	if e.Hint != "" {
		return fmt.Sprintf("%d:%d: %s; %s", e.Line, e.Column, e.Message, e.Hint)
	}
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message)
}

// Words are the names that an expression may use.
type Words struct {
	// Kind returns the kind of a column, or false if there is no such column. A table may
	// still lack the column; it then has no value.
	Kind func(name string) (column.Kind, bool)
	// Names are suggested for misspelt columns.
	Names []string
	// Values returns all values that a column of text can hold, nil if they are not known.
	// A comparison with anything else never holds, and is a mistake. Values may be nil.
	Values func(name string) []string
}

// CompileText is Compile for an expression in a configuration file. The error is a
// config.Problem that points at the mistake in the file.
func CompileText(source config.Text, words Words) (*Program, error) {
	program, err := Compile(source.Value, words)
	if mistake, ok := errors.AsType[*Error](err); ok {
		problem := source.Problem(mistake.Offset, "%s", mistake.Message)
		problem.Hint = mistake.Hint
		if mistake.NoColumn {
			problem.Code = config.UnknownName
		}
		return nil, problem
	}
	return program, err
}

// maxSource is the length in bytes that limits the depth of the parser's recursion.
const maxSource = 16 << 10

// Compile reads a condition on the rows of a table. The error is an *Error.
func Compile(source string, words Words) (*Program, error) {
	if len(source) > maxSource {
		return nil, errorAt(source, 0, fmt.Sprintf("the expression is longer than %d bytes", maxSource))
	}
	tree, err := parser.Parse(source)
	if err != nil {
		if at, ok := errors.AsType[*file.Error](err); ok {
			return nil, syntaxError(source, at.From, at.Message)
		}
		return nil, errorAt(source, 0, err.Error())
	}
	c := checker{source: source, words: words}
	where, err := c.condition(tree.Node)
	if err != nil {
		return nil, err
	}
	return &Program{source: source, columns: c.used, where: where}, nil
}

// String returns the source.
func (p *Program) String() string { return p.source }

// Columns returns the names of the columns that the condition reads, in the
// order in which they first appear.
func (p *Program) Columns() []string { return slices.Clone(p.columns) }

// Where evaluates the condition for every row. It panics on columns of other kinds than
// Compile was told.
func (p *Program) Where(t column.Table) Mask { return p.where(t) }

// errorAt returns an Error at a position counted in characters.
func errorAt(source string, character int, message string) *Error {
	e := &Error{Line: 1, Column: 1, Message: message}
	for range character {
		r, size := utf8.DecodeRuneInString(source[e.Offset:])
		if size == 0 {
			break
		}
		e.Offset += size
		e.Column++
		if r == '\n' {
			e.Line, e.Column = e.Line+1, 1
		}
	}
	return e
}

func (c *checker) errorf(n ast.Node, format string, args ...any) error {
	return errorAt(c.source, n.Location().From, fmt.Sprintf(format, args...))
}
