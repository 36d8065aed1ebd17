// Command floats prints, parses and converts floating-point numbers at their edges.
package main

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"strconv"
)

func main() {
	values := []float64{
		0, math.Copysign(0, -1), 1, -1.5, 0.1, 1.0 / 3, math.Pi, math.MaxFloat64,
		math.SmallestNonzeroFloat64,
		2.2250738585072014e-308, 2.225073858507201e-308, 5e-324, 1e-323, math.Inf(1), math.Inf(-1),
		math.NaN(),
		1 << 53, 1<<53 + 1, 1e21, 1e20, 123456789, 0.000001, 0.0000001, 9007199254740993, 4.35,
		2.5, 3.5,
		1e23, 8.41e21, 9.5367431640625e-07, 6.02214076e23, math.MaxFloat32, 1.401298464324817e-45,
	}
	for _, v := range values {
		for _, format := range "eEfgGbxX" {
			for _, precision := range []int{-1, 0, 3, 17} {
				fmt.Print(strconv.FormatFloat(v, byte(format), precision, 64), " ")
			}
		}
		fmt.Println(strconv.FormatFloat(v, 'g', -1, 32), math.Float64bits(v),
			math.Float32bits(float32(v)))
		fmt.Printf("%v|%6.2f|%-8.1e|%+g|%08.3f|% g|%#g|%x|%T\n", v, v, v, v, v, v, v, v, v)
	}
	for _, text := range []string{
		"1e308", "1.8e308", "-1e400", "1e-400", "4.9e-324", "2.4e-324", "0x1p-1074",
		"0x1.fffffffffffffp1023",
		"0x1.fffffffffffff8p1023", "nan", "+Inf", "-infinity", "", ".", "1e", "1_000.5", "0x_1p0",
		"1e+", "--1",
		"2.2250738585072011e-308", "0.500000000000000166533453693773481063544750213623046875",
		"9007199254740993", "9007199254740992.99999999999999999999999999", "1.7976931348623159e308",
		"3.4028235677973366e38", "1.00000000000000011102230246251565404236316680908203125", "infx",
		"1 ",
	} {
		for _, size := range []int{32, 64} {
			v, err := strconv.ParseFloat(text, size)
			var number *strconv.NumError
			fmt.Printf("%q/%d %x %v %t; ", text, size, math.Float64bits(v), err,
				errors.As(err, &number))
		}
		fmt.Println()
	}
	roundTrips()
	conversions(values)
}

func roundTrips() {
	digest := fnv.New64a()
	state, wrong := uint64(1), 0
	for range 20_000 {
		state = state*6364136223846793005 + 1442695040888963407
		v := math.Float64frombits(state ^ state>>31)
		text := strconv.FormatFloat(v, 'g', -1, 64)
		digest.Write([]byte(text))
		back, err := strconv.ParseFloat(text, 64)
		if err != nil || math.Float64bits(back) != math.Float64bits(v) && v == v {
			wrong++
		}
		f := math.Float32frombits(uint32(state >> 32))
		digest.Write(strconv.AppendFloat(nil, float64(f), 'e', -1, 32))
		digest.Write(strconv.AppendFloat(nil, v, 'f', 5, 64))
	}
	fmt.Printf("round trips: %d wrong, digest %016x\n", wrong, digest.Sum64())
}

// conversions stays within the ranges in which Go defines the result.
func conversions(values []float64) {
	for _, v := range values {
		if math.Abs(v) < 1<<62 {
			fmt.Print(int64(v), " ", float64(int64(v)) == v, " ")
		}
		if v >= 0 && v < 1<<63 {
			fmt.Print(uint64(v), " ")
		}
		if math.Abs(v) < 1<<30 {
			fmt.Print(int32(v), " ", int8(int32(v)), " ")
		}
		fmt.Println(v == v, v < 1, v > 1, min(v, 0), max(v, 0), float32(v), complex(v, -v))
	}
	for _, n := range []int64{math.MaxInt64, math.MinInt64, 1<<53 + 1, 1<<24 + 1, -(1<<24 + 1)} {
		fmt.Println(float64(n), float32(n), float64(uint64(n)), float32(uint64(n)),
			float64(int32(n)))
	}
	for _, text := range []string{"9223372036854775808", "-9223372036854775809", "0b101", "0o17",
		"1_000", "-0", "+5", "z"} {
		for _, base := range []int{0, 10, 36} {
			signed, err := strconv.ParseInt(text, base, 64)
			unsigned, unsignedErr := strconv.ParseUint(text, base, 32)
			fmt.Print(signed, " ", err, " ", unsigned, " ", unsignedErr, "; ")
		}
		fmt.Println()
	}
	fmt.Println(strconv.Quote("\a\x00\u00ad\u2028\U0001f600\xff'\""), strconv.QuoteToASCII("größe"),
		strconv.QuoteRune('☺'), strconv.FormatInt(math.MinInt64, 2), strconv.FormatInt(-255, 16))
	unquoted, err := strconv.Unquote(`"\u00e9\t\101\x41"`)
	_, bad := strconv.Unquote(`'ab'`)
	fmt.Println(unquoted, err, bad)
	c, err := strconv.ParseComplex("1.5-2e3i", 128)
	fmt.Println(c, err, strconv.FormatComplex(c, 'f', 2, 64))
}
