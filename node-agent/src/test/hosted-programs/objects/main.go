// Objects of all kinds and sizes, changed while collections come and go.
package main

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"example.com/hosted/check"
)

type leaf struct {
	value uint64
	check uint64
}

func newLeaf(value uint64) *leaf { return &leaf{value, ^value} }

func (l *leaf) whole() bool { return l != nil && l.check == ^l.value }

type random uint64

func (r *random) next(n int) int {
	*r = *r*6364136223846793005 + 1442695040888963407
	return int(uint64(*r) >> 33 % uint64(n))
}

func main() {
	scale := 4
	if len(os.Args) > 1 {
		scale, _ = strconv.Atoi(os.Args[1])
	}
	maps(scale)
	arrays(scale)
	moves(scale)
	reflected()
	closures(scale)
	interfaces(scale)
	texts(scale)
	trees(scale)
	sizes(scale)
	check.Done()
}

func maps(scale int) {
	r := random(1)
	m := map[string]*leaf{}
	byLeaf := map[*leaf]string{}
	large := map[[3]int][40]*leaf{}
	for step := range 20_000 * scale {
		key := "key" + strconv.Itoa(r.next(3000))
		if old := m[key]; old != nil && r.next(3) == 0 {
			if !old.whole() || byLeaf[old] != key {
				panic("broken map")
			}
			delete(m, key)
			delete(byLeaf, old)
			continue
		} else if old != nil {
			delete(byLeaf, old)
		}
		l := newLeaf(uint64(step))
		m[key] = l
		byLeaf[l] = key
		if step%100 == 0 {
			large[[3]int{r.next(50), 1, 2}] = [40]*leaf{7: l, 39: newLeaf(9)}
		}
	}
	broken := 0
	for key, l := range m {
		if !l.whole() || byLeaf[l] != key {
			broken++
		}
	}
	for _, values := range large {
		if !values[7].whole() || values[39].value != 9 || values[0] != nil {
			broken++
		}
	}
	check.Equal("maps with pointers", broken, 0)
	check.Equal("of the same size", len(m), len(byLeaf))
	clear(m)
	check.Equal("are cleared", len(m), 0)
}

type wide struct {
	before [100]uint64
	first  *leaf
	middle [300]uint64
	second *leaf
	name   string
}

// arrays are larger than what is marked in one piece (128 KiB).
func arrays(scale int) {
	r := random(2)
	pointers := make([]*leaf, 50_000)
	array := new([30_000]struct {
		number uint64
		at     *leaf
	})
	wides := make([]wide, 100)
	for step := range 10_000 * scale {
		i := r.next(30_000)
		pointers[i] = newLeaf(uint64(step))
		array[i].at = newLeaf(uint64(i))
		array[i].number = uint64(uintptr(i)) << 3
		w := &wides[r.next(len(wides))]
		w.first, w.second = pointers[i], array[i].at
		w.name = strconv.Itoa(i)
		if r.next(1000) == 0 {
			pointers = slices.Clone(pointers)
			copied := *array
			array = &copied
		}
	}
	broken := 0
	for i := range array {
		if a := array[i].at; a != nil && (!a.whole() || a.value != uint64(i)) || pointers[i] != nil && !pointers[i].whole() {
			broken++
		}
	}
	for i := range wides {
		w := &wides[i]
		if n, err := strconv.Atoi(w.name); err != nil || w.second.value != uint64(n) || !w.first.whole() {
			broken++
		}
	}
	check.Equal("large arrays with pointers", broken, 0)
}

