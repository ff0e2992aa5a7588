package expression

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/expr-lang/expr/ast"

	"galena/internal/column"
	"galena/internal/config"
)

func (c *checker) binary(n *ast.BinaryNode) (value, error) {
	var (
		truth condition
		err   error
	)
	switch n.Operator {
	case "and", "&&", "or", "||":
		truth, err = c.logic(n)
	case "==", "!=", "<", "<=", ">", ">=":
		truth, err = c.comparison(n)
	case "in":
		truth, err = c.membership(n)
	case "contains", "startsWith", "endsWith", "matches":
		truth, err = c.search(n)
	case "+", "-", "*", "/":
		return c.arithmetic(n)
	default:
		err = c.errorf(n, "the operator %s is not supported here", n.Operator)
	}
	return value{kind: kindTruth, truth: truth}, err
}

func (c *checker) logic(n *ast.BinaryNode) (condition, error) {
	left, err := c.condition(n.Left)
	if err != nil {
		return nil, err
	}
	right, err := c.condition(n.Right)
	if err != nil {
		return nil, err
	}
	if n.Operator == "and" || n.Operator == "&&" {
		return and(left, right), nil
	}
	return or(left, right), nil
}

// sides compiles the two operands of an operator. A literal beside an instant is read as
// one.
func (c *checker) sides(n *ast.BinaryNode) (left, right value, err error) {
	if left, err = c.value(n.Left); err != nil {
		return left, right, err
	}
	if right, err = c.value(n.Right); err != nil {
		return left, right, err
	}
	switch {
	case left.kind == kindInstant && right.kind == kindText:
		right, err = c.instant(n.Right, right)
	case left.kind == kindText && right.kind == kindInstant:
		left, err = c.instant(n.Left, left)
	}
	return left, right, err
}

func (c *checker) comparison(n *ast.BinaryNode) (condition, error) {
	left, right, err := c.sides(n)
	if err != nil {
		return nil, err
	}
	equality := n.Operator == "==" || n.Operator == "!="
	if left.kind == kindNil {
		left, right = right, left
	}
	switch {
	case right.kind == kindNil && equality && left.kind != kindNil:
		return absence(left, n.Operator == "=="), nil
	case left.kind != right.kind:
		return nil, c.mismatch(n, left, right)
	case left.kind == kindNumber || left.kind == kindInstant:
		return compareNumbers(n.Operator, left.number, right.number), nil
	case left.kind == kindText && equality:
		if err := c.possible(n.Right, left.text, right.text); err != nil {
			return nil, err
		}
		if err := c.possible(n.Left, right.text, left.text); err != nil {
			return nil, err
		}
		return compareTexts(n.Operator, left.text, right.text), nil
	case left.kind == kindText:
		return compareTexts(n.Operator, left.text, right.text), nil
	case left.kind == kindTruth && n.Operator == "==":
		return same(left.truth, right.truth), nil
	case left.kind == kindTruth && n.Operator == "!=":
		return not(same(left.truth, right.truth)), nil
	}
	return nil, c.errorf(n, "%s cannot be compared with %s", left.kind, n.Operator)
}

// possible reports a literal that a column with few possible values never has, such as a
// misspelt tier.
func (c *checker) possible(n ast.Node, of, literal text) error {
	if !literal.isLiteral() || of.isLiteral() || len(of.steps) > 0 || c.words.Values == nil {
		return nil
	}
	values := c.words.Values(of.column)
	if values == nil || slices.Contains(values, literal.literal) {
		return nil
	}
	mistake := errorAt(c.source, n.Location().From, fmt.Sprintf("%s is never %q", of.column, literal.literal))
	mistake.Hint = config.DidYouMean(literal.literal, values)
	return mistake
}

func (c *checker) mismatch(n *ast.BinaryNode, left, right value) error {
	if not, ok := n.Left.(*ast.UnaryNode); ok && left.kind == kindTruth && (not.Operator == "not" || not.Operator == "!") {
		return c.errorf(n, "not binds tighter than %s: write not (... %s ...)", n.Operator, n.Operator)
	}
	switch {
	case left.kind == kindText && right.kind == kindNumber && right.isLiteral():
		return c.errorf(n.Right, "the left side is a text: write the number in quotes, or float(...) around the left side")
	case left.kind == kindNumber && right.kind == kindText && right.isLiteral():
		return c.errorf(n.Right, "the left side is a number: write this one without quotes")
	}
	return c.errorf(n, "%s cannot be compared with %s", left.kind, right.kind)
}

// absence tests for rows without a value or, if absent is false, for those with one.
func absence(v value, absent bool) condition {
	known := func(t column.Table) []uint64 {
		switch v.kind {
		case kindText:
			_, known := v.text.values(t)
			return known
		case kindTruth:
			return v.truth(t).Known
		default:
			return v.number.of(t).known
		}
	}
	present := func(t column.Table) Mask {
		return Mask{True: known(t), Known: full(t.Rows()), Rows: t.Rows()}
	}
	if absent {
		return not(present)
	}
	return present
}

