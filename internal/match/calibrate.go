package match

// Calibration is what the model expects of a threshold.
type Calibration struct {
	Threshold float64
	Pairs     int
	Precision float64 // expected share of true pairs among them
}
