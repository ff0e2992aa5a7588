package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galena/export"
	"galena/internal/lock"
	"galena/internal/remote"
	"galena/internal/state"
	"galena/internal/term"
	"galena/internal/vfs"
)

// eraseFlags are the flags of erase.
type eraseFlags struct {
	past        pastFlags
	config      string
	state       string
	from        string
	country     string
	certificate string
	dryRun      bool
	named       map[string]*[]string // by kind
}

func newErase(p *process) *cobra.Command {
	flags := &eraseFlags{named: map[string]*[]string{}}
	cmd := &cobra.Command{
		Use:     "erase",
		Short:   "Forget a person: in the state, in past runs, in kept answers, and in runs to come",
		GroupID: "work",
		Long: `Erase removes a person from the state, from every file of the runs in the output
folder, and from the answers that steps of enrich have kept. For each known
address, number and record of the person it leaves a tombstone: a keyed hash that
keeps the person out of later dumps. It writes a certificate of the files that it
changed.

Name the person by --email, --phone, --lead or --record, or in the lines of
--from (- for standard input), so that nothing gets into the history of a shell.
The secret for the tombstones comes from ` + pepperVariable + `, or from the file that
` + pepperVariable + `_FILE names. Keep the secret as long as the state.

Erase does not reach the dumps themselves, files that were sent elsewhere, and
backups. The certificate lists the files that were made for others.`,
		Annotations: map[string]string{leftWhenInterrupted: "the erasure is not finished; run it again"},
		Args:        nobodyNamed,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := excludes(cmd, "dry-run", "certificate"); err != nil {
				return err
			}
			return flags.erase(cmd.Context(), p)
		},
	}
	flags.past.add(cmd)
	for _, kind := range []string{"email", "phone", "lead", "record"} {
		flags.named[kind] = cmd.Flags().StringArray(kind, nil, map[string]string{
			"email": "an address", "phone": "a number", "lead": "a lead id", "record": "a record, SOURCE:RECORD_ID",
		}[kind]+" of the person; repeatable")
	}
	cmd.Flags().StringVarP(&flags.config, "config", "c", "", "the configuration, for its folders and its steps that ask over the network; default: "+defaultConfig+", if it is there")
	cmd.Flags().StringVar(&flags.state, "state", "", "the state folder; default: state of the configuration [$GALENA_STATE]")
	cmd.Flags().StringVar(&flags.from, "from", "", "file of addresses, numbers, lead ids and SOURCE:RECORD_ID of the person, one a line; - for standard input")
	cmd.Flags().StringVar(&flags.country, "country", "", "country of numbers that name none")
	cmd.Flags().StringVar(&flags.certificate, "certificate", "", "file for the certificate; default: erasures/ in the output folder")
	cmd.Flags().BoolVar(&flags.dryRun, "dry-run", false, "tell what would be removed, and change nothing")
	return cmd
}

// nobodyNamed refuses arguments without repeating them: they are people's addresses
// and numbers, which must not end up in a log.
func nobodyNamed(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("galena erase is told whom by --email, --phone, --lead, --record or --from: argument 1 stands behind none of them")
	}
	return nil
}

// certificate is the account of an erasure. It does not identify the person.
type certificate struct {
	Galena     string    `json:"galena_version"`
	At         time.Time `json:"at"`
	DryRun     bool      `json:"dry_run,omitempty"`
	Resumed    bool      `json:"resumed,omitempty"` // after a failed attempt, whose files are not listed
	Tombstones int       `json:"tombstones"`
	Leads      []string  `json:"lead_ids"`
	Sharing    []string  `json:"lead_ids_sharing,omitempty"` // others, who keep an address or a number that the person had too
	Runs       int       `json:"runs_searched"`
	Files      []touched `json:"files"`
	NotReached []string  `json:"not_reached"`
}

// isEmpty reports whether there was nothing to erase and nobody to keep out.
func (c *certificate) isEmpty() bool { return c.Tombstones == 0 && len(c.Files) == 0 && !c.Resumed }

func (f *eraseFlags) erase(ctx context.Context, p *process) (err error) {
	e := &erasure{disk: p.disk(), dryRun: f.dryRun}
	if e.person, err = f.person(p); err != nil {
		return err
	}
	if e.pepper, err = readPepper(); err != nil {
		return usagef("%w", err)
	}
	if e.at, err = f.places(p); err != nil {
		return err
	}
	defer limitMemory(e.at.memory)()
	if e.state, err = openExistingState(p, e.at.state); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.state.Close()) }()
	held, err := lock.Take(e.at.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Release()) }()
	answers, err := e.at.holdAnswers()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answers()) }()
	c, err := e.carryOut(ctx)
	if err == nil && c.isEmpty() {
		if !f.dryRun {
			err = strikeOut(e.disk, e.at.out)
		}
		if err != nil {
			return err
		}
		return usagef("nothing is known of a lead of that id: nothing was erased; name an address, a number or a record of the person")
	}
	if err == nil {
		err = f.certify(p, c, e.at.out)
	}
	if err != nil {
		return fmt.Errorf("the erasure is not finished; run it again: %w", err)
	}
	if e.at.remote != "" && !f.dryRun {
		return fmt.Errorf("erased in %s, but not in %s: put the folders of the runs there in the place of those, or remove those", e.at.out, remote.Redact(e.at.remote))
	}
	return nil
}

