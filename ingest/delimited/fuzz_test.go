package delimited

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzReader: any file is read or refused; every record is a row or a reject, and blocks
// and workers make no difference.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "a;b\r\n\"x\ny\";2\r\n", "a\tb\rc\td\r", "a,b\n1,\"2\n3,4\n", "\xff\xfea\x00,\x00b\x00\n\x00",
		"a,b\n\"1,\"\"2\"\"\"\n", "'a','b'\n'x \\'y','z'\n", "a,b,c,d\n1,2,3,4\na,b,c\n5,6,7\n", "x\n\n\n", "a, \"b\"\n1, \"2, 3\"\n", "a,b\n1,\x00\n\xe9,2\n",
	} {
		f.Add([]byte(seed), 64, "", "")
	}
	f.Fuzz(func(t *testing.T, file []byte, block int, delimiter, quote string) {
		o := Options{Delimiter: delimiter, Quote: quote}
		want, err := readAll(string(file), o, 1<<20, 1)
		if err != nil {
			return
		}
		if want.read != int64(len(want.rows)+len(want.rejects)) || len(want.lines) != len(want.rows) {
			t.Fatalf("read %d, but %d rows and %d rejects", want.read, len(want.rows), len(want.rejects))
		}
		got, err := readAll(string(file), o, max(1+block&1023, len(file)/64), 2)
		if err != nil {
			t.Fatal(errors.Unwrap(err), err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(table{})); diff != "" {
			t.Fatal(diff)
		}
	})
}
