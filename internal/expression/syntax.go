package expression

import (
	"regexp"
	"strings"
)

// tokenOf matches the parser's message for a token in the wrong place.
var tokenOf = regexp.MustCompile(`^unexpected token \w+\("(.*)"\)$`)

// meant suggests what the author meant who used a token of another language. before is
// the source before the token.
func meant(before, token string) string {
	switch strings.ToLower(token) {
	case "=":
		return `did you mean "=="?`
	case ">": // the parser has read < as a token of its own
		if strings.HasSuffix(before, "<") {
			return `did you mean "!="?`
		}
	case "&", "&&":
		return `did you mean "and"?`
	case "|", "||":
		return `did you mean "or"?`
	case "and", "or", "not", "in":
		if token != strings.ToLower(token) {
			return `did you mean "` + strings.ToLower(token) + `"?`
		}
	}
	return ""
}

// syntaxError rewords the parser's message for the author of the expression.
func syntaxError(source string, character int, says string) *Error {
	switch says {
	case "unexpected token EOF", "unexpected end of expression":
		return errorAt(source, character, "the expression ends here, and something is missing: a value, or a closing bracket")
	case "literal not terminated":
		return errorAt(source, character, "the text has no closing quote")
	}
	token := tokenOf.FindStringSubmatch(says)
	if token == nil {
		return errorAt(source, character, says)
	}
	e := errorAt(source, character, `unexpected "`+token[1]+`"`)
	e.Hint = meant(source[:e.Offset], token[1])
	return e
}