// moves shifts, sorts and clears slices as a whole, which the barrier sees as a whole.
func moves(scale int) {
	r := random(3)
	queue := make([]*leaf, 0, 2000)
	pairs := make([][2]*leaf, 500)
	for i := range pairs {
		pairs[i] = [2]*leaf{newLeaf(uint64(i)), newLeaf(uint64(i) + 1)}
	}
	broken := 0
	for step := range 3000 * scale {
		queue = append(queue, newLeaf(uint64(step)), newLeaf(uint64(step)))
		if r.next(2) == 0 {
			copy(queue, queue[1:])
			queue = queue[:len(queue)-1]
		}
		if len(queue) > 1500 {
			slices.SortFunc(queue, func(a, b *leaf) int { return int(b.value&63) - int(a.value&63) })
			fresh := make([]*leaf, 700)
			copy(fresh, queue[r.next(500):])
			clear(queue)
			queue = append(queue[:0], fresh...)
		}
		a, b := r.next(500), r.next(500)
		pairs[a], pairs[b] = pairs[b], pairs[a]
		pairs[a][0] = queue[r.next(len(queue))]
		if r.next(50) == 0 {
			copy(pairs[100:], pairs[:300])
			pairs = slices.Insert(pairs, 250, [2]*leaf{newLeaf(1), newLeaf(2)})[:500]
		}
		check.Churn(256)
	}
	for _, l := range queue {
		if !l.whole() {
			broken++
		}
	}
	for _, p := range pairs {
		if !p[0].whole() || !p[1].whole() {
			broken++
		}
	}
	check.Equal("slices that were moved", broken, 0)
}

func reflected() {
	leafType := reflect.TypeFor[*leaf]()
	structType := reflect.StructOf([]reflect.StructField{
		{Name: "Number", Type: reflect.TypeFor[uint64]()},
		{Name: "Leaf", Type: leafType},
		{Name: "Array", Type: reflect.ArrayOf(300, leafType)},
		{Name: "Text", Type: reflect.TypeFor[string]()},
		{Name: "Inner", Type: reflect.ArrayOf(20_000, reflect.ArrayOf(2, leafType))},
	})
	var all []reflect.Value
	for n := range 20 {
		v := reflect.New(structType)
		v.Elem().Field(0).SetUint(uint64(n))
		v.Elem().Field(1).Set(reflect.ValueOf(newLeaf(uint64(n))))
		for i := range 300 {
			v.Elem().Field(2).Index(i).Set(reflect.ValueOf(newLeaf(uint64(n * i))))
		}
		v.Elem().Field(3).SetString(strconv.Itoa(n))
		v.Elem().Field(4).Index(n * 777).Index(1).Set(reflect.ValueOf(newLeaf(77)))
		all = append(all, v)
		check.Churn(1 << 19)
	}
	broken := 0
	for n, v := range all {
		e := v.Elem()
		for i := range 300 {
			if l := e.Field(2).Index(i).Interface().(*leaf); !l.whole() || l.value != uint64(n*i) {
				broken++
			}
		}
		inner := e.Field(4).Index(n * 777).Index(1).Interface().(*leaf)
		if !e.Field(1).Interface().(*leaf).whole() || e.Field(3).String() != strconv.Itoa(n) || !inner.whole() {
			broken++
		}
	}
	check.Equal("objects of types that were made", broken, 0)

	m := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), structType))
	for n := range 5 {
		m.SetMapIndex(reflect.ValueOf(strconv.Itoa(n)), all[n].Elem())
	}
	all = nil
	check.Churn(1 << 22)
	l := m.MapIndex(reflect.ValueOf("3")).Field(1).Interface().(*leaf)
	check.That("a map of such", l.whole() && l.value == 3)

	swap := func(in []reflect.Value) []reflect.Value {
		check.Churn(1 << 20)
		return []reflect.Value{in[1], in[0]}
	}
	f := reflect.MakeFunc(reflect.TypeFor[func(*leaf, string) (string, *leaf)](), swap).
		Interface().(func(*leaf, string) (string, *leaf))
	text, got := f(newLeaf(5), strings.Repeat("ab", 3))
	check.That("a function that was made", text == "ababab" && got.whole() && got.value == 5)
	method := reflect.ValueOf(newLeaf(6)).MethodByName("Sum").Interface().(func(*leaf) uint64)
	check.Churn(1 << 20)
	check.Equal("a method's value", method(newLeaf(7)), 13)
	small := reflect.ArrayOf(50, reflect.StructOf([]reflect.StructField{
		{Name: "Number", Type: reflect.TypeFor[uint64]()}, {Name: "Leaf", Type: leafType}}))
	channel := reflect.MakeChan(reflect.ChanOf(reflect.BothDir, small), 2)
	sent := reflect.New(small).Elem()
	sent.Index(49).Field(1).Set(reflect.ValueOf(newLeaf(8)))
	channel.Send(sent)
	sent = reflect.Value{}
	check.Churn(1 << 20)
	v, _ := channel.Recv()
	check.That("a channel that was made", v.Index(49).Field(1).Interface().(*leaf).whole())
}

