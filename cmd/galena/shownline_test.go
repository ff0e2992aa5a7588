package main

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// TestCommandLinesOfTheDocuments: every command line that a document shows, in an example
// or in a sentence, uses commands and flags that exist. Nothing is run.
func TestCommandLinesOfTheDocuments(t *testing.T) {
	pages, err := filepath.Glob(document("*.md"))
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, page := range append(pages, root("README.md")) {
		for _, line := range shownLines(content(t, page)) {
			count++
			if err := line.parse(); err != nil {
				t.Errorf("%s:%d: galena %s: %v", filepath.Base(page), line.number, strings.Join(line.words, " "), err)
			}
		}
	}
	if count < 100 {
		t.Errorf("only %d command lines were found", count)
	}
}

// shownLine is the part of a line in a document after galena.
type shownLine struct {
	number int
	words  []string
	whole  bool // it could be typed as it is: within a sentence, arguments may be left out
}

var (
	calledInCode  = regexp.MustCompile(`(?:^|[\s"]|=/[a-z/]+/)(?:galena|go run \./cmd/galena) +([a-z-].*)`)
	calledInProse = regexp.MustCompile("`galena ([^`]+)`")
	placeholder   = regexp.MustCompile(`^[A-Z][A-Z_:]*$`)
)

// shownLines returns the command lines of a page. It excludes galena's output, and
// comments about it.
func shownLines(page string) []shownLine {
	var out []shownLine
	language, inCode, before := "", false, ""
	lines := strings.Split(page, "\n")
	for i, line := range lines {
		if fence, isFence := strings.CutPrefix(line, "```"); isFence {
			language, inCode = fence, !inCode
			continue
		}
		if !inCode {
			for _, span := range calledInProse.FindAllStringSubmatch(line, -1) {
				usage := strings.NewReplacer("[", "", "]", "", "...", "", "…", "").Replace(span[1])
				out = append(out, shownLine{number: i + 1, words: shellWords(usage)})
			}
			continue
		}
		if start, goesOn := strings.CutSuffix(line, `\`); goesOn {
			before += start
			continue
		}
		line, before = before+line, ""
		prompt := strings.HasPrefix(line, "$ ")
		refused := prompt && strings.HasPrefix(lines[i+1], "galena: ") // it shows the result of a mistake
		if language == "text" || refused || language == "console" && !prompt || strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		line, _, _ = strings.Cut(line, " #")
		if called := calledInCode.FindStringSubmatch(line); called != nil {
			out = append(out, shownLine{i + 1, shellWords(called[1]), true})
		}
	}
	return out
}

// shellWords splits one command into words as a shell does, up to the end of the command
// or of the string of another language that contains it.
func shellWords(line string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	inWord, braces := false, 0
	end := func() {
		if inWord {
			words = append(words, word.String())
		}
		inWord = false
		word.Reset()
	}
	for i, r := range line {
		switch {
		case quote == 0 && r == '{':
			braces++
		case quote == 0 && r == '}':
			braces--
		}
		switch {
		case braces > 0 || quote != 0 && r != quote:
			inWord = true
			word.WriteRune(r)
		case r == quote:
			quote = 0
		case r == '\'' || r == '"' && strings.Contains(line[i+1:], `"`) && !strings.HasPrefix(line[i+1:], ","):
			quote, inWord = r, true
		case strings.ContainsRune(`|><&;")`, r):
			if strings.HasSuffix(word.String(), "2") && word.Len() == 1 {
				inWord = false // 2>: the number of a stream
			}
			end()
			return words
		case r == ' ':
			end()
		default:
			inWord = true
			word.WriteRune(r)
		}
	}
	end()
	return words
}

// parse makes cobra parse the line as if it were to be run.
func (l shownLine) parse() error {
	root := newRoot(&process{log: slog.New(slog.DiscardHandler)})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd(l.words...)
	cmd, rest, err := root.Find(l.words)
	if err != nil {
		return err
	}
	if cmd == root && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		return fmt.Errorf("there is no command %s", rest[0])
	}
	err = cmd.ParseFlags(rest)
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok && placeholder.MatchString(wrong.GetValue()) {
		err = nil
	}
	if _, cutShort := errors.AsType[*pflag.ValueRequiredError](err); cutShort && !l.whole {
		err = nil
	}
	if err == nil && l.whole {
		err = cmd.ValidateArgs(cmd.Flags().Args())
	}
	return err
}
