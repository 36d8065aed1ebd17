// Command text cuts a log apart with regular expressions and writes a report with a template.
//
//	text ITERATIONS
package main

import (
	"fmt"
	"hash/fnv"
	"os"
	"regexp"
	"strconv"
	"strings"
	"text/template"
)

var (
	linePattern = regexp.MustCompile(
		`^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) \[(\w+)\] (?P<unit>[a-z]+)\.(\w+): (.*)$`)
	fieldPattern  = regexp.MustCompile(`(\w+)=("[^"]*"|\S+)`)
	secretPattern = regexp.MustCompile(`(?i)(token|password)=\S+`)
	addressFinder = regexp.MustCompile(`\b(?:\d{1,3}\.){3}\d{1,3}\b`)
)

var report = template.Must(template.New("report").Funcs(template.FuncMap{
	"upper": strings.ToUpper,
}).Parse(`{{define "entry"}}{{printf "%-8s" .Level}} {{.Unit | upper}}{{with .Fields}} (` +
	`{{range $i, $f := .}}{{if $i}}, {{end}}{{$f.Name}}: {{$f.Value | printf "%q"}}{{end}}){{end}}
{{end}}report {{.Number}}: {{len .Entries}} entries{{range .Entries}}{{if ne .Level "DEBUG"}}
  {{template "entry" .}}{{end}}{{else}} (none){{end}}
addresses: {{range .Addresses}}{{.}} {{end}}
`))

type field struct{ Name, Value string }

type entry struct {
	Level, Unit, Text string
	Fields            []field
}

type page struct {
	Number    int
	Entries   []entry
	Addresses []string
}

func main() {
	iterations := 300
	if len(os.Args) > 1 {
		var err error
		if iterations, err = strconv.Atoi(os.Args[1]); err != nil || iterations < 1 {
			fmt.Fprintf(os.Stderr, "text: wanted a positive number, got %q\n", os.Args[1])
			os.Exit(2)
		}
	}
	digest := fnv.New64a()
	bytes := 0
	for i := range iterations {
		var written strings.Builder
		if err := report.Execute(&written, read(i)); err != nil {
			panic(err)
		}
		text := secretPattern.ReplaceAllString(written.String(), "$1=***")
		bytes += len(text)
		digest.Write([]byte(text))
	}
	fmt.Printf("text: %d bytes, checksum %016x\n", bytes, digest.Sum64())
}

func read(number int) page {
	result := page{Number: number}
	for i := range 20 {
		line := write(number*20 + i)
		match := linePattern.FindStringSubmatch(line)
		if match == nil {
			result.Entries = append(result.Entries, entry{Level: "BROKEN", Text: line})
			continue
		}
		made := entry{Level: match[3], Unit: match[linePattern.SubexpIndex("unit")], Text: match[6]}
		for _, pair := range fieldPattern.FindAllStringSubmatch(made.Text, -1) {
			made.Fields = append(made.Fields, field{pair[1], strings.Trim(pair[2], `"`)})
		}
		result.Entries = append(result.Entries, made)
		result.Addresses = append(result.Addresses, addressFinder.FindAllString(line, -1)...)
	}
	return result
}

// write makes line n of the log; every eleventh does not match.
func write(n int) string {
	levels := [...]string{"DEBUG", "INFO", "WARN", "ERROR"}
	units := [...]string{"uart", "heap", "timer", "größe"}
	return fmt.Sprintf("2026-%02d-%02d %02d:%02d:%02d [%s] %s.Module%d: count=%d user=\"name %d\""+
		" from 10.0.%d.%d Token=%x",
		n%12+1, n%28+1, n%24, n%60, n*7%60, levels[n%4], units[n%44/11], n%9, n*n, n%17,
		n%256, n*3%256, n*2654435761)
}
