// Command formatting prints values of every kind with every verb and flag, and scans them back.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

type point struct {
	X, Y int
	name string
}

type stringer int

func (s stringer) String() string { return fmt.Sprintf("<%d>", int(s)) }

type goStringer struct{ a []int }

func (goStringer) GoString() string { return "goStringer!" }

type formatter struct{}

func (formatter) Format(f fmt.State, verb rune) {
	width, hasWidth := f.Width()
	precision, hasPrecision := f.Precision()
	fmt.Fprintf(f, "[%c %d %t %d %t %t %s]", verb, width, hasWidth, precision, hasPrecision,
		f.Flag('+'), fmt.FormatString(f, verb))
}

type panics struct{}

func (panics) String() string { panic("in String") }

type recursive struct {
	Self *recursive
	Map  map[string]*point
	Any  any
}

func main() {
	values := []any{
		nil, true, 42, -7, uint8(255), int64(-1 << 63), uintptr(0xabc), int8(-128),
		3.14159, float32(1e-10), -0.0, 1e100, 2 - 3i, complex64(1i),
		"text", "größe\x00\xff", `back\slash`, 'x', '😀', []byte("bytes"),
		[]int{1, -2}, [3]string{"a", "", "c"}, []string(nil), []bool{true},
		[]float64{1, 2.5e-9}, [][]byte{{1}, nil}, [2][2]int{{1}, {2, 3}},
		map[string]int{"z": 26, "a": 1},
		map[point]bool{{2, 1, "b"}: true, {1, 2, "a"}: false},
		map[any]any{2: 1, "b": 2, 1.5: 3, true: 4},
		point{1, 2, "n"}, []point{{3, 4, ""}}, struct{}{}, struct{ A any }{nil},
		stringer(5), []stringer{1, 2}, (*stringer)(nil), goStringer{}, formatter{}, panics{},
		errors.New("an error"), []error{nil, nil}, time.Duration(1234567890), time.Month(5),
		[]any{1, "a", nil, 2.5},
		recursive{Map: map[string]*point{"k": nil}, Any: []byte{1}},
	}
	verbs := []string{"%v", "%+v", "%#v", "%T", "%d", "%5d", "%-8v|", "%+d", "%x", "%X", "%#x",
		"% x", "%# X", "%o", "%O", "%b",
		"%c", "%q", "%#q", "%+q", "%U", "%#U", "%e", "%.3g", "%8.2f", "%+08.1f",
		"%s", "%.2s", "%10.3v", "%-10q|", "%t", "%08d", "%x|%[1]v"}
	for _, value := range values {
		for _, verb := range verbs {
			fmt.Printf(verb+" ", value)
		}
		fmt.Println()
	}
	number := 5
	fmt.Println(strings.HasPrefix(fmt.Sprintf("%p %v", &number, &number), "0x"),
		fmt.Sprintf("%v", &point{1, 2, "p"}))
	mistakes()
	widths()
	scans()
}

// mistakes are formats that go vet would refuse, hence the variable.
func mistakes() {
	for _, format := range []string{"%", "%!", "%z", "%d %d", "%[3]d", "%[2]d %[1]d", "%[x]d",
		"%*d", "%.*f", "%-", "%1000000d|", "%d%%", "x"} {
		fmt.Printf(format+"\n", 1, "two")
	}
	fmt.Println(fmt.Sprint("a", 1, 2, "b", "c", 3.0, nil, 'x'), fmt.Sprintln("end", 1),
		fmt.Errorf("%w %w %v", os.ErrExist, nil, 1))
}

func widths() {
	for _, width := range []int{0, 3, -6, 12} {
		for _, precision := range []int{0, 2, -1} {
			fmt.Printf("%*.*f|%*d|%*s|%0*d|%*.*s;", width, precision, 3.14159, width, -42, width,
				"日本", width, 7, width, precision, "größe")
		}
	}
	fmt.Println()
}

func scans() {
	var (
		i    int
		u    uint8
		f    float64
		s, t string
		r    rune
		b    bool
		by   []byte
		c    complex128
	)
	show := func(n int, err error) {
		fmt.Println(n, err, i, u, f, s, t, r, b, string(by), c)
	}
	show(fmt.Sscan("12 200 3.5e2 word true (1+2i)", &i, &u, &f, &s, &b, &c))
	show(fmt.Sscanf("7-0x1F:größe,q", "%d-%v:%5s,%c", &i, &u, &s, &r))
	show(fmt.Sscanf("0b101 077 abc", "%b %o %x", &i, &u, &by))
	show(fmt.Sscanln("1 2\n3", &i, &u, &f))
	show(fmt.Sscan("300 x", &u, &s))
	show(fmt.Sscan("zz", &i))
	show(fmt.Sscanf("12345", "%2d%2d", &i, &u))
	show(fmt.Sscanf(`"quoted \t" 'x'`, "%q", &t))
	show(fmt.Sscan("", &i))
	reader := strings.NewReader("1 2 3 stop")
	for {
		if n, err := fmt.Fscan(reader, &i); err != nil {
			fmt.Println(n, err)
			return
		}
		fmt.Print(i, " ")
	}
}
