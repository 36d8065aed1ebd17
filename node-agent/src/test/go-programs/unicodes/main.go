// Command unicodes walks through strings, bytes and runes, valid and not.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"hash/fnv"
	"strings"
	"text/scanner"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

func main() {
	texts := []string{"", "ascii", "größe ß ẞ", "ΑΒΓ αβγς", "İstanbul ı", "漢字かな", "e\u0301 é",
		"👩‍👩‍👧 😀", "\xff\xc0\x80\xed\xa0\x80a",
		"a\u00a0b\u2003c\td\r\n", "ǅ ﬁ ŉ", "\U0010ffff\ufffd\x00"}
	for _, text := range texts {
		fmt.Printf("%q len %d runes %d valid %t\n", text, len(text), utf8.RuneCountInString(text),
			utf8.ValidString(text))
		for i, r := range text {
			fmt.Printf("%d:%U(%d) ", i, r, utf8.RuneLen(r))
		}
		fmt.Printf("\n  %q %q %q %q %q\n", strings.ToUpper(text), strings.ToLower(text),
			strings.ToTitle(text),
			strings.ToUpperSpecial(unicode.TurkishCase, text), strings.ToValidUTF8(text, "?"))
		fmt.Printf("  %q %q %v %x %+q %q\n", strings.Fields(text), []rune(text), []byte(text),
			text, text, strings.TrimSpace(text))
		r, size := utf8.DecodeLastRuneInString(text)
		fmt.Println(" ", r, size, utf16.Encode([]rune(text)),
			strings.EqualFold(text, strings.ToUpper(text)))
	}
	classes()
	fmt.Println(string(utf16.Decode([]uint16{0xd83d, 0xde00, 0xd83d, 'x', 0xdc00})),
		string(rune(0x10ffff+1)), utf8.AppendRune(nil, 0xd800))
	fmt.Println(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return unicode.SimpleFold(r)
	}, "Kelvin K 123 ſ"), strings.IndexFunc("abcδ", unicode.IsUpper), strings.LastIndexAny("größe", "ßö"))
	fmt.Println(strings.NewReplacer("a", "1", "aa", "2", "größe", "size", "",
		"-").Replace("aaa größe"),
		strings.SplitAfterN("a,b,c,d", ",", 3), strings.Count("cheese", ""), strings.Repeat("ab",
			3))
	fmt.Println(strings.Index(strings.Repeat("a", 1000)+"b"+strings.Repeat("a", 100),
		strings.Repeat("a", 40)+"b"),
		bytes.LastIndex([]byte("go gopher"), []byte("go")), strings.Compare("a\xff",
			"aé"), strings.ContainsRune("日本", '本'))
	for part := range strings.SplitSeq("x;y;z", ";") {
		fmt.Print(part, " ")
	}
	words := bufio.NewScanner(strings.NewReader(" one  zwei\n三 \xff four"))
	words.Split(bufio.ScanWords)
	for words.Scan() {
		fmt.Printf("%q ", words.Text())
	}
	runes := bufio.NewScanner(strings.NewReader("a\xffé"))
	runes.Split(bufio.ScanRunes)
	for runes.Scan() {
		fmt.Printf("%q ", runes.Bytes())
	}
	fmt.Println()
	var s scanner.Scanner
	s.Init(strings.NewReader("größe := 3.5e-2 + 'x' /* c */ \"s\" `raw` // end"))
	for token := s.Scan(); token != scanner.EOF; token = s.Scan() {
		fmt.Print(s.Position, ":", scanner.TokenString(token), " ", s.TokenText(), "; ")
	}
	fmt.Println()
}

func classes() {
	digest := fnv.New64a()
	counts := [8]int{}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		bits := 0
		for i, is := range []bool{unicode.IsLetter(r), unicode.IsUpper(r), unicode.IsDigit(r),
			unicode.IsSpace(r),
			unicode.IsPunct(r), unicode.IsPrint(r), unicode.IsMark(r), unicode.Is(unicode.Han, r)} {
			if is {
				bits |= 1 << i
				counts[i]++
			}
		}
		if bits != 0 && r%16 == 0 {
			upper, lower, fold := unicode.ToUpper(r), unicode.ToLower(r), unicode.SimpleFold(r)
			digest.Write([]byte{byte(bits), byte(upper), byte(upper >> 8), byte(lower),
				byte(lower >> 8), byte(fold)})
		}
	}
	fmt.Printf("%v %016x\n", counts, digest.Sum64())
}
