package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

type message struct {
	Name  string
	Parts map[string]parking
	Next  *message
}

type parking struct{ t *thing }

func (p parking) MarshalJSON() ([]byte, error) {
	park()
	use(p.t)
	return []byte(`"x"`), nil
}

func (p parking) String() string {
	park()
	use(p.t)
	return "x"
}

func (p parking) Read(b []byte) (int, error) {
	park()
	use(p.t)
	return 0, io.EOF
}

// library parks in functions that the standard library calls back.
func library() []func() {
	return []func(){
		func() {
			m := message{Name: "m", Parts: map[string]parking{"a": {thingOf("json live")}}}
			out, err := json.Marshal(&message{Next: &m})
			sink += len(out)
			if err != nil {
				panic(err)
			}
		},
		func() {
			sink += len(fmt.Sprintf("%d %v %s", 1, parking{thingOf("printed live")}, "s"))
		},
		func() {
			t := thingOf("regexp live")
			re := regexp.MustCompile("(a+)(b*)")
			out := re.ReplaceAllStringFunc("xxaabbxx", func(s string) string {
				park()
				use(t)
				return s + s
			})
			sink += len(out)
		},
		func() {
			t := thingOf("sorted live")
			slices.SortFunc([]string{"b", "a", "c"}, func(a, b string) int {
				if a == "a" {
					park()
					use(t)
				}
				return strings.Compare(a, b)
			})
		},
		func() {
			r := bufio.NewReader(parking{thingOf("reader live")})
			_, err := r.ReadString('.')
			if err != io.EOF {
				panic(err)
			}
		},
	}
}

type large struct {
	a [3000]message
	b []int
	c [5000]struct {
		n int
		p *int
	}
	d [100]int
}

// types shows masks that are stored, made on demand, and made by reflect.
func types() {
	runtime.HostedTypes()
	runtime.HostedTypeOf(new(large))
	runtime.HostedTypeOf(new([7]large))
	runtime.HostedTypeOf(new([20000]message))
	one := reflect.StructOf([]reflect.StructField{
		{Name: "A", Type: reflect.TypeFor[int]()},
		{Name: "B", Type: reflect.TypeFor[message]()},
		{Name: "C", Type: reflect.TypeFor[[5]any]()},
		{Name: "D", Type: reflect.TypeFor[[3]bool]()}})
	runtime.HostedTypeOf(reflect.New(one).Interface())
	many := reflect.ArrayOf(50000, one)
	runtime.HostedTypeOf(reflect.New(many).Interface())
	wrapped := reflect.StructOf([]reflect.StructField{
		{Name: "A", Type: reflect.TypeFor[uintptr]()},
		{Name: "B", Type: many},
		{Name: "C", Type: reflect.TypeFor[large]()}})
	runtime.HostedTypeOf(reflect.New(wrapped).Interface())
	runtime.HostedTypeOf(reflect.New(reflect.ArrayOf(1, wrapped)).Interface())
}
