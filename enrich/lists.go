package enrich

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"galena/internal/config"
	"galena/internal/contact"
	"galena/internal/pipeline"
	"galena/internal/vfs"
)

// Lists names the user's own lists, files with one entry per line.
type Lists struct {
	Free       []config.Text `yaml:"free" doc:"files of domains that give mailboxes to everybody; a domain stands for itself; with a dot or *. in front, also for all below it"`
	Disposable []config.Text `yaml:"disposable" doc:"files of domains that give throw-away mailboxes; a domain stands for itself and all below it"`
	Role       []config.Text `yaml:"role" doc:"files of mailboxes that are a role and no person: the part before the @"`
}

// lists holds the content of those files; it is empty until they are read.
type lists struct {
	paths            []Lists
	free, disposable []*contact.DomainSet
	roles            map[string]bool
	files            []vfs.FileRead
	unusable         []pipeline.Note
}

// codeListLine is the code of the note on lines that are not a domain.
const codeListLine = "list_line_unusable"

// find reports the files that do not exist.
func (l *lists) find() error {
	var problems []error
	for _, paths := range l.paths {
		for _, path := range slices.Concat(paths.Free, paths.Disposable, paths.Role) {
			problems = append(problems, exists(path))
		}
	}
	return errors.Join(problems...)
}

// exists returns a problem at the line of the config that names the file if it cannot be read
// as one: it does not exist, or is a folder.
func exists(path config.Text) error {
	info, err := os.Stat(path.Value)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return config.Problems{path.Problem(0, "%s: no such file; a path is as seen from the folder that galena is run in", path)}
	case err == nil && info.IsDir():
		return config.Problems{path.Problem(0, "%s is a folder; name a file of it", path)}
	case err != nil:
		return config.Problems{path.Problem(0, "%v", err)}
	}
	return nil
}

func (l *lists) read() error {
	l.roles = map[string]bool{}
	for _, paths := range l.paths {
		for _, of := range []struct {
			paths []config.Text
			sets  *[]*contact.DomainSet
		}{{paths.Free, &l.free}, {paths.Disposable, &l.disposable}} {
			for _, path := range of.paths {
				set, err := l.domains(path.Value)
				if err != nil {
					return err
				}
				*of.sets = append(*of.sets, set)
			}
		}
		for _, path := range paths.Role {
			if err := l.mailboxes(path.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// file reads a file and records the hash of its content.
func (l *lists) file(path string) ([]byte, error) {
	data, file, err := vfs.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading enrich[].lists: %w", err)
	}
	l.files = append(l.files, file)
	return data, nil
}

// domains reads a list of domains. Lines that are not domains are skipped and noted, since
// public lists have some; a file that has more of them than domains is an error.
func (l *lists) domains(path string) (*contact.DomainSet, error) {
	data, err := l.file(path)
	if err != nil {
		return nil, err
	}
	set, err := contact.ReadDomainSet(data)
	if err != nil {
		return nil, fmt.Errorf("reading enrich[].lists: %s: %w", path, err)
	}
	if set.Unusable > set.Len() {
		return nil, fmt.Errorf("reading enrich[].lists: %s:%d is no domain, and most lines are none; a list has one domain a line and nothing else", path, set.FirstUnusable)
	}
	if set.Unusable > 0 {
		l.unusable = append(l.unusable, pipeline.Note{Stage: stageName, File: path, Code: codeListLine, Count: int64(set.Unusable), FirstLine: int64(set.FirstUnusable)})
	}
	return set, nil
}

// mailboxes reads a list of local parts; of an address, what is before the @ counts.
func (l *lists) mailboxes(path string) error {
	data, err := l.file(path)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))) {
		line, _, _ = bytes.Cut(bytes.TrimSpace(line), []byte{'@'})
		if len(line) > 0 && line[0] != '#' {
			l.roles[string(contact.AppendMailboxKey(nil, string(line)))] = true
		}
	}
	return nil
}

func (l *lists) isFree(domain string) bool {
	return contact.IsFreeDomain(domain) || has(l.free, domain, false)
}

func (l *lists) isDisposable(domain string) bool {
	return contact.IsDisposableDomain(domain) || has(l.disposable, domain, true)
}

func has(sets []*contact.DomainSet, domain string, below bool) bool {
	for _, set := range sets {
		if set.Has(domain, below) {
			return true
		}
	}
	return false
}

func (l *lists) isRole(local string) bool {
	if contact.IsRoleMailbox(local) {
		return true
	}
	if len(l.roles) == 0 {
		return false
	}
	var buffer [64]byte
	return l.roles[string(contact.AppendMailboxKey(buffer[:0], local))]
}
