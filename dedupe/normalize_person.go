package dedupe

import (
	"strings"
	"unicode/utf8"

	"galena/internal/column"
	"galena/internal/contact"
)

// emails leaves the address to send to in a column, and makes the key to match by.
// A value that nothing can be sent to is no address: the column is empty there, and
// the raw column keeps the value.
func (w *normalizing) emails(name string, text *column.Text) {
	out := w.rewriting(name, text)
	keys := column.NewTextBuilder(text.Len(), column.TextBytes(text))
	for i := range text.Len() {
		if text.IsNull(i) || text.Value(i) == "" {
			out.keep()
			keys.AppendNull()
			continue
		}
		email, problem := contact.ParseEmail(text.Value(i))
		if problem == "" && contact.IsPlaceholderEmail(email.Address) {
			problem = contact.Placeholder
		}
		if problem != "" {
			w.note(name, problem, i)
			out.clear()
			keys.AppendNull()
			continue
		}
		out.change(email.Address)
		keys.Append(email.Key)
	}
	w.take(name, &out)
	w.match = w.match.With(name, keys.Finish())
}

// phones leaves the number in E.164 in a column and puts an extension beside it. A
// number whose country is unknown stays as it was: no digit is guessed.
func (w *normalizing) phones(name string, text *column.Text) {
	out := w.rewriting(name, text)
	extensions := rewrite{in: column.Nulls(text.Len())}
	keys := column.NewTextBuilder(text.Len(), 13*text.Len())
	for i := range text.Len() {
		if text.IsNull(i) || text.Value(i) == "" {
			out.keep()
			extensions.keep()
			keys.AppendNull()
			continue
		}
		phone, problem := w.phone.Parse(text.Value(i), w.countries[i])
		if problem != "" && contact.IsPlaceholderPhone(text.Value(i)) {
			w.note(name, contact.Placeholder, i)
			out.clear()
			extensions.keep()
			keys.AppendNull()
			continue
		}
		if problem != "" {
			w.note(name, problem, i)
		}
		if phone.E164 == "" {
			out.keep()
			extensions.keep()
			if digits := nationalDigits(text.Value(i)); problem == contact.PhoneNoCountry && digits != "" {
				keys.Append(digits)
			} else {
				keys.AppendNull()
			}
			continue
		}
		out.change(phone.E164)
		extensions.fill(phone.Extension)
		keys.Append(phone.E164)
	}
	w.take(name, &out)
	w.rows = extensions.into(w.rows, name+contact.SuffixExtension)
	w.match = w.match.With(name, keys.Finish())
}

// nationalDigits returns the key of a number without a country: its digits, if they
// are enough to tell subscribers apart. It never equals a key in E.164, which
// starts with +.
func nationalDigits(s string) string {
	var digits [16]byte
	n := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= '0' && c <= '9' {
			if n == len(digits) {
				return ""
			}
			digits[n] = c
			n++
		}
	}
	if n < 7 {
		return ""
	}
	return string(digits[:n])
}

// names repairs names written in one case, and makes their keys.
func (w *normalizing) names(name string, text *column.Text) {
	known, infixes := w.given, (*column.Text)(nil)
	if name == "last_name" {
		known, infixes = w.family, w.in.Text("name_infix")
	}
	out := w.rewriting(name, text)
	keys := column.NewTextBuilder(text.Len(), column.TextBytes(text))
	for i := range text.Len() {
		whole, isWhole := w.whole[i]
		if text.IsNull(i) || text.Value(i) == "" {
			out.keep()
			if isWhole && name == "first_name" {
				keys.Append(known.Get(whole.Given))
			} else {
				keys.AppendNull()
			}
			continue
		}
		value := withInfix(infixes, text.Value(i), i)
		if contact.IsPlaceholder(text.Value(i)) || infixes != nil && contact.IsPlaceholder(value) {
			w.note(name, contact.Placeholder, i)
			out.clear()
			keys.AppendNull()
			continue
		}
		if oneCase(value) {
			out.change(w.cased.Get(value))
		} else {
			out.change(value)
		}
		if name == "last_name" {
			if isWhole {
				value = whole.Family
			}
			value = w.familyOnly(value, i)
		}
		if key := known.Get(value); key != "" {
			keys.Append(key)
		} else {
			keys.AppendNull()
		}
	}
	w.take(name, &out)
	w.match = w.match.With(name, keys.Finish())
}

