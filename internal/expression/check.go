package expression

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"galena/internal/column"
	"galena/internal/config"
)

// checker turns the syntax tree into operations on columns and reports what does not fit
// together.
type checker struct {
	source string
	words  Words
	used   []string
}

// kind is the kind of an expression's values.
type kind uint8

const (
	kindText kind = iota
	kindNumber
	kindInstant
	kindTruth
	kindNil
)

func (k kind) String() string {
	return [...]string{"a text", "a number", "an instant", "true or false", "nil"}[k]
}

// value is a compiled expression of some kind; the field of that kind is set.
type value struct {
	kind   kind
	text   text
	number number
	truth  condition
}

func (v value) isLiteral() bool {
	switch v.kind {
	case kindText:
		return v.text.isLiteral()
	case kindNumber, kindInstant:
		return v.number.eval == nil
	}
	return false
}

func (c *checker) condition(n ast.Node) (condition, error) {
	v, err := c.value(n)
	if err != nil {
		return nil, err
	}
	if v.kind != kindTruth {
		return nil, c.errorf(n, "this is %s where a condition is needed, such as %s", v.kind, exampleOf(v.kind))
	}
	return v.truth, nil
}

func exampleOf(k kind) string {
	switch k {
	case kindText:
		return `seniority == "vp"`
	case kindInstant:
		return `created_at >= date("2026-01-31")`
	default:
		return "employee_count >= 50"
	}
}

func (c *checker) value(n ast.Node) (value, error) {
	switch n := n.(type) {
	case *ast.NilNode:
		return value{kind: kindNil}, nil
	case *ast.BoolNode:
		return value{kind: kindTruth, truth: always(n.Value)}, nil
	case *ast.IntegerNode:
		return value{kind: kindNumber, number: constant(float64(n.Value))}, nil
	case *ast.FloatNode:
		return value{kind: kindNumber, number: constant(n.Value)}, nil
	case *ast.StringNode:
		return value{kind: kindText, text: text{literal: n.Value}}, nil
	case *ast.IdentifierNode, *ast.MemberNode:
		return c.column(n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.BuiltinNode:
		return c.call(n, n.Name, n.Arguments)
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok {
			return c.call(n, name.Value, n.Arguments)
		}
		return value{}, c.errorf(n, "calling a column is not supported here")
	case *ast.ArrayNode:
		return value{}, c.errorf(n, "a list can only stand behind in")
	case *ast.ConditionalNode:
		return value{}, c.errorf(n.Cond, "a choice with ?: or if is not supported here")
	}
	return value{}, c.errorf(n, "this is not supported here; see the language of rules in the documentation")
}

// column resolves a name, which may contain dots or be written $env["..."].
func (c *checker) column(n ast.Node) (value, error) {
	name, ok := nameOf(n)
	if !ok {
		return value{}, c.errorf(n, `this is not supported here; a column of any name is written $env["its name"]`)
	}
	k, ok := c.words.Kind(name)
	if !ok || name == "" {
		return value{}, c.unknownColumn(first(n), name)
	}
	if !slices.Contains(c.used, name) {
		c.used = append(c.used, name)
	}
	switch k {
	case column.KindText:
		return value{kind: kindText, text: text{column: name}}, nil
	case column.KindBool:
		return value{kind: kindTruth, truth: truthOf(name)}, nil
	case column.KindTime, column.KindDate:
		return value{kind: kindInstant, number: numberOf(name)}, nil
	default:
		return value{kind: kindNumber, number: numberOf(name)}, nil
	}
}

func (c *checker) unknownColumn(n ast.Node, name string) error {
	mistake := errorAt(c.source, n.Location().From, fmt.Sprintf("there is no column %q", name))
	mistake.NoColumn = true
	if near := config.Suggest(name, c.words.Names); near != "" {
		mistake.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return mistake
}

func nameOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value, n.Value != "$env"
	case *ast.MemberNode:
		property, ok := n.Property.(*ast.StringNode)
		if !ok || n.Optional || n.Method {
			return "", false
		}
		if root, ok := n.Node.(*ast.IdentifierNode); ok && root.Value == "$env" {
			return property.Value, true
		}
		parent, ok := nameOf(n.Node)
		return parent + "." + property.Value, ok
	}
	return "", false
}

// first returns the node with which a dotted name begins.
func first(n ast.Node) ast.Node {
	for {
		member, ok := n.(*ast.MemberNode)
		if !ok {
			return n
		}
		n = member.Node
	}
}

func (c *checker) unary(n *ast.UnaryNode) (value, error) {
	switch n.Operator {
	case "not", "!":
		truth, err := c.condition(n.Node)
		if err != nil {
			return value{}, err
		}
		return value{kind: kindTruth, truth: not(truth)}, nil
	}
	v, err := c.value(n.Node)
	if err != nil {
		return value{}, err
	}
	switch {
	case v.kind != kindNumber:
		return value{}, c.errorf(n, "%s has no sign", v.kind)
	case n.Operator == "-" && v.isLiteral():
		v.number.constant = -v.number.constant
	case n.Operator == "-":
		v.number = calculate("-", constant(0), v.number)
	}
	return v, nil
}

// call compiles one of the few functions of the language.
func (c *checker) call(n ast.Node, name string, arguments []ast.Node) (value, error) {
	known := []string{"date", "float", "len", "lower", "trim", "upper"}
	if !slices.Contains(known, name) {
		return value{}, c.errorf(n, "the function %s is not supported here; there are %s", name, strings.Join(known, ", "))
	}
	if len(arguments) != 1 {
		return value{}, c.errorf(n, "%s takes one argument", name)
	}
	v, err := c.value(arguments[0])
	if err != nil {
		return value{}, err
	}
	if v.kind != kindText {
		return value{}, c.errorf(arguments[0], "%s takes a text, and this is %s", name, v.kind)
	}
	switch name {
	case "lower":
		v.text = v.text.through(strings.ToLower)
	case "upper":
		v.text = v.text.through(strings.ToUpper)
	case "trim":
		v.text = v.text.through(strings.TrimSpace)
	case "len":
		return value{kind: kindNumber, number: length(v.text)}, nil
	case "float":
		return value{kind: kindNumber, number: parsed(v.text)}, nil
	case "date":
		return c.instant(arguments[0], v)
	}
	return v, nil
}

// instant reads a literal that is compared with an instant as one.
func (c *checker) instant(n ast.Node, v value) (value, error) {
	if v.kind == kindText && v.isLiteral() {
		if at, ok := instant(v.text.literal); ok {
			return value{kind: kindInstant, number: constant(at)}, nil
		}
	}
	return value{}, c.errorf(n, `this is no date; write "2026-01-31" or "2026-01-31T10:00:00Z"`)
}
