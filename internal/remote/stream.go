package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// stream reads a part of an object from front to back. It returns io.EOF only when all
// bytes have arrived.
type stream struct {
	ctx    context.Context
	object *Object
	offset int64 // of the next byte in the object
	length int64 // bytes still to come; -1 for all

	body   io.ReadCloser
	cancel context.CancelCauseFunc
	alarm  *time.Timer // cancels when the server has been silent for too long
	tries  int         // attempts since the last byte
	err    error       // the error that ended the stream
}

// start opens the first connection.
func (s *stream) start() error {
	err := s.connect()
	for err != nil && s.object.origin.passing(err) && s.wait() {
		err = s.connect()
	}
	if err != nil {
		return s.fail(err)
	}
	return nil
}

// connect requests what is still to come.
func (s *stream) connect() error {
	o := s.object
	ctx, cancel := context.WithCancelCause(s.ctx)
	s.cancel = cancel
	s.alarm = time.AfterFunc(o.patience.silence, func() { cancel(errSilent) })
	b, err := o.answer(ctx, s.offset, s.length)
	s.alarm.Stop()
	if err != nil {
		if context.Cause(ctx) == errSilent {
			err = errSilent
		}
		cancel(nil)
		return err
	}
	s.body = b
	if s.length < 0 && b.size >= 0 {
		s.length = b.size - s.offset
	}
	return nil
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	for s.err == nil && len(p) > 0 {
		if s.length == 0 {
			s.err = io.EOF
			break
		}
		if s.length > 0 {
			p = p[:min(int64(len(p)), s.length)]
		}
		s.alarm.Reset(s.object.patience.silence)
		n, err := s.body.Read(p)
		s.alarm.Stop()
		if n > 0 {
			s.advance(n)
			return n, nil // an error will recur
		}
		switch {
		case err == io.EOF && s.length < 0:
			s.err = io.EOF // of a body of unknown length, whose end the protocol marks
		case err == nil:
		case s.again(err):
		default:
			s.fail(s.broken(err))
		}
	}
	return 0, s.err
}

func (s *stream) advance(n int) {
	s.tries = 0
	s.offset += int64(n)
	if s.length > 0 {
		s.length -= int64(n)
	}
}

// again tries to resume where the connection broke. It returns true if Read should go on:
// it has reconnected, or has ended the stream because the server refused for good.
func (s *stream) again(err error) bool {
	o := s.object
	if !o.ranges || o.Version() == "" || s.ctx.Err() != nil || errors.Is(err, errChanged) {
		return false
	}
	s.hangUp()
	for s.wait() {
		switch err := s.connect(); {
		case err == nil:
			return true
		case errors.Is(err, errChanged), isRefusal(err) && !o.origin.passing(err):
			s.fail(err)
			return true
		}
	}
	return false
}

// wait waits before a retry. It reports whether one is left.
func (s *stream) wait() bool {
	p := s.object.patience
	if s.tries >= p.tries {
		return false
	}
	pause := time.NewTimer(p.pause << s.tries)
	defer pause.Stop()
	s.tries++
	select {
	case <-pause.C:
		return true
	case <-s.ctx.Done():
		return false
	}
}

// broken returns the error for a connection that ended too early.
func (s *stream) broken(err error) error {
	cause := errCut
	if errors.Is(err, errSilent) || errors.Is(err, context.Canceled) && s.ctx.Err() == nil {
		cause = errSilent
	}
	where := fmt.Sprintf("after %d bytes", s.offset)
	if s.object.Size >= 0 {
		where += fmt.Sprintf(" of %d", s.object.Size)
	}
	if s.tries > 0 {
		where += fmt.Sprintf(", and %d further attempts failed", s.tries)
	}
	return fmt.Errorf("%w %s", cause, where)
}

// fail ends the stream with an error for the person who must act.
func (s *stream) fail(err error) error {
	if s.ctx.Err() != nil {
		s.err = context.Cause(s.ctx)
	} else {
		s.err = s.object.origin.explain(s.ctx, s.object.Name, err)
	}
	return s.err
}

func (s *stream) hangUp() {
	if s.body != nil {
		s.cancel(nil)
		s.body.Close() //nolint:errcheck // what was read from it is good
		s.body = nil
	}
}

// Close implements io.Closer.
func (s *stream) Close() error {
	s.hangUp()
	if s.err == nil {
		s.err = errors.New("it has been closed")
	}
	return nil
}