// oneCase reports whether s may be all upper or all lower case. It is a quick test
// before RepairCase, which decides.
func oneCase(s string) bool {
	upper, lower := false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z':
			upper = true
		}
		if upper && lower {
			return false
		}
	}
	return true
}

// fullNames splits the full names of rows without a first and a last name, or with
// placeholders in their place. The full name stays as it was.
func (w *normalizing) fullNames() {
	if !w.rows.Has("full_name") {
		return
	}
	full := w.text("full_name")
	first, last := w.textOrNulls("first_name"), w.textOrNulls("last_name")
	given, family := rewrite{in: first}, rewrite{in: last}
	for i := range full.Len() {
		if empty(full, i) || !unsaid(first, i) || !unsaid(last, i) {
			given.keep()
			family.keep()
			continue
		}
		if contact.IsPlaceholder(full.Value(i)) {
			w.note("full_name", contact.Placeholder, i)
			given.keep()
			family.keep()
			continue
		}
		parsed := contact.ParseNameIn(full.Value(i), w.countries[i])
		w.bornInto(contact.Generation(parsed.Suffix), i)
		if parsed.Given != "" || !strings.EqualFold(strings.TrimSuffix(parsed.Prefix, "."), "m") { // M. Peeters: Monsieur or Maria
			w.addressed(parsed.Prefix, i)
		}
		w.fill("first_name", &given, parsed.Given)
		w.fill("last_name", &family, parsed.Family)
	}
	w.take("first_name", &given)
	w.take("last_name", &family)
}

// wholeFamilies finds the rows with a whole name in the column of family names,
// which in many CRMs is the field that may not be empty. A whole name has two words
// or more, and the first is a known given name. The values stay as they are, but
// are compared as whole names.
func (w *normalizing) wholeFamilies() {
	if !w.in.Has("first_name") || !w.rows.Has("last_name") { // not w.rows: other rows of the batch may have added the column
		return
	}
	first, last := w.text("first_name"), w.text("last_name")
	for i := range last.Len() {
		if !empty(first, i) || empty(last, i) || strings.IndexByte(strings.TrimSpace(last.Value(i)), ' ') < 0 {
			continue
		}
		if name := contact.ParseName(last.Value(i)); name.Family != "" && contact.IsGivenName(name.Given) {
			if w.whole == nil {
				w.whole = map[int]contact.Name{}
			}
			w.whole[i] = name
		}
	}
}

// withInfix puts a particle from a column of its own before the family name, where
// other files have it: van der, Berg is van der Berg.
func withInfix(infixes *column.Text, family string, i int) string {
	if infixes == nil || empty(infixes, i) {
		return family
	}
	infix, family := strings.TrimSpace(infixes.Value(i)), strings.TrimSpace(family)
	if family == "" {
		return family
	}
	if rest, ok := cutFolded(family, infix); ok && strings.HasPrefix(rest, " ") {
		return family
	}
	return infix + " " + family
}

// cutFolded is strings.CutPrefix without regard to case. The two cases of a letter
// may differ in length.
func cutFolded(s, prefix string) (rest string, ok bool) {
	rest = s
	for range prefix {
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
	}
	if !strings.EqualFold(s[:len(s)-len(rest)], prefix) {
		return s, false
	}
	return rest, true
}

// fill puts a part of a full name into its column where that says nothing.
func (w *normalizing) fill(name string, r *rewrite, part string) {
	if contact.IsPlaceholder(part) {
		part = ""
	}
	if part != "" && !blank(r.in, r.next) {
		w.note(name, contact.Placeholder, r.next)
	}
	r.fill(part)
}

// unsaid reports whether a row has no value, or a placeholder for none.
func unsaid(text *column.Text, i int) bool {
	return blank(text, i) || contact.IsPlaceholder(text.Value(i))
}

// blank reports whether a row has no value but white space.
func blank(text *column.Text, i int) bool {
	return text.IsNull(i) || strings.TrimSpace(text.Value(i)) == ""
}

func empty(text *column.Text, i int) bool { return text.IsNull(i) || text.Value(i) == "" }

func (w *normalizing) textOrNulls(name string) *column.Text {
	if w.rows.Has(name) {
		return w.text(name)
	}
	return column.Nulls(w.rows.Rows())
}
