package main

import (
	"bytes"
	"fmt"
	"os"
)

// pepperVariable names the secret that tombstones are made with. The variable holds
// the secret, or the same name with _FILE appended names a file that does.
const pepperVariable = "GALENA_PEPPER"

// pepperCheck is the text whose mark tells whether a pepper is the right one.
const pepperCheck = "galena tombstones"

// leastPepper is the length in bytes below which a pepper could be guessed.
const leastPepper = 16

// readPepper returns the secret. It is never printed.
func readPepper() ([]byte, error) {
	pepper := []byte(os.Getenv(pepperVariable))
	if path := os.Getenv(pepperVariable + "_FILE"); len(pepper) == 0 && path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reading %s_FILE: %w", pepperVariable, err)
		}
		pepper = bytes.TrimSpace(data)
	}
	switch {
	case len(pepper) == 0:
		return nil, fmt.Errorf("set %s, or %s_FILE to a file that holds it, to a secret of at least %d characters that you keep as long as the state", pepperVariable, pepperVariable, leastPepper)
	case len(pepper) < leastPepper:
		return nil, fmt.Errorf("%s has %d characters; a pepper needs at least %d, or it can be guessed", pepperVariable, len(pepper), leastPepper)
	}
	return pepper, nil
}
