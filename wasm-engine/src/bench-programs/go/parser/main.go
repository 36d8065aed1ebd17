// Command parser reads a Go source text, changes its names and prints it formatted, again and
// again.
//
//	parser ITERATIONS
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"hash/fnv"
	"os"
	"strconv"
)

//go:embed source.txt
var source []byte

func main() {
	iterations := 100
	if len(os.Args) > 1 {
		var err error
		if iterations, err = strconv.Atoi(os.Args[1]); err != nil || iterations < 1 {
			fmt.Fprintf(os.Stderr, "parser: wanted a positive number, got %q\n", os.Args[1])
			os.Exit(2)
		}
	}
	nodes, size := 0, 0
	digest := fnv.New64a()
	for i := range iterations {
		text, count, err := rewrite(i)
		if err != nil {
			fmt.Fprintln(os.Stderr, "parser:", err)
			os.Exit(1)
		}
		nodes += count
		size += len(text)
		digest.Write(text)
	}
	fmt.Printf("parser: %d nodes, %d bytes, checksum %016x\n", nodes, size, digest.Sum64())
}

// rewrite answers the source with a number behind the names of its functions, formatted, and how
// many nodes its syntax tree has. What comes out is parsed once more.
func rewrite(number int) ([]byte, int, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "source.go", source, parser.ParseComments)
	if err != nil {
		return nil, 0, err
	}
	renamed := map[string]string{}
	for _, declaration := range file.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil {
			renamed[function.Name.Name] = function.Name.Name + strconv.Itoa(number)
		}
	}
	nodes := 0
	ast.Inspect(file, func(node ast.Node) bool {
		if node != nil {
			nodes++
		}
		if identifier, ok := node.(*ast.Ident); ok {
			if name, ok := renamed[identifier.Name]; ok {
				identifier.Name = name
			}
		}
		return true
	})
	var text bytes.Buffer
	if err := format.Node(&text, files, file); err != nil {
		return nil, 0, err
	}
	_, err = parser.ParseFile(token.NewFileSet(), "formatted.go", text.Bytes(),
		parser.SkipObjectResolution)
	return text.Bytes(), nodes, err
}
