package config

// Shape describes a type that reads itself, for the reference and the schema.
type Shape struct {
	Name    string   // what people call it: "duration"
	Types   []string // the JSON types it may be written as: "string", "number"
	Pattern string   // a regular expression that its text matches; "" for any
	OneOf   []any    // or: values of the types it may be written as, such as "" and plain{}
}

// Shaper is an Unmarshaler that describes itself.
type Shaper interface {
	ConfigShape() Shape
}
