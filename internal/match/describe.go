package match

import "fmt"

// Describe prints a field.
func Describe(f FieldModel) string {
	out := fmt.Sprintf("%s (%v):", f.Name, f.Kind)
	for l := 1; l < len(f.M); l++ {
		if f.M[l] > 1e-6 || f.U[l] > 1e-9 {
			out += fmt.Sprintf(" %s%d m=%.4f u=%.2g", levelName(f.Kind, l), max(0, l-len(kindLevels[f.Kind])-1), f.M[l], f.U[l])
		}
	}
	return out
}
