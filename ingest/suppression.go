package ingest

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"galena/internal/config"
	"galena/internal/consent"
	"galena/internal/contact"
	"galena/internal/pipeline"
)

// Suppression is a file of people who must not be contacted.
type Suppression struct {
	At      config.Position    `yaml:"-"` // of Path
	Path    string             `yaml:"path" required:"true" doc:"file, glob or folder, as for contacts"`
	Source  string             `yaml:"source" doc:"name of the list, in reasons: list:NAME; default: the file's stem"`
	Match   string             `yaml:"match" default:"auto" enum:"auto,email,phone,domain,lead_id,record_id,sha256" doc:"how its rows name people; auto: by the columns mapped to addresses and numbers, else by the values of the first column"`
	Channel []string           `yaml:"channel" enum:"email,phone,sms,mail,ads,all" doc:"channels that these people refuse; default: e-mail for addresses and domains, calls and text messages for numbers, all for the rest and for legal_block"`
	Purpose string             `yaml:"purpose" default:"marketing" doc:"what they refuse to be contacted for: marketing, all, or a part of marketing such as newsletter, which then goes into refused_purposes"`
	Reason  string             `yaml:"reason" enum:"unsubscribed,hard_bounce,complaint,legal_block" doc:"why they may not be contacted; default: hard_bounce for rows that say so, else unsubscribed"`
	Process string             `yaml:"process" default:"refuse" enum:"refuse,never" doc:"refuse: the leads stay in the output, and may not be contacted; never: they leave the output, and count as suppressed"`
	Format  Format             `yaml:"format" default:"auto" enum:"auto,csv,tsv,json,ndjson,parquet" doc:"as for contacts"`
	Columns config.Map[string] `yaml:"columns" doc:"canonical column: header; adds to the automatic mapping and beats it"`
	Country string             `yaml:"country" doc:"country (ISO 3166-1, such as US) of phone numbers that name none"`
	Header  string             `yaml:"header" default:"auto" enum:"auto,yes,no" doc:"of CSV: whether a line holds the names of the columns"`
}

func (s *Suppression) validate(report *config.Report, at string, known []string) {
	in := s.input()
	in.validate(report, at, known)
	if code, ok := contact.CountryCode(s.Country); s.Country != "" && (!ok || code != s.Country) {
		report.Errorf(at+"country", "must be the ISO 3166-1 code of a country, like US or DE")
	}
	for _, c := range s.Purpose {
		if c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			report.Errorf(at+"purpose", "must consist of lower-case letters, digits and _")
			break
		}
	}
}

func (s *Suppression) input() Input {
	return Input{At: s.At, Path: s.Path, Source: s.Source, Format: s.Format, Columns: s.Columns, Encoding: "auto", Header: s.Header}
}

// channels returns the channels that the list says it refuses, 0 if it does not say.
func (s *Suppression) channels() (channels consent.Channels) {
	for _, name := range s.Channel {
		if channel, ok := consent.ChannelByName(name); ok {
			channels |= channel.Only()
		} else {
			channels = consent.AllChannels
		}
	}
	if channels == 0 && s.Reason == consent.LegalBlock.String() {
		return consent.AllChannels
	}
	return channels
}

// Suppressions are the lists of people who must not be contacted.
type Suppressions struct {
	Index   *consent.Index
	Rejects []pipeline.Reject // rows that name nobody, after Read
	lists   []suppressionList
}

// suppressionList is a file of one list.
type suppressionList struct {
	*Suppression
	source *Source
	first  int // index of its first file among the files of all lists
}

// OpenSuppressions finds the files and examines the head of each. A missing file is an
// error: nobody may be contacted because a list was lost.
func OpenSuppressions(ctx context.Context, lists []Suppression, batchRows int, stdin io.Reader) (*Suppressions, error) {
	out := &Suppressions{Index: consent.NewIndex()}
	for i := range lists {
		list := suppressionList{Suppression: &lists[i], first: len(out.Index.Lists)}
		var err error
		options := Options{Vocabulary: Outcomes, BatchRows: batchRows, Stdin: stdin}
		if list.source, err = Open(ctx, []Input{lists[i].input()}, options); err != nil {
			return nil, err
		}
		for _, file := range list.source.Files() {
			name := list.Source
			if name == "" {
				name = stem(file.Path)
			}
			spoken := list.channels()
			if len(list.Channel) == 0 {
				spoken = 0 // a list that names no channel asks for no columns of mail and ads
			}
			out.Index.Lists = append(out.Index.Lists, consent.List{
				Name: name, Path: file.Path, Purpose: list.Purpose, Channels: spoken, Drop: list.Process == "never",
			})
		}
		out.lists = append(out.lists, list)
	}
	return out, nil
}

// Files returns what is known about the files.
func (s *Suppressions) Files() (files []File) {
	for _, list := range s.lists {
		files = append(files, list.source.Files()...)
	}
	return files
}

// Read fills the index.
func (s *Suppressions) Read(ctx context.Context, workers pipeline.Workers) error {
	for _, list := range s.lists {
		numbers := map[string]int{}
		for i, file := range list.source.Files() {
			numbers[file.Path] = list.first + i
		}
		for b, err := range list.source.Batches(ctx, workers) {
			if err != nil {
				return fmt.Errorf("reading ingest.suppressions: %w", err)
			}
			s.Rejects = append(s.Rejects, b.Rejects...)
			reader := newEntryReader(list.Suppression, b, numbers[b.Origin.File.Path])
			s.Rejects = append(s.Rejects, reader.read(s.Index)...)
		}
	}
	return nil
}

// domainOf reads a domain in the forms that lists use: example.com, @example.com,
// *@example.com, *.example.com.
func domainOf(value string) string {
	value = strings.ToLower(strings.TrimSpace(value))
	value = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(value, "*"), "@"), ".")
	if strings.ContainsAny(value, "@/ \t") || !strings.Contains(value, ".") || filepath.Ext(value) == "." {
		return ""
	}
	return value
}
