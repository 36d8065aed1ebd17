// Command mathematics calls package math. Functions that hardware or a fused multiply-add may
// round differently are printed to 11 digits, what is exact by definition to the last bit.
package main

import (
	"fmt"
	"maps"
	"math"
	"math/bits"
	"math/cmplx"
	"slices"
)

func main() {
	nan, inf, zero := math.NaN(), math.Inf(1), math.Copysign(0, -1)
	arguments := []float64{0, zero, 0.5, -0.5, 1, -1, 1.5, 2.5, -2.5, 10, 0.1, 100.25, -1e-5, 1e10,
		4503599627370497.5,
		1e22, 710, -745, 2.5e-308, inf, -inf, nan}
	exact := map[string]func(float64) float64{
		"Floor": math.Floor, "Ceil": math.Ceil, "Trunc": math.Trunc, "Round": math.Round,
		"RoundToEven": math.RoundToEven, "Sqrt": math.Sqrt, "Abs": math.Abs, "Logb": math.Logb,
	}
	rounded := map[string]func(float64) float64{
		"Sin": math.Sin, "Cos": math.Cos, "Tan": math.Tan, "Asin": math.Asin, "Acos": math.Acos,
		"Atan": math.Atan,
		"Sinh": math.Sinh, "Cosh": math.Cosh, "Tanh": math.Tanh, "Asinh": math.Asinh,
		"Acosh": math.Acosh,
		"Atanh": math.Atanh, "Exp": math.Exp, "Exp2": math.Exp2, "Expm1": math.Expm1,
		"Log":  math.Log,
		"Log2": math.Log2, "Log10": math.Log10, "Log1p": math.Log1p, "Cbrt": math.Cbrt,
		"Gamma": math.Gamma,
		"Erf":   math.Erf, "Erfc": math.Erfc, "Erfinv": math.Erfinv, "J0": math.J0, "Y1": math.Y1,
	}
	// Not among the others: on amd64 Go's own math.Log is wrong below the normal numbers.
	subnormal := 5e-324
	for _, name := range slices.Sorted(maps.Keys(exact)) {
		fmt.Print(name)
		for _, x := range arguments {
			fmt.Print(" ", exact[name](x))
		}
		fmt.Println("", exact[name](subnormal))
	}
	for _, name := range slices.Sorted(maps.Keys(rounded)) {
		fmt.Print(name)
		for _, x := range arguments {
			fmt.Printf(" %.11g", rounded[name](x))
		}
		fmt.Println()
	}
	for _, x := range arguments {
		fraction, exponent := math.Frexp(x)
		whole, part := math.Modf(x)
		fmt.Println(fraction, exponent, whole, part, math.Ldexp(x, -3), math.Nextafter(x, 2),
			math.Signbit(x), math.Copysign(3, x), math.Dim(x, 1), math.Mod(x, 0.75),
			math.Remainder(x, 0.75), math.FMA(x, x, -x))
		for _, y := range []float64{0, 2, -1, 0.5, inf, nan} {
			fmt.Printf("%.11g %.11g %.11g %v %v ", math.Pow(x, y), math.Atan2(x, y),
				math.Hypot(x, y), math.Max(x, y), math.Min(x, y))
		}
		fmt.Println()
	}
	for _, z := range []complex128{1 + 2i, -3.5, complex(0, -2), complex(inf, nan)} {
		fmt.Printf("%.10g %.10g %.10g %.10g %.10g %.10g\n", cmplx.Sqrt(z), cmplx.Exp(z),
			cmplx.Log(z), cmplx.Pow(z, 2-1i),
			cmplx.Tanh(z), cmplx.Phase(z))
		fmt.Printf("%.10g %.10g %v\n", z*z, z/(1+1i), z == z)
	}
	integers()
}

func integers() {
	for _, x := range []uint64{0, 1, 0x8000000000000000, math.MaxUint64, 0x0123456789abcdef,
		1 << 32, 255} {
		high, low := bits.Mul64(x, 0xfedcba9876543211)
		sum, carry := bits.Add64(x, math.MaxUint64, 1)
		difference, borrow := bits.Sub64(x, 5, 1)
		quotient, rest := bits.Div64(x&0xff, x, 0x1234567890)
		fmt.Println(bits.LeadingZeros64(x), bits.TrailingZeros64(x), bits.OnesCount64(x),
			bits.Len64(x), bits.Reverse64(x),
			bits.ReverseBytes64(x), bits.RotateLeft64(x, 13), bits.RotateLeft32(uint32(x),
				-5), high, low, sum, carry,
			difference, borrow, quotient, rest)
		// Wrapping, shifts beyond the width, division that rounds to zero.
		n := int64(x)
		shift := uint(x % 130)
		fmt.Println(n*n, -n, n<<shift, n>>shift, x>>shift, int32(n)<<31, int8(n), uint16(n), n/7,
			n%7, n/-3, n%-3, n&^0xf0f0)
	}
	lowest := int64(math.MinInt64)
	minusOne := int64(-1)
	small := int8(-128)
	fmt.Println(lowest/minusOne, lowest%minusOne, -lowest, small/int8(minusOne), small*small,
		uint8(small)+uint8(minusOne))
}
