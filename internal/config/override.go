package config

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// override applies "key=value" to the tree and returns its root. It creates missing
// mappings on the way, so that the walk reports an unknown key and what was probably
// meant; it may append one item to a list.
func (w *walker) override(root *yaml.Node, text string) *yaml.Node {
	path, value, ok := strings.Cut(text, "=")
	from := newSource("--set "+path, text)
	from.override = true
	steps, valid := splitPath(path)
	if !ok || !valid || len(steps) == 0 {
		w.report(from.at(1, 1, "").problem(Syntax, "%s is not of the form key=value", excerpt(text)))
		return root
	}
	node, err := parseYAML([]byte(value))
	if err != nil {
		problem := from.syntaxProblem(err)
		problem.Column, problem.Path = problem.Column+len([]rune(path))+1, path
		w.report(problem)
		return root
	}
	if node == nil {
		node = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: 1, Column: 1}
	}
	if findCycle(node, map[*yaml.Node]visit{}) != nil {
		w.report(from.at(1, 1, path).problem(Syntax, "the value contains itself"))
		return root
	}
	w.adopt(node, from, len([]rune(path))+1)
	o := &overriding{walker: w, source: from}
	return o.set(root, "", steps, node)
}

// adopt assigns positions to the nodes of an override's value.
func (w *walker) adopt(n *yaml.Node, from *source, shift int) {
	if _, adopted := w.origins[n]; adopted || n.Kind == yaml.AliasNode {
		return
	}
	w.origins[n] = from
	if n.Line == 1 {
		n.Column += shift
	}
	for _, child := range n.Content {
		w.adopt(child, from, shift)
	}
}

// overriding is an override being applied, from the root down.
type overriding struct {
	walker *walker
	source *source
}

// set returns n with the value put where steps lead. It copies the nodes on the way,
// since an anchor may make them appear in other places too.
func (o *overriding) set(n *yaml.Node, path string, steps []step, value *yaml.Node) *yaml.Node {
	if len(steps) == 0 {
		return value
	}
	if n == nil {
		n = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	}
	here := o.walker.node(n, o.source.at(1, 1, path), path)
	if steps[0].index >= 0 {
		return o.setItem(here, path, steps, value)
	}
	if !here.IsMapping() && !here.isAbsent() {
		at := o.source.at(1, 1, path)
		o.walker.report(at.problem(WrongType, "%s is %s and has no keys", here.name(), here.kind()))
		return n
	}
	key := steps[0].key
	result := o.clone(here.yaml, yaml.MappingNode)
	inner := KeyPath(path, key)
	for i := 0; i+1 < len(result.Content); i += 2 {
		if unalias(result.Content[i]).Value == key {
			result.Content[i+1] = o.set(result.Content[i+1], inner, steps[1:], value)
			return result
		}
	}
	merged := here.child(step{key, -1}).yaml
	name := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: 1, Column: o.column(inner)}
	o.walker.origins[name] = o.source
	result.Content = append(result.Content, name, o.set(merged, inner, steps[1:], value))
	return result
}

func (o *overriding) setItem(here *Node, path string, steps []step, value *yaml.Node) *yaml.Node {
	index := steps[0].index
	inner := indexPath(path, index)
	at := o.source.at(1, o.column(inner), inner)
	if !here.IsList() && !here.isAbsent() {
		o.walker.report(at.problem(WrongType, "%s is %s and has no items", here.name(), here.kind()))
		return here.yaml
	}
	result := o.clone(here.yaml, yaml.SequenceNode)
	if index > len(result.Content) {
		o.walker.report(at.problem(UnknownKey, "%s lies behind the end of a list of %d", inner, len(result.Content)))
		return here.yaml
	}
	if index == len(result.Content) {
		result.Content = append(result.Content, nil)
	}
	result.Content[index] = o.set(result.Content[index], inner, steps[1:], value)
	return result
}

// clone copies a node but shares its children; an absent node becomes an empty one of the
// kind.
func (o *overriding) clone(n *yaml.Node, kind yaml.Kind) *yaml.Node {
	result := &yaml.Node{Kind: kind, Line: 1, Column: 1}
	origin, overridden := o.source, true
	if n != nil && n.Kind == kind {
		*result = *n
		result.Content = append([]*yaml.Node(nil), n.Content...)
		origin, overridden = o.walker.origins[n]
	}
	if overridden {
		o.walker.origins[result] = origin
	}
	return result
}

// column returns the column of the override's last path step.
func (o *overriding) column(path string) int {
	if i := strings.LastIndexAny(path, ".["); i >= 0 && !strings.HasSuffix(path, `"]`) {
		return len([]rune(path[:i])) + 2
	}
	return 1
}
