package config

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// decodeScalar reads text, numbers and booleans. Text is taken from the file letter by
// letter: 007 stays 007 and `no` stays no. Quoted values are text.
func (w *walker) decodeScalar(n *Node, v reflect.Value, f *field) {
	if n.isAbsent() {
		return
	}
	wanted := scalarName(v.Kind())
	text, ok := n.Scalar()
	if !ok || v.Kind() != reflect.String && n.isQuoted() {
		problem := n.wrongType(wanted)
		if ok {
			problem.Hint = "leave out the quotes, which make it text"
		}
		w.report(problem)
		return
	}
	if !w.checkEnum(n, f) {
		return
	}
	digits := strings.ReplaceAll(text, "_", "")
	var err error
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		value, known := booleans[strings.ToLower(text)]
		if !known {
			w.report(n.wrongType(wanted))
		}
		v.SetBool(value)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		var value int64
		value, err = strconv.ParseInt(digits, 10, v.Type().Bits())
		v.SetInt(value)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		var value uint64
		value, err = strconv.ParseUint(digits, 10, v.Type().Bits())
		v.SetUint(value)
	default: // scalarName has refused all other kinds but floats
		var value float64
		value, err = strconv.ParseFloat(digits, v.Type().Bits())
		if math.IsNaN(value) || math.IsInf(value, 0) {
			value, err = 0, strconv.ErrSyntax
		}
		v.SetFloat(value)
	}
	if errors.Is(err, strconv.ErrRange) {
		w.report(n.at.Problem("%s cannot be as far from zero as %s", n.name(), excerpt(text)))
	} else if err != nil {
		w.report(n.wrongType(wanted))
	}
}

// booleans are those of YAML 1.1 and 1.2, except the one-letter ones.
var booleans = map[string]bool{
	"true": true, "yes": true, "on": true,
	"false": false, "no": false, "off": false,
}

// scalarName returns what people call a kind. It panics on kinds that no configuration
// has.
func scalarName(k reflect.Kind) string {
	switch k {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number from 0 up"
	case reflect.Float32, reflect.Float64:
		return "a number"
	default:
		panic("config: a " + k.String() + " cannot be configured")
	}
}

// checkEnum reports a scalar that is not among the values that the field allows.
func (w *walker) checkEnum(n *Node, f *field) bool {
	text, ok := n.Scalar()
	if f == nil || f.enum == nil || !ok || slices.Contains(f.enum, text) {
		return true
	}
	problem := n.at.Problem("%s must be one of %s, not %s", n.name(), strings.Join(f.enum, ", "), excerpt(text))
	if near := Suggest(text, f.enum); near != "" {
		problem.Hint = "did you mean " + strconv.Quote(near) + "?"
	}
	w.report(problem)
	return false
}
