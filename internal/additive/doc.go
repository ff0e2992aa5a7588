// Package additive learns the chance of an outcome from a table, as a sum of
// curves: one for each field, and a few for pairs of fields.
//
// The model is an explainable boosting machine: gradient boosting of shallow
// trees over binned fields, one field after the other in a cycle, so that fields
// that say the same share what they say (Lou, Caruana, Gehrke, "Accurate
// intelligible models with pairwise interactions", KDD 2013; Nori and others,
// "InterpretML", 2019). Several models on different parts of the rows are
// averaged, which smooths the curves. Where rows are few, a ridge logistic
// regression is fitted too, and the one that predicts unseen rows better is kept.
//
// The result is calibrated on predictions of rows that the predicting model has
// not seen (Platt 1999), and rounded to thousandths of a unit of log odds: the
// parts of a row add up exactly to its log odds.
//
// Everything is a function of the set of rows: their order and the number of
// workers change nothing. Rows are told apart by a hash of their values, and
// split by it.
package additive
