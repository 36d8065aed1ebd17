// Command generics uses type parameters, iterators, closures, embedding and reflection.
package main

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unique"
	"unsafe"
	"weak"
)

type number interface {
	~int | ~int8 | ~uint64 | ~float64
}

func sum[T number](all ...T) (total T) {
	for _, v := range all {
		total += v
	}
	return
}

func apply[A, B any](in iter.Seq[A], f func(A) B) iter.Seq[B] {
	return func(yield func(B) bool) {
		for v := range in {
			if !yield(f(v)) {
				return
			}
		}
	}
}

type tree[K cmp.Ordered, V any] struct {
	left, right *tree[K, V]
	key         K
	value       V
}

func (t *tree[K, V]) put(key K, value V) *tree[K, V] {
	switch {
	case t == nil:
		return &tree[K, V]{key: key, value: value}
	case key < t.key:
		t.left = t.left.put(key, value)
	case key > t.key:
		t.right = t.right.put(key, value)
	default:
		t.value = value
	}
	return t
}

func (t *tree[K, V]) all() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.push(yield) }
}

func (t *tree[K, V]) push(yield func(K, V) bool) bool {
	return t == nil || t.left.push(yield) && yield(t.key, t.value) && t.right.push(yield)
}

type animal interface{ Sound() string }
type dog struct{ name string }
type puppy struct {
	*dog
	age int `unit:"weeks"`
}
type myInt int8
type list[T any] []T
type alias[T any] = list[T]

func (d *dog) Sound() string  { return d.name + " barks" }
func (p puppy) Sound() string { return strings.ToLower(p.dog.Sound()) }
func (m myInt) Double() myInt { return m * 2 }
func (l list[T]) Map(f func(T) T) list[T] {
	result := make(list[T], len(l))
	for i, v := range l {
		result[i] = f(v)
	}
	return result
}

func main() {
	fmt.Println(sum(1, 2, 3), sum(1.5, 2), sum[myInt](100, 100), sum[uint64]())
	var root *tree[string, int]
	for i, word := range strings.Fields("the quick brown fox jumps over the lazy dog") {
		root = root.put(word, i)
	}
	for key, value := range root.all() {
		if key == "the" {
			break
		}
		fmt.Print(key, "=", value, " ")
	}
	fmt.Println(slices.Collect(apply(maps.Keys(map[int]int{4: 1}),
		func(n int) string { return strings.Repeat("x", n) })))
	fmt.Println(alias[int]{1, 2}.Map(func(n int) int { return n * n }), myInt(100).Double())
	closures()
	loops()
	methods := []func() string{(&dog{"Rex"}).Sound, puppy{&dog{"Pup"}, 3}.Sound}
	express := (*dog).Sound
	for _, method := range methods {
		fmt.Print(method(), ", ")
	}
	fmt.Println(express(&dog{"Fido"}))
	reflects()
	fmt.Println(unique.Make("same") == unique.Make(strings.Clone("same")), unique.Make(3).Value())
	kept := &dog{"kept"}
	pointer := weak.Make(kept)
	fmt.Println(pointer.Value().name, weak.Make(kept) == pointer, kept.name)
}

func closures() {
	counters := make([]func() int, 3)
	for i := range counters {
		counters[i] = func() int { i += 10; return i }
	}
	fmt.Print(counters[0](), counters[0](), counters[2](), " ")
	var fibonacci func(int) int
	memory := map[int]int{}
	fibonacci = func(n int) int {
		if n < 2 {
			return n
		}
		if _, known := memory[n]; !known {
			memory[n] = fibonacci(n-1) + fibonacci(n-2)
		}
		return memory[n]
	}
	fmt.Println(fibonacci(90))
}

func loops() {
	var out []string
outer:
	for i := range 5 {
		switch {
		case i == 1:
			continue outer
		case i == 3:
			fallthrough
		case i > 10:
			for j := 0; ; j++ {
				if j == 2 {
					break outer
				}
				out = append(out, fmt.Sprint(i, j))
			}
		default:
			out = append(out, fmt.Sprint(i))
		}
	}
	matrix := [2][3]int{{1, 2, 3}, {4, 5, 6}}
	copied := matrix
	copied[1][2] = 9
	part := matrix[0][:2:2]
	part = append(part, 7)
	fmt.Println(out, matrix, copied == matrix, part, len(part), min(3, 1, 2), max("a", "b"))
	label := 0
again:
	if label < 3 {
		label++
		goto again
	}
	clear(copied[0][:])
	fmt.Println(label, copied, slices.Collect(slices.Values(slices.Repeat([]int{1, 2}, 2))),
		slices.Collect(slices.Chunk([]int{1, 2, 3, 4, 5},
			2)), slices.Sorted(maps.Values(map[string]int{"a": 2, "b": 1})))
}

func reflects() {
	kind := reflect.TypeFor[puppy]()
	for i := range kind.NumField() {
		field := kind.Field(i)
		fmt.Print(field.Name, " ", field.Type, " ", field.Tag.Get("unit"), " ", field.Offset, " ",
			field.Anonymous, "; ")
	}
	fmt.Println(kind.NumMethod(), kind.Implements(reflect.TypeFor[animal]()), kind.Size(),
		kind.Comparable(), reflect.TypeFor[list[tree[string, []int]]]())
	function := reflect.MakeFunc(reflect.TypeFor[func(int, ...string) string](),
		func(in []reflect.Value) []reflect.Value {
			return []reflect.Value{reflect.ValueOf(fmt.Sprint(in[0].Int()*2, in[1].Len(),
				in[1].Index(1)))}
		})
	fmt.Println(function.Call([]reflect.Value{reflect.ValueOf(21), reflect.ValueOf("a"),
		reflect.ValueOf("b")}))
	made := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "A",
		Type: reflect.TypeFor[int8](), Tag: `x:"y"`},
		{Name: "B", Type: reflect.MapOf(reflect.TypeFor[string](),
			reflect.ArrayOf(2, reflect.TypeFor[any]()))}})).Elem()
	made.Field(0).SetInt(-5)
	made.Field(1).Set(reflect.MakeMap(made.Field(1).Type()))
	made.Field(1).SetMapIndex(reflect.ValueOf("k"), reflect.Zero(made.Field(1).Type().Elem()))
	fmt.Printf("%+v %v %t\n", made, made.Type(),
		reflect.DeepEqual(made.Interface(), made.Interface()))
	called := reflect.ValueOf(myInt(21)).MethodByName("Double").Call(nil)[0]
	channel := reflect.MakeChan(reflect.TypeFor[chan int](), 1)
	chosen, _, _ := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: channel},
		{Dir: reflect.SelectSend, Chan: channel, Send: reflect.ValueOf(1)}})
	fmt.Println(called, called.Kind(), chosen, channel.Len(), reflect.ValueOf(kind).Kind(),
		reflect.Indirect(reflect.ValueOf(&dog{"x"})).Field(0))
	try := func(f func()) {
		defer func() { fmt.Println(recover()) }()
		f()
	}
	try(func() { reflect.ValueOf(dog{}).Field(0).SetString("x") })
	try(func() { reflect.ValueOf(1).Len() })
	try(func() { reflect.ValueOf(strings.ToUpper).Call(nil) })
	fmt.Println(unsafe.Sizeof(dog{}), unsafe.Alignof(int64(0)),
		unsafe.String(unsafe.StringData("text"), 2), unsafe.Offsetof(puppy{}.age))
}
