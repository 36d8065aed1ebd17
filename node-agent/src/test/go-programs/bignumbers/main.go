// Command bignumbers computes with math/big: carries, divisions, primes, fractions, floats.
package main

import (
	"crypto/sha256"
	"fmt"
	"math/big"
)

func main() {
	factorial := new(big.Int).MulRange(1, 1000)
	text := factorial.String()
	fmt.Println(len(text), text[:40], factorial.BitLen(), factorial.TrailingZeroBits())
	fmt.Printf("%x\n", sha256.Sum256([]byte(text)))

	a, b := big.NewInt(0), big.NewInt(1)
	for range 5000 {
		a, b = b, a.Add(a, b)
	}
	fmt.Println(b.Text(36)[:50], len(b.Text(2)), b.Bit(100))

	long := new(big.Int).Exp(big.NewInt(7), big.NewInt(12345), nil)
	for _, divisor := range []string{"3", "-10007", "340282366920938463463374607431768211457",
		factorial.String()} {
		d, _ := new(big.Int).SetString(divisor, 10)
		q, r := new(big.Int).QuoRem(long, d, new(big.Int))
		e, m := new(big.Int).DivMod(new(big.Int).Neg(long), d, new(big.Int))
		check := new(big.Int).Add(new(big.Int).Mul(q, d), r)
		fmt.Println(divisor[:1], q.BitLen(), r.BitLen(), e.BitLen(), m.Sign(), check.Cmp(long))
	}
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 521), big.NewInt(1))
	inverse := new(big.Int).ModInverse(big.NewInt(65537), p)
	fmt.Println(p.ProbablyPrime(10), inverse.Text(62), new(big.Int).Exp(big.NewInt(3), p, p),
		big.Jacobi(big.NewInt(5), p), new(big.Int).ModSqrt(big.NewInt(9), p).BitLen())
	x, y := new(big.Int), new(big.Int)
	g := new(big.Int).GCD(x, y, new(big.Int).Mul(long, big.NewInt(77)), factorial)
	fmt.Println(g.Text(16), x.BitLen(), y.Sign(), new(big.Int).Sqrt(long).BitLen())
	minus := big.NewInt(-0x1234567890)
	fmt.Println(new(big.Int).And(minus, p).BitLen(), new(big.Int).Or(minus, big.NewInt(7)),
		new(big.Int).Xor(minus, big.NewInt(-1)), new(big.Int).Not(minus), new(big.Int).Rsh(minus,
			9),
		new(big.Int).AndNot(minus, big.NewInt(255)))
	fmt.Printf("%d|%+x|%#o|%20d|%-20d|%020d|%X|%s\n", minus, minus, minus, minus, minus, minus,
		minus, minus)

	rationals()
	floats()
	for _, bad := range []string{"", "12a", "0x", "1__0", "--1"} {
		_, ok := new(big.Int).SetString(bad, 0)
		_, rat := new(big.Rat).SetString(bad)
		_, _, err := big.ParseFloat(bad, 0, 64, big.ToZero)
		fmt.Printf("%q %t %t %v\n", bad, ok, rat, err)
	}
	defer func() { fmt.Println("recovered:", recover()) }()
	new(big.Int).Div(p, new(big.Int))
}

func rationals() {
	sum := new(big.Rat)
	for i := int64(1); i <= 60; i++ {
		sum.Add(sum, big.NewRat(1, i))
	}
	near, exact := sum.Float64()
	fmt.Println(sum, sum.FloatString(50), near, exact)
	for _, text := range []string{"-3/6", "1.25e-3", "0x10/0b11", "1e400"} {
		r, ok := new(big.Rat).SetString(text)
		single, _ := r.Float32()
		fmt.Println(text, ok, r.RatString()[:min(20, len(r.RatString()))], r.Sign(), single)
	}
}

// floats computes pi to 500 digits by Machin's formula, and rounds in every mode.
func floats() {
	const precision = 1800
	arctan := func(inverse int64) *big.Float {
		term := new(big.Float).SetPrec(precision).Quo(big.NewFloat(1),
			new(big.Float).SetInt64(inverse))
		sum := new(big.Float).Copy(term)
		square := new(big.Float).SetInt64(inverse * inverse)
		for i := int64(3); i < 1700; i += 2 {
			term.Neg(term.Quo(term, square))
			sum.Add(sum, new(big.Float).SetPrec(precision).Quo(term, new(big.Float).SetInt64(i)))
		}
		return sum
	}
	pi := arctan(5)
	pi.Mul(pi, big.NewFloat(4))
	pi.Sub(pi, arctan(239))
	pi.Mul(pi, big.NewFloat(4))
	fmt.Println(pi.Text('f', 500))
	root := new(big.Float).SetPrec(300).Sqrt(big.NewFloat(2).SetPrec(300))
	fmt.Println(root.Text('g', 80), root.MinPrec(), root.Acc(), root.Text('p', 20),
		root.Text('b', 0)[:30])
	modes := []big.RoundingMode{big.ToNearestEven, big.ToNearestAway, big.ToZero, big.AwayFromZero,
		big.ToNegativeInf, big.ToPositiveInf}
	for _, mode := range modes {
		for _, value := range []string{"2.5", "-2.5", "0.1", "1e-400", "12345678901234567890"} {
			f, _, err := big.ParseFloat(value, 10, 8, mode)
			double, accuracy := f.Float64()
			fmt.Print(mode, " ", f, " ", f.Acc(), " ", double, " ", accuracy, " ", err, "; ")
		}
		fmt.Println()
	}
}
