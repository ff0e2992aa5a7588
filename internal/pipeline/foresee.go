package pipeline

import "context"

// foresights are those of the stages after a Gatherer.
type foresights []Foresight

// foresee asks each stage for its Foresight and returns them grouped by the Gatherer
// before them.
func (p *Pipeline) foresee() []foresights {
	ahead, gatherer := make([]foresights, len(p.stages)), -1
	for i, stage := range p.stages {
		if _, ok := stage.(Gatherer); ok {
			gatherer = i
		} else if f, ok := stage.(Foreseer); ok && gatherer >= 0 {
			if sight := f.Foresee(); sight != nil {
				ahead[gatherer] = append(ahead[gatherer], sight)
			}
		}
	}
	return ahead
}

// see is the last step before a Gatherer.
func (f foresights) see(_ context.Context, b Batch) (Batch, error) {
	for _, sight := range f {
		sight.See(b)
	}
	return b, nil
}

// seen passes the stream on and reports its end.
func (f foresights) seen(in Stream) Stream {
	return func(yield func(Batch, error) bool) {
		for b, err := range in {
			if !yield(b, err) || err != nil {
				return
			}
		}
		for _, sight := range f {
			sight.Seen()
		}
	}
}
