package delimited

import (
	"cmp"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"galena/internal/corpora"
)

// otherRows are the files in which DuckDB counts other rows than galena, with the reason;
// docs/input.md explains the reasons. A file needs no entry if galena reports refused rows
// which, added to the others, give DuckDB's count.
var otherRows = map[string]string{
	"csv_messytables/horror/begrotingsanalyse-2011.csv":               "header",
	"csv_messytables/horror/excel_pasting.csv":                        "preamble",
	"csv_messytables/horror/mixedGLB.csv":                             "preamble",
	"csv_messytables/horror/weird_head_padding.csv":                   "preamble",
	"csv_commons/CSVFileParser/testCSV246_checkWithNoComment.txt":     "comment",
	"csv_commons/CSVFileParser/testCSV85_default.txt":                 "comment",
	"csv_csvkit/examples/realdata/Datagov_FY10_EDU_recp_by_State.csv": "preamble",
	"csv_miller/test/input/g.csv":                                     "blank",
	"csv_miller/test/input/het.csv":                                   "blank",
	"csv_miller/test/input/join-left-ragged.csv":                      "ragged",
	"csv_miller/test/input/ragged.csv":                                "ragged",
}

// TestRowsEqualDuckDBs compares the number of rows with that of DuckDB's read_csv, if
// DuckDB can read the file. It runs the program named by GALENA_DUCKDB, or duckdb, which
// takes SQL on standard input.
func TestRowsEqualDuckDBs(t *testing.T) {
	runner, err := exec.LookPath(cmp.Or(os.Getenv("GALENA_DUCKDB"), "duckdb"))
	if err != nil {
		t.Skip("no DuckDB: set GALENA_DUCKDB")
	}
	read, equal, refused := 0, 0, 0
	for _, name := range []string{"csv_messytables", "csv_commons", "csv_csvkit", "csv_miller"} {
		dir := corpora.Folder(t, name)
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			var o Options
			switch filepath.Ext(path) {
			case ".csv", ".txt":
			case ".tsv", ".tab":
				o.Delimiter = "\t"
			default:
				return err
			}
			theirs, ok := duckRows(t, runner, path)
			if err != nil || entry.IsDir() || !ok {
				return err
			}
			read++
			key := filepath.ToSlash(strings.TrimPrefix(path, filepath.Dir(dir)+string(filepath.Separator)))
			key = strings.Replace(key, "src/test/resources/org/apache/commons/csv/", "", 1)
			ours, err := readAll(slurp(t, path), o, 0, 1)
			switch rows := len(ours.rows); {
			case rows == theirs:
				equal++
				if why := otherRows[key]; why != "" {
					t.Errorf("%s: %d rows as DuckDB has; it needs no reason (%s) any more", key, rows, why)
				}
			case len(ours.rejects) > 0 && rows+len(ours.rejects) == theirs:
				refused++
			case otherRows[key] == "":
				t.Errorf("%s: %d rows and %d refused (%v), but DuckDB has %d", key, rows, len(ours.rejects), err, theirs)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("DuckDB reads %d files; %d have the same rows, %d with those that galena refuses, %d differ for a reason", read, equal, refused, read-equal-refused)
}

var countOfRows = regexp.MustCompile(`rows=(\d+)`)

// duckRows returns the number of rows that DuckDB finds in a file, or false if it finds
// none or fails.
func duckRows(t *testing.T, runner, path string) (rows int, ok bool) {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(runner)
	command.Stdin = strings.NewReader("SELECT 'rows=' || count(*) AS n FROM read_csv('" + strings.ReplaceAll(path, "'", "''") + "', all_varchar=true);\n")
	said, err := command.Output()
	found := countOfRows.FindSubmatch(said)
	if err != nil || found == nil {
		return 0, false
	}
	rows, err = strconv.Atoi(string(found[1]))
	return rows, err == nil
}
