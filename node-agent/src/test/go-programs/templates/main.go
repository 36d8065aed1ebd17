// Command templates executes text/template with everything it has.
package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"text/tabwriter"
	"text/template"
)

type user struct {
	Name  string
	Age   int
	Tags  []string
	Links map[string]string
	Boss  *user
}

func (u *user) Greet(word string) string { return word + ", " + u.Name }
func (u user) Fail() (string, error)     { return "", errors.New("asked to fail") }
func (u user) Boom() string              { panic("boom in a method") }
func (u user) Count(n int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := range n {
			if !yield(i, strings.Repeat("*", i)) {
				return
			}
		}
	}
}

func main() {
	boss := &user{Name: "Ada", Age: 36}
	data := &user{"Bob <b>", 7, []string{"x", "y", "z"}, map[string]string{"b": "2", "a": "1"},
		boss}
	functions := template.FuncMap{
		"join": strings.Join, "add": func(a, b int) int { return a + b },
		"variadic": func(format string, rest ...any) string { return fmt.Sprintf(format, rest...) },
		"pick":     func(f func(int) int, n int) int { return f(n) },
		"double":   func() func(int) int { return func(n int) int { return 2 * n } },
	}
	for i, text := range []string{
		`{{.Name}} {{.Age | printf "%03d"}} {{.Greet "hello"}} {{.Boss.Greet "hi" | printf "%q"}}`,
		`{{range $i, $t := .Tags}}{{if $i}}, {{end}}{{$i}}={{$t}}{{else}}none{{end}}`,
		`{{range $k, $v := .Links}}{{$k}}:{{$v}};{{end}}{{len .Links}} {{index .Links "b"}} {{index .Tags 1}}`,
		`{{with .Boss}}{{.Name}}{{with .Boss}}x{{else with .Tags}}y{{else}}no boss{{end}}{{end}}`,
		`{{- /* a comment */ -}}  trimmed {{- "left" -}}   right {{1}} {{- 2 }} `,
		`{{$n := 1}}{{range .Tags}}{{$n = add $n 10}}{{if eq . "y"}}{{continue}}{{end}}{{.}}{{end}} {{$n}}`,
		`{{if and (gt .Age 5) (lt .Age 10) (not .Boss.Boss)}}young{{else if eq .Age 10 11}}ten{{end}}`,
		`{{html .Name}} {{js "it's"}} {{urlquery "a b&c"}} {{print 1 2 "x" 3.5 nil}} {{slice .Name 1 3}}`,
		`{{define "rec"}}{{.}}{{if gt . 0}}>{{template "rec" add . -1}}{{end}}{{end}}{{template "rec" 5}}`,
		`{{range 3}}{{.}}{{end}} {{range $i, $s := .Count 4}}{{if eq $i 3}}{{break}}{{end}}{{$i}}{{$s}} {{end}}`,
		`{{variadic "%d-%s" 4 "four"}} {{call double 21}} {{pick double 4}} {{1e3}} {{'a'}} {{0x1F}} {{3i}}`,
		`{{block "named" .Tags}}{{join . "+"}}{{end}}{{printf "%T %v" .Boss.Boss .Boss.Boss}}`,
		`{{.Missing}}`, `{{.Fail}}`, `{{.Boom}}`, `{{index .Tags 9}}`, `{{add 1}}`, `{{lt 1 "a"}}`,
		`{{template "nowhere"}}`, `{{.Boss.Boss.Name}}`, `{{"a" | add 1}}`,
		`{{range .Age}}{{.}}{{end}}`,
		`{{`, `{{end}}`, `{{if}}`, `{{nope 1}}`, `{{range}}`, `{{$x}}`, `{{"open}}`, `{{break}}`,
		"{{\n}}",
	} {
		parsed, err := template.New(fmt.Sprint("t", i)).Funcs(functions).Parse(text)
		if err != nil {
			fmt.Println(i, "parse:", err)
			continue
		}
		var out strings.Builder
		err = parsed.Execute(&out, data)
		fmt.Printf("%d %q %v\n", i, out.String(), err)
	}
	strict := template.Must(template.New("strict").Option("missingkey=error").Parse(`{{.a}}{{.b}}`))
	fmt.Println(strict.Execute(os.Stdout, map[string]int{"a": 1}))
	delimiters := template.Must(template.New("d").Delims("<<", ">>").Parse("<<.>> {{.}}\n"))
	fmt.Println(delimiters.Execute(os.Stdout, 5))

	table := tabwriter.NewWriter(os.Stdout, 4, 8, 2, '.', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(table, "name\tage\tnote\t")
	fmt.Fprintln(table, "größe\t12345\tx\t")
	fmt.Fprintln(table, "\t\tlong cell here\t")
	fmt.Println(table.Flush())
}
