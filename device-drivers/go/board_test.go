package board_test

import (
	"os"
	"strings"
	"testing"
)

// The example of README.md is the one that is compiled.
func TestTheReadmesExampleIsCompiled(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```go\n")
	example, _, found := strings.Cut(rest, "```")
	if !found || !strings.HasSuffix(string(source), example) {
		t.Errorf("example_test.go does not end with README.md's example:\n%s", example)
	}
}
