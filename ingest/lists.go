package ingest

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"galena/internal/column"
	"galena/internal/contact"
)

// googleSeparator separates several values in a cell of Google Contacts.
const googleSeparator = ":::"

// mayHoldSeveral reports whether any cell may hold several values in the format of Google
// or JSON.
func mayHoldSeveral(a *column.Text) bool {
	return bytes.Contains(a.ValueBytes(), []byte(googleSeparator)) || bytes.IndexByte(a.ValueBytes(), '[') >= 0
}

// several returns the values of a cell that holds several in the format of Google or JSON;
// ok is false for any other cell.
func several(cell string) (values []string, ok bool) {
	if strings.Contains(cell, googleSeparator) {
		for value := range strings.SplitSeq(cell, googleSeparator) {
			values = append(values, trim(value))
		}
		return values, true
	}
	if !strings.HasPrefix(cell, "[") || !strings.HasSuffix(cell, "]") {
		return nil, false
	}
	d := jsontext.NewDecoder(strings.NewReader(cell))
	for d.PeekKind() != jsontext.KindInvalid {
		token, err := d.ReadToken()
		switch {
		case err == nil && token.Kind() == '{':
			return labelledValues(cell)
		case err != nil, token.Kind() == '[' && d.StackDepth() > 1:
			return nil, false
		case token.Kind() == '[', token.Kind() == ']', token.Kind() == 'n':
		default:
			values = append(values, trim(token.String()))
		}
	}
	return values, d.StackDepth() == 0 && int(d.InputOffset()) == len(cell)
}

// asList rewrites a cell with several values as a list with contact.ListSeparator.
func asList(cell string) string {
	if values, ok := several(cell); ok {
		return strings.Join(values, contact.ListSeparator)
	}
	return cell
}

// splitSeveral splits cells with several values into the first value and the others; rest
// is nil if no cell has others.
func splitSeveral(kind contact.Kind, a *column.Text) (first, rest *column.Text) {
	apart := splitterFor(kind, a)
	if apart == nil {
		return a, nil
	}
	head := column.NewTextBuilder(a.Len(), len(a.ValueBytes()))
	tail := column.NewTextBuilder(a.Len(), len(a.ValueBytes()))
	found := false
	for i := range a.Len() {
		values, ok := apart(a.Value(i))
		if !ok {
			head.AppendFrom(a, i)
			tail.AppendNull()
			continue
		}
		if len(values) < 2 {
			head.Append(strings.Join(values, ""))
			tail.AppendNull()
			continue
		}
		found = true
		head.Append(values[0])
		tail.Append(strings.Join(values[1:], contact.ListSeparator))
	}
	if rest = tail.Finish(); !found {
		rest = nil
	}
	return head.Finish(), rest
}

// joinLists joins the values of two columns row by row.
func joinLists(a, b *column.Text) *column.Text {
	out := column.NewTextBuilder(a.Len(), len(a.ValueBytes())+len(b.ValueBytes()))
	for i := range a.Len() {
		left, right := a.Value(i), b.Value(i)
		switch {
		case left != "" && right != "":
			out.Append(left + contact.ListSeparator + right)
		case right != "":
			out.Append(right)
		default:
			out.AppendFrom(a, i)
		}
	}
	return out.Finish()
}
