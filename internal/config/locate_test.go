package config_test

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"galena/internal/config"
)

type remark struct {
	Text config.Text `yaml:"text"`
}

// pointed returns the source from the position found for the first X of the value.
func pointed(t interface{ Fatal(...any) }, document string) string {
	got, err := config.Load[remark](config.Document{Name: "x.yaml", Data: []byte(document)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := got.Text.Problem(strings.Index(got.Text.Value, "X"), "here")
	runes := []rune(p.Source)
	if p.Column < 1 || p.Column > len(runes)+1 {
		return ""
	}
	return string(runes[p.Column-1:])
}

func TestTextPointsIntoTheFile(t *testing.T) {
	for name, document := range map[string]string{
		"plain":                 "text: abc X!",
		"plain with property":   "text: !!str &a abc X!",
		"plain, two lines":      "text: abc\n   d X!",
		"plain, empty line":     "text: abc\n\n   d X!",
		"single":                "text: 'it''s X!'",
		"single, two lines":     "text: 'it''s  \n\n  two X!'",
		"double":                `text: "é \"\x41\u00e9\U0001F600\t\\ X!"`,
		"double, folded":        "text: \"one \\\n   two\n  three X!\"",
		"double, broken before": "text: \"one \\\n   X!\"",
		"literal":               "text: |\n  one\n    two\n\n  three X!\n",
		"literal, indicator":    "text: |-\n\n  one\n  X!\n",
		"folded":                "text: >\n  one\n  two X!\n",
		"folded, paragraphs":    "text: >-\n  one\n\n  two\n  X!\n",
		"flow":                  "{text: abc X!}",
		"alias":                 "text: &t abc X!",
		"crlf":                  "text: |\r\n  one\r\n  two X!\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			if got := pointed(t, document); !strings.HasPrefix(got, "X!") {
				t.Errorf("points at %q", got)
			}
		})
	}
}

// TestTextPointsAtWhatIsMeant: whatever a value consists of and however it is written,
// the caret is under the right character.
func TestTextPointsAtWhatIsMeant(t *testing.T) {
	styles := []yaml.Style{0, yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle, yaml.LiteralStyle}
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.StringMatching(`[a-z '"\\é\n\t:#%-]{0,20}`)
		value := piece.Draw(t, "before") + "X" + piece.Draw(t, "behind")
		style := rapid.SampledFrom(styles).Draw(t, "style")
		node := yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value, Style: style}
		document, err := yaml.Marshal(map[string]*yaml.Node{"text": &node})
		if err != nil {
			t.Fatal(err)
		}
		if got := pointed(t, string(document)); !strings.HasPrefix(got, "X") {
			t.Fatalf("points at %q of\n%s", got, document)
		}
	})
}

func TestTextOfAnOverride(t *testing.T) {
	got, err := config.Load[remark](config.Document{Name: "x.yaml"}, []string{"text='it''s X'"})
	if err != nil {
		t.Fatal(err)
	}
	p := got.Text.Problem(5, "here")
	if want := "--set text: here\n    text='it''s X'\n                ^"; p.Error() != want {
		t.Errorf("got %s", p.Error())
	}
}
