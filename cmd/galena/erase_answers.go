package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"galena/enrich"
	"galena/internal/vfs"
)

// eraseAnswers removes from the files of the answer folder what was asked for this
// person alone, and every answer that quotes them. Answers that others share, such as
// those by company, stay unless they quote the person. unknown lists the files whose
// questions are not known, so that only quotes are found in them.
func (e *erasure) eraseAnswers(ctx context.Context) (all []touched, unknown []string, err error) {
	folder := e.at.steps.AnswerFolder()
	if folder == "" {
		return nil, nil, nil
	}
	entries, err := e.disk.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	files := e.at.steps.AnswerFiles()
	keys, err := e.questions(ctx, files)
	if err != nil {
		return nil, nil, err
	}
	if all, err = e.sweep(folder); err != nil {
		return all, nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		if !entry.Type().IsRegular() || filepath.Ext(name) != ".ndjson" || strings.HasPrefix(name, vfs.TempPrefix) {
			continue
		}
		path := filepath.Join(folder, name)
		if !slices.ContainsFunc(files, func(f enrich.AnswerFile) bool { return f.Name == name }) {
			unknown = append(unknown, path+": no step of the configuration asks under this name, so only answers that quote the person were found; remove the file if nothing uses it")
		}
		t, err := e.eraseAnswerFile(ctx, path, keys[name])
		if err != nil {
			return all, unknown, err
		}
		if t.isChanged() {
			all = append(all, *t)
		}
	}
	return all, unknown, nil
}

// eraseAnswerFile removes the answers about the person from a file.
func (e *erasure) eraseAnswerFile(ctx context.Context, path string, keys map[string]bool) (*touched, error) {
	return e.cutOut(ctx, path, kindOfFile{func(_ context.Context, f *os.File, t *touched) ([]span, error) {
		return linesIn(f, t, func(line []byte) bool {
			key, text := enrich.ReadAnswer(line)
			return keys[key] || e.mentions(text) || e.quotes([]byte(text))
		})
	}, copyBytes})
}

// questions returns, by file name, the keys of questions asked for this person
// alone: those that follow from their leads in any run, and those that follow from
// nothing but an address or a number.
func (e *erasure) questions(ctx context.Context, files []enrich.AnswerFile) (map[string]map[string]bool, error) {
	keys := map[string]map[string]bool{}
	columns := slices.Concat([]string{"lead_id"}, addressColumns, numberColumns)
	for _, f := range files {
		keys[f.Name] = map[string]bool{}
		columns = append(columns, f.Columns...)
		for value := range e.asIfLeads {
			keys[f.Name][f.Key(value)] = true
		}
	}
	slices.Sort(columns)
	columns = slices.Compact(columns)
	visit := func(dir string, lead func(value func(string) string, theirs bool)) error {
		run := &pastRun{at: place{name: dir}}
		return run.each(ctx, "leads", columns, func(in rows, i int) {
			lead(func(name string) string { return in.cell(name, i) }, e.leads[in.cell("lead_id", i)] || e.isNamed(in, i))
		})
	}
	for _, dir := range e.runs {
		if err := visit(dir, func(value func(string) string, theirs bool) {
			for _, f := range files {
				if theirs {
					keys[f.Name][f.Key(value)] = true
				}
			}
		}); err != nil {
			return nil, fmt.Errorf("looking for what was asked in %s: %w", dir, err)
		}
	}
	for _, f := range files {
		delete(keys[f.Name], "") // the key of leads that lack a value
	}
	return keys, visit(filepath.Join(e.at.out, "latest"), func(value func(string) string, theirs bool) {
		for _, f := range files {
			if !theirs {
				delete(keys[f.Name], f.Key(value))
			}
		}
	})
}

// asIfLeads yields leads that have one address, one number or both of the person and
// nothing else. They find what was asked in runs that no longer exist.
func (e *person) asIfLeads(yield func(value func(column string) string) bool) {
	emails, phones := append([]string{""}, sortedKeys(e.emails)...), append([]string{""}, sortedKeys(e.phones)...)
	for _, email := range emails {
		_, domain, _ := strings.Cut(email, "@")
		for _, phone := range phones {
			cells := map[string]string{"email": email, "email_domain": domain, "phone": phone, "mobile_phone": phone}
			if !yield(func(column string) string { return cells[column] }) {
				return
			}
		}
	}
}
