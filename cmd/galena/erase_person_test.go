package main

import "testing"

// TestMentions: an address or a number counts as a mention of the person however it is
// written.
func TestMentions(t *testing.T) {
	ann := newPerson("US")
	for kind, value := range map[string]string{"email": "ann@lee.example", "phone": "+14155550132"} {
		if err := ann.name(kind, value); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{
		"ANN@lee.example", "Ann <ann@lee.example>", "Ann (ann@lee.example)", "write to ann@lee.example.", "bob@fox.example;ann@lee.example",
		"mailto:ann@lee.example", `{"mail":"ann@lee.example"}`,
		"+14155550132", "(415) 555-0132", "tel:+14155550132", "call +1 415 555 0132 please", "415.555.0132 x12", "3,Ann,4155550132,no",
	} {
		if !ann.mentions(text) {
			t.Errorf("%s: not found", text)
		}
	}
	for _, text := range []string{"", "joann@lee.example", "ann@lee.example.org", "+14155550133", "14155550"} {
		if ann.mentions(text) {
			t.Errorf("%s: found", text)
		}
	}
}
