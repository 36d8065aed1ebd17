// Command regexps matches with each of the regexp package's machines.
package main

import (
	"fmt"
	"regexp"
	"strings"
)

func main() {
	patterns := []string{
		`a*`, `(a+)(b+)?`, `^(\w+)\s(\w+)$`, `(?i)straße|STRASSE`, `(?m)^line$`, `(?s)a.b`, `a.b`,
		`\bfoo\b`, `[[:alpha:]]+\d{2,4}`, `(?P<year>\d{4})-(?P<month>\d\d)`, `(a|ab)(c|bcd)(d*)`,
		`x*?y`, `[^\x00-\x7f]+`, `\p{Greek}+|\p{Han}`, `(?:(?:a?){20})a{20}`, `$^`, `\Qa.b\E`,
		`(?U)<.+>`, `()|(x)`, `[a-z&&]`,
	}
	texts := []string{
		"", "aaabbb", "hello world", "Straße", "one\nline\ntwo", "a\nb", "axb foo food", "abcd",
		"ab1234 x99", "2026-11-22 and 1999-01-05", "xxxy y", "αβγ 漢字 größe",
		strings.Repeat("a", 25),
		"a.b <b>bold</b>", "\xff\xfebad",
	}
	for _, pattern := range patterns {
		compiled, err := regexp.Compile(pattern)
		if err != nil {
			fmt.Println(pattern, "error:", err)
			continue
		}
		prefix, whole := compiled.LiteralPrefix()
		fmt.Printf("%s: groups %d %q, prefix %q %t\n",
			compiled, compiled.NumSubexp(), compiled.SubexpNames(), prefix, whole)
		longest := regexp.MustCompile(pattern)
		longest.Longest()
		for _, text := range texts {
			found := compiled.FindAllStringSubmatchIndex(text, -1)
			if found == nil {
				continue
			}
			fmt.Printf("  %.20q %v longest %v split %.40q\n", text, found,
				longest.FindStringIndex(text), compiled.Split(text, 4))
			fmt.Printf("    %q\n", compiled.ReplaceAllString(text, "<$0|${1}>"))
		}
	}
	for _, bad := range []string{`(`, `a**`, `[z-a]`, `\8`, `(?P<n>a)(?P<n>b)`, `a{1001}`, `(?<`,
		"\xff",
		`[[:nope:]]`, `\pX`, strings.Repeat("(", 1100) + strings.Repeat(")", 1100)} {
		_, err := regexp.Compile(bad)
		message := fmt.Sprint(err)
		fmt.Printf("%.80s\n", message)
	}
	upper := regexp.MustCompile(`\b[a-z]`).ReplaceAllStringFunc("the quick brown fox",
		strings.ToUpper)
	fmt.Println(upper, regexp.QuoteMeta("1+1=2?[x]"))
	pair := regexp.MustCompile(`(?P<key>\w+)=(?P<value>\w+)`)
	var out []byte
	for _, match := range pair.FindAllStringSubmatchIndex("a=1, b=2, c=3", -1) {
		out = pair.ExpandString(out, "$value:$key;", "a=1, b=2, c=3", match)
	}
	fmt.Println(string(out))
	// Beyond the backtracker's limit the machine with threads takes over.
	long := strings.Repeat("ab", 50_000) + "c"
	fmt.Println(regexp.MustCompile(`(?:a|b)*c$`).FindStringIndex(long), len(long))
}