func compareTexts(operator string, left, right text) condition {
	if left.isLiteral() && !right.isLiteral() {
		return compareTexts(mirrored(operator), right, left)
	}
	test := ordered[string](operator)
	switch {
	case !right.isLiteral() || left.isLiteral():
		return pair(left, right, test)
	case operator == "==":
		return left.equals(right.literal)
	case operator == "!=":
		return not(left.equals(right.literal))
	}
	return left.where(false, func(value string) bool { return test(value, right.literal) })
}

func (c *checker) arithmetic(n *ast.BinaryNode) (value, error) {
	left, right, err := c.sides(n)
	if err != nil {
		return value{}, err
	}
	if left.kind != kindNumber || right.kind != kindNumber {
		return value{}, c.errorf(n, "%s takes two numbers, and here are %s and %s", n.Operator, left.kind, right.kind)
	}
	return value{kind: kindNumber, number: calculate(n.Operator, left.number, right.number)}, nil
}

// search compiles a search within a text.
func (c *checker) search(n *ast.BinaryNode) (condition, error) {
	left, right, err := c.sides(n)
	if err != nil {
		return nil, err
	}
	if left.kind != kindText || right.kind != kindText {
		return nil, c.errorf(n, "%s takes two texts, and here are %s and %s", n.Operator, left.kind, right.kind)
	}
	if n.Operator == "matches" {
		return c.regularExpression(n, left.text, right.text)
	}
	test := within(n.Operator)
	if left.text.isLiteral() || !right.text.isLiteral() {
		return pair(left.text, right.text, test), nil
	}
	return left.text.where(false, func(value string) bool { return test(value, right.text.literal) }), nil
}

func (c *checker) regularExpression(n *ast.BinaryNode, left, right text) (condition, error) {
	if left.isLiteral() || !right.isLiteral() {
		return nil, c.errorf(n, "matches takes a column and a regular expression in quotes")
	}
	pattern, err := regexp.Compile(right.literal)
	if err != nil {
		return nil, c.errorf(n.Right, "not a regular expression: %v", err)
	}
	if test, ok := anyOfClass(right.literal); ok {
		return left.where(false, test), nil
	}
	return left.where(true, pattern.MatchString), nil
}

// membership compiles in, with a list of literals or a range.
func (c *checker) membership(n *ast.BinaryNode) (condition, error) {
	left, err := c.value(n.Left)
	if err != nil {
		return nil, err
	}
	if left.isLiteral() || left.kind == kindTruth || left.kind == kindNil {
		return nil, c.errorf(n, "in takes a column of texts, numbers or instants on its left")
	}
	switch right := n.Right.(type) {
	case *ast.ArrayNode:
		return c.list(left, right)
	case *ast.BinaryNode:
		if right.Operator == ".." {
			return c.span(left, right)
		}
	}
	return nil, c.errorf(n.Right, `in takes a list such as ["a", "b"] or a range such as 1..10 on its right`)
}

func (c *checker) list(left value, list *ast.ArrayNode) (condition, error) {
	var (
		texts   []string
		numbers []float64
	)
	for _, node := range list.Nodes {
		v, err := c.element(left, node)
		if err != nil {
			return nil, err
		}
		if err := c.possible(node, left.text, v.text); left.kind == kindText && err != nil {
			return nil, err
		}
		texts, numbers = append(texts, v.text.literal), append(numbers, v.number.constant)
	}
	if left.kind == kindText {
		return oneOfTexts(left.text, texts), nil
	}
	return oneOfNumbers(left.number, numbers), nil
}

func (c *checker) span(left value, span *ast.BinaryNode) (condition, error) {
	if left.kind == kindText {
		return nil, c.errorf(span, "a range takes numbers or instants, and the left side is a text")
	}
	low, err := c.element(left, span.Left)
	if err != nil {
		return nil, err
	}
	high, err := c.element(left, span.Right)
	if err != nil {
		return nil, err
	}
	if low.number.constant > high.number.constant {
		return nil, c.errorf(span, "the range ends before it begins, so nothing lies in it: write the smaller bound first")
	}
	return between(left.number, low.number.constant, high.number.constant), nil
}

// element compiles a literal, which must be of the kind of the left side.
func (c *checker) element(left value, n ast.Node) (value, error) {
	v, err := c.value(n)
	if err != nil {
		return value{}, err
	}
	if left.kind == kindInstant && v.kind == kindText {
		return c.instant(n, v)
	}
	if !v.isLiteral() || v.kind != left.kind {
		return value{}, c.errorf(n, "only literals of the kind of the left side can stand here, which is %s", left.kind)
	}
	return v, nil
}