func (l *leaf) Sum(other *leaf) uint64 {
	check.Churn(1 << 18)
	if !l.whole() || !other.whole() {
		return 0
	}
	return l.value + other.value
}

func closures(scale int) {
	var all []func(int) uint64
	for n := range 2000 * scale {
		l, text := newLeaf(uint64(n)), strconv.Itoa(n)
		count := 0
		all = append(all, func(more int) uint64 {
			count += more
			if !l.whole() || text != strconv.FormatUint(l.value, 10) {
				return 1 << 60
			}
			return l.value + uint64(count)
		})
	}
	sum := uint64(0)
	for _, f := range all {
		f(1)
		sum += f(2)
	}
	n := uint64(2000 * scale)
	check.Equal("closures", sum, n*(n-1)/2+3*n)
}

type shape interface{ area() int }
type square struct{ side int }
type circle struct {
	center *leaf
	radius int
}

func (s square) area() int  { return s.side * s.side }
func (c *circle) area() int { return 3 * c.radius * c.radius * int(c.center.value-c.center.value+1) }

func interfaces(scale int) {
	var all []any
	for n := range 3000 * scale {
		switch n % 5 {
		case 0:
			all = append(all, shape(square{n}))
		case 1:
			all = append(all, shape(&circle{newLeaf(uint64(n)), n}))
		case 2:
			all = append(all, strconv.Itoa(n))
		case 3:
			all = append(all, n)
		default:
			all = append(all, []any{n, newLeaf(uint64(n))})
		}
	}
	broken := 0
	for n, x := range all {
		right := false
		switch x := x.(type) {
		case square:
			right = x.area() == n*n
		case shape:
			right = x.area() == 3*n*n && x.(*circle).center.whole()
		case string:
			right = x == strconv.Itoa(n)
		case int:
			right = x == n
		case []any:
			right = x[0] == n && x[1].(*leaf).whole()
		}
		if !right {
			broken++
		}
	}
	check.Equal("interfaces", broken, 0)
}

func texts(scale int) {
	var b strings.Builder
	var parts []string
	for n := range 3000 * scale {
		fmt.Fprintf(&b, "%d,", n)
		if n%7 == 0 {
			parts = append(parts, b.String()[b.Len()/2:])
		}
		if b.Len() > 10_000 {
			b.Reset()
		}
	}
	broken := 0
	for _, p := range parts {
		for _, c := range []byte(p) {
			if c != ',' && (c < '0' || c > '9') {
				broken++
			}
		}
	}
	check.Equal("texts", broken, 0)
}

type tree struct{ left, right *tree }

func newTree(depth int) *tree {
	if depth == 0 {
		return new(tree)
	}
	return &tree{newTree(depth - 1), newTree(depth - 1)}
}

func (t *tree) count() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

func trees(scale int) {
	long := newTree(12)
	sum := 0
	for range 30 * scale {
		sum += newTree(9).count()
	}
	check.Equal("short trees", sum, 30*scale*1023)
	check.Equal("a long one", long.count(), 8191)
}

// sizes makes slices with pointers of all sizes up to 100 KiB, and looks at the last of each kind.
func sizes(scale int) {
	r := random(4)
	var pointers [600][]*leaf
	var bytes [600][]byte
	broken := 0
	for step := range 3000 * scale {
		i := r.next(600)
		for _, l := range pointers[i] {
			if l != nil && !l.whole() {
				broken++
			}
		}
		for n, b := range bytes[i] {
			if b != byte(n*i) {
				broken++
				break
			}
		}
		size := r.next(300)
		if step%100 == 0 {
			size = r.next(13_000)
		}
		p := make([]*leaf, size)
		for _, l := range p {
			if l != nil {
				broken++
			}
		}
		for range min(size, 4) {
			p[r.next(size)] = newLeaf(uint64(step))
		}
		b := make([]byte, 8*size)
		for n := range b {
			if b[n] != 0 {
				broken++
			}
			b[n] = byte(n * i)
		}
		pointers[i], bytes[i] = p, b
	}
	check.Equal("slices of all sizes", broken, 0)
}
