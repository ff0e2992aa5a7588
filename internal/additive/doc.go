// Package additive learns the probability of an outcome from a table, as a sum of curves:
// one for each field, and a few for pairs of fields.
//
// The model is an explainable boosting machine: gradient boosting of shallow trees over
// binned fields. It cycles through the fields one at a time, so that fields that carry the
// same information share it (Lou, Caruana, Gehrke, "Accurate intelligible models with
// pairwise interactions", KDD 2013; Nori and others, "InterpretML", 2019). Several models
// fitted to different parts of the rows are averaged, which smooths the curves. Where rows
// are few, a ridge logistic regression is fitted too, and whichever predicts unseen rows
// better is kept.
//
// The model is calibrated on predictions of rows it was not fitted to (Platt 1999), and
// rounded to thousandths of a unit of log odds, so that the parts of a row add up exactly
// to its log odds.
//
// The result depends only on the set of rows: not on their order, and not on the number of
// workers. Rows are identified by a hash of their values, and split by it.
package additive
