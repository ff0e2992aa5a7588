package dedupe

import (
	"slices"
	"strings"

	"galena/internal/column"
	"galena/internal/contact"
)

// lists brings the addresses or numbers in a column of lists into the form of their
// kind, each once. One that cannot be read stays in the list as it is.
func (w *normalizing) lists(name string, text *column.Text, kind contact.Kind) {
	out := w.rewriting(name, text)
	var list []string
	for i := range text.Len() {
		if empty(text, i) {
			out.keep()
			continue
		}
		list = list[:0]
		if kind == contact.KindEmailList {
			for _, value := range contact.SplitEmails(text.Value(i)) {
				email, problem := contact.ParseEmail(value)
				list = w.listed(list, name, value, email.Address, problem, i)
			}
		} else {
			for _, value := range contact.SplitPhones(text.Value(i)) {
				phone, problem := w.phone.Parse(value, w.countries[i])
				list = w.listed(list, name, value, phone.E164, problem, i)
			}
		}
		out.change(strings.Join(list, contact.ListSeparator))
	}
	w.take(name, &out)
}

// listed appends a value in its new form, or as it was if it could not be read,
// unless the list has it already.
func (w *normalizing) listed(list []string, name, value, read string, problem contact.Problem, row int) []string {
	if problem != "" {
		w.note(name, problem, row)
	}
	if read == "" {
		read = value
	}
	if slices.Contains(list, read) {
		return list
	}
	return append(list, read)
}
