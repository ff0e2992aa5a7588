package export

import (
	"io/fs"
	"strconv"

	"galena/internal/pipeline"
	"galena/internal/vfs"
)

const (
	rejectsName = "rejects.csv"
	// keptRejectsName is where the rejects of an unpublished run stay until the next run
	// ends.
	keptRejectsName = "rejects-of-failed-run.csv"
	// rejectsMode hides raw rows from other users.
	rejectsMode fs.FileMode = 0o600
)

// rejects is the file of rows that could not be used. It is always CSV, since people read
// it.
type rejects struct {
	*file
	rows int64
	line []byte
}

func createRejects(fsys vfs.FS, dir string) (*rejects, error) {
	to, err := createFile(fsys, dir, rejectsName, rejectsMode)
	if err != nil {
		return nil, err
	}
	if _, err := to.Write([]byte("file,line,stage,field,code,message,raw\n")); err != nil {
		to.discard()
		return nil, err
	}
	return &rejects{file: to}, nil
}

// append writes rejects in their order.
func (r *rejects) append(all []pipeline.Reject) error {
	for _, reject := range all {
		r.line = appendOptional(r.line[:0], reject.File)
		r.line = append(r.line, ',')
		r.line = strconv.AppendInt(r.line, reject.Line, 10)
		for _, cell := range []string{reject.Stage, reject.Field, reject.Code, reject.Message, reject.Raw} {
			r.line = appendOptional(append(r.line, ','), cell)
		}
		if _, err := r.Write(append(r.line, '\n')); err != nil {
			return err
		}
	}
	r.rows += int64(len(all))
	return nil
}

// appendOptional appends a cell of text; empty text is a null.
func appendOptional(dst []byte, text string) []byte {
	if text == "" {
		return dst
	}
	return appendText(dst, text, false)
}