// erasure removes a person from every place where they may be stored.
type erasure struct {
	*person
	at      *places
	state   *state.Store
	pepper  []byte
	disk    vfs.FS
	runs    []string // folders of all runs in the output folder
	dryRun  bool     // nothing is changed
	resumed bool     // continues a failed attempt
}

// person returns the person that the flags name.
func (f *eraseFlags) person(p *process) (*person, error) {
	e := newPerson(f.country)
	for kind, values := range f.named {
		for _, value := range *values {
			if err := e.name(kind, value); err != nil {
				return nil, err
			}
		}
	}
	if f.from != "" {
		in := p.stdin
		if f.from != "-" {
			file, err := os.Open(f.from)
			if err != nil {
				return nil, usagef("reading --from: %w", err)
			}
			defer file.Close()
			in = file
		}
		if err := e.nameAll(in); err != nil {
			return nil, fmt.Errorf("--from %s: %w", f.from, err)
		}
	}
	if e.size() == 0 {
		return nil, usagef("erase whom? Name the person by --email, --phone, --lead, --record or --from")
	}
	return e, nil
}

func (e *person) nameAll(in io.Reader) error {
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			if err := e.name(kindOfName(line), line); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
	return lines.Err()
}

// carryOut erases the person. The state goes first: once it has the tombstones, no
// run brings the person back. Then come the answers of enrichment, which are found
// through the leads of past runs, and last those runs. After any failure erase can be
// repeated: before the first change it writes down whom it is about.
func (e *erasure) carryOut(ctx context.Context) (c *certificate, err error) {
	if e.runs, err = runsIn(e.at.out); err != nil {
		return nil, err
	}
	if e.resumed, err = e.resume(e.at.out); err != nil {
		return nil, err
	}
	if err := e.widen(ctx); err != nil {
		return nil, err
	}
	if !e.dryRun {
		if err := e.writeDown(e.disk, e.at.out); err != nil {
			return nil, err
		}
	}
	c = &certificate{
		Galena: version, At: time.Now().UTC().Truncate(time.Second), DryRun: e.dryRun, Resumed: e.resumed, Runs: len(e.runs),
		Leads: sortedKeys(e.leads), Sharing: sortedKeys(e.sharing), Tombstones: len(e.emails) + len(e.phones) + len(e.records), NotReached: e.at.notReached(),
	}
	if c.Files, err = e.eraseState(ctx); err != nil {
		return nil, err
	}
	answers, unknown, err := e.eraseAnswers(ctx)
	if err != nil {
		return nil, fmt.Errorf("erasing from the answers of enrichment: %w", err)
	}
	c.Files, c.NotReached = append(c.Files, answers...), append(c.NotReached, unknown...)
	files, err := e.eraseOutput(ctx)
	c.Files = append(c.Files, files...)
	return c, err
}

// certify writes the certificate and reports it.
func (f *eraseFlags) certify(p *process, c *certificate, out string) error {
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	for _, file := range c.Files {
		what := term.Counted(file.Rows, "row") + " removed"
		if file.Removed {
			what = "the whole file removed"
		}
		fmt.Fprintf(p.stdout, "%s: %s\n", file.Path, what)
	}
	if len(c.Sharing) > 0 {
		fmt.Fprintf(p.stdout, "kept, because others have an address or a number of the person too: %s; name one with --lead if it is the same person\n", shortList(c.Sharing))
	}
	if len(c.Leads) == 0 && len(c.Files) == 0 && !c.Resumed {
		fmt.Fprintln(p.stdout, "nothing here is of such a person; if that is not what you expect, look at how the address, number or id is written")
	}
	if f.dryRun {
		_, err := fmt.Fprintf(p.stdout, "nothing was changed; %s would be left\n", term.Counted(c.Tombstones, "tombstone"))
		return err
	}
	path := f.certificate
	if path == "" {
		if path, err = freeName(p.disk(), filepath.Join(out, erasuresName, c.At.Format("20060102T150405Z")), ".json"); err != nil {
			return err
		}
	}
	if err := vfs.Replace(p.disk(), path, append(data, '\n'), export.PrivateMode); err != nil {
		return fmt.Errorf("writing the certificate: %w", err)
	}
	if err := strikeOut(p.disk(), out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s left in the state; the certificate is %s\n", term.Counted(c.Tombstones, "tombstone"), path)
	return err
}

// shortList returns the first names of a list, and how many there are.
func shortList(names []string) string {
	const shown = 5
	if len(names) > shown {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], " "), len(names)-shown)
	}
	return strings.Join(names, " ")
}

// freeName returns a file name that is not taken: STEM.json, else STEM-2.json and
// so on.
func freeName(disk vfs.FS, stem, extension string) (string, error) {
	for n, name := 2, stem+extension; ; n++ {
		_, err := disk.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return name, nil
		case err != nil:
			return "", fmt.Errorf("naming the certificate: %w", err)
		}
		name = fmt.Sprintf("%s-%d%s", stem, n, extension)
	}
}
