// Command parser parses, checks, prints and formats Go source, its own included.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/ast"
	"go/constant"
	"go/doc"
	"go/format"
	"go/parser"
	"go/printer"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
)

//go:embed main.go
var own string

const program = `// Package p is checked without imports.
package p

type Number interface{ ~int | ~float64 }

// Sum adds.
func Sum[T Number](all ...T) (sum T) {
	for _, v := range all { sum += v }
	return
}

type Tree[K comparable] struct { Left, Right *Tree[K]; Key K }

func (t *Tree[K]) Walk(yield func(K) bool) { if t != nil { yield(t.Key) } }

const ( A = iota << 3; B; C = "x" + "y"; D = 1.5e300 * 1e300 / 1e300; E = 'a' + 1i )

var V = Sum(1, 2, 3); var W = map[string][]func(int) error{"k": {nil}}

func use() { for x := range new(Tree[string]).Walk { _ = x }; select {}; }
`

func main() {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "main.go", own, parser.ParseComments)
	fmt.Println(file.Name, err, len(file.Decls), len(file.Comments))
	counts := map[string]int{}
	ast.Inspect(file, func(n ast.Node) bool {
		counts[fmt.Sprintf("%T", n)]++
		return true
	})
	for _, name := range sorted(counts) {
		fmt.Print(name, "=", counts[name], " ")
	}
	fmt.Println()
	var printed bytes.Buffer
	err = (&printer.Config{Mode: printer.TabIndent | printer.UseSpaces,
		Tabwidth: 8}).Fprint(&printed, files, file)
	fmt.Println(err, printed.String() == own)
	formatted, err := format.Source([]byte(program))
	fmt.Println(string(formatted), err)

	check(program)
	for _, wrong := range []string{
		"package p; func f() int { }", "package p; var x int = \"s\"; var y = undefined",
		"package p; func f() { x := 1 }; type T struct { T }",
		"package p; const c = 1 / 0; var a [2]int = [3]int{}",
		"package p; type I interface{ M() }; type S struct{}; var _ I = S{}",
		"package p; var u uint8 = 256; var s = \"a\" + 1",
		"package p; func f() { for { break L }; goto M; return 1 }",
		"package p; import \"nowhere\"; func f(",
		"package p; func g[T any](t T) { t.x() }; var _ = g[int, int]", "package\n\t$",
		"package p\nvar \"", "",
	} {
		check(wrong)
	}
	scan("x := 0x_1F + 'ab' // c\n\"unterminated\n/* open")
	expression, err := parser.ParseExpr(`f(a[1:2:3], func(x ...int) { x++ }).(type)(*p.q{1: 2})`)
	fmt.Println(err, expression != nil)
	ast.Fprint(&printed, nil, expression, ast.NotNilFilter)
	fmt.Println(printed.Len())
	big := constant.BinaryOp(constant.MakeFromLiteral("1e100", token.FLOAT, 0), token.QUO,
		constant.MakeInt64(3))
	fmt.Println(big, big.ExactString()[:30],
		constant.Compare(big, token.LSS, constant.MakeInt64(1)),
		constant.Shift(constant.MakeInt64(5), token.SHL,
			200), constant.ToInt(constant.MakeFloat64(1e30)))
}

func check(source string) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "p.go", source,
		parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		if list, ok := err.(scanner.ErrorList); ok {
			for _, e := range list {
				fmt.Println("  syntax:", e)
			}
		}
		return
	}
	config := types.Config{Error: func(err error) { fmt.Println("  type:", err) }}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{},
		Types:     map[ast.Expr]types.TypeAndValue{},
		Instances: map[*ast.Ident]types.Instance{}}
	checked, err := config.Check("p", files, []*ast.File{file}, info)
	fmt.Println(checked, err)
	scope := checked.Scope()
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		fmt.Print("  ", object, " exported=", object.Exported())
		if c, ok := object.(*types.Const); ok {
			fmt.Print(" ", c.Val())
		}
		if named, ok := object.Type().(*types.Named); ok {
			methods := types.NewMethodSet(types.NewPointer(named))
			for i := range methods.Len() {
				fmt.Print(" ", methods.At(i))
			}
		}
		fmt.Println()
	}
	var instances []string
	for name, instance := range info.Instances {
		instances = append(instances, fmt.Sprint(name, " ", instance.Type))
	}
	slices.Sort(instances)
	fmt.Printf("  instances %q\n", instances)
	documentation, err := doc.NewFromFiles(files, []*ast.File{file}, "p")
	if err == nil {
		fmt.Printf("  doc %q, %d functions, %d types\n", documentation.Doc,
			len(documentation.Funcs), len(documentation.Types))
	}
}

func scan(source string) {
	files := token.NewFileSet()
	var s scanner.Scanner
	s.Init(files.AddFile("s.go", -1, len(source)), []byte(source),
		func(place token.Position, message string) {
			fmt.Println("  scan:", place,
				message)
		}, scanner.ScanComments)
	for {
		place, kind, literal := s.Scan()
		fmt.Printf("%v %s %q; ", files.Position(place), kind, literal)
		if kind == token.EOF {
			fmt.Println()
			return
		}
	}
}

func sorted(counts map[string]int) []string {
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
