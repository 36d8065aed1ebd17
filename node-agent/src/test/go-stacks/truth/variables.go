package main

import "unsafe"

type big struct {
	a [20]*thing
	b [30]int
	c [7]*thing
}

//go:noinline
func takeBig(b big) {
	park()
	use(b.a[3])
	use(b.c[6])
}

//go:noinline
func parameters(kept, dropped *thing) int {
	use(dropped)
	park()
	use(kept)
	return 1
}

//go:noinline
func result() (r *thing) {
	r = thingOf("result live")
	park()
	return r
}

//go:noinline
func spread(values ...*thing) {
	park()
	for _, v := range values {
		use(v)
	}
}

//go:noinline
func generic[T any](value T, with func(T)) {
	park()
	with(value)
}

//go:noinline
func deep(n int) {
	t := thingOf("recursion live")
	d := thingOf("recursion dead")
	use(d)
	if n == 0 {
		park()
	} else {
		deep(n - 1)
	}
	use(t)
}

func variables() []func() {
	return []func(){
		func() {
			t := thingOf("local live")
			park()
			use(t)
		},
		func() {
			t := thingOf("local dead")
			use(t)
			park()
		},
		func() {
			a, b := thingOf("parameter live"), thingOf("parameter dead")
			sink += parameters(a, b)
		},
		func() {
			use(result())
		},
		func() {
			var b big
			b.a[3] = thingOf("in a large struct live")
			b.c[6] = thingOf("at the end of a large struct live")
			takeBig(b)
		},
		func() {
			var i any = thingOf("interface live")
			var j any = thingOf("interface dead")
			use(j.(*thing))
			park()
			use(i.(*thing))
		},
		func() {
			spread(thingOf("variadic live"), thingOf("variadic live"))
		},
		func() {
			generic(thingOf("generic live"), use)
		},
		func() {
			deep(100)
		},
		func() {
			bytes := make([]byte, 3000)
			track("slice live", unsafe.Pointer(&bytes[0]), 3000)
			text := string(bytes)
			track("string live", unsafe.Pointer(unsafe.StringData(text)), 3000)
			gone := string(bytes[1:])
			track("string dead", unsafe.Pointer(unsafe.StringData(gone)), 2999)
			sink += len(gone)
			tail := bytes[2000:]
			park()
			sink += int(tail[0]) + int(text[5])
		},
		func() {
			one := thingOf("branch live")
			two := thingOf("branch dead")
			if sink > -1 {
				park()
				use(one)
				return
			}
			use(two)
		},
		func() {
			for i := range 3 {
				t := thingOf([]string{"loop dead", "loop dead", "loop live"}[i])
				if i == 2 {
					park()
				}
				use(t)
			}
		},
		func() {
			list := thingOf("list live")
			list.next = thingOf("list live")
			list.next.next = thingOf("list live")
			park()
			use(list.next.next)
		},
		func() {
			m := make(map[int]*thing, 1000)
			track("map live", *(*unsafe.Pointer)(unsafe.Pointer(&m)), 8)
			park()
			sink += len(m)
		},
		func() {
			m := make(map[int]*thing, 1000)
			track("map dead", *(*unsafe.Pointer)(unsafe.Pointer(&m)), 8)
			sink += len(m)
			park()
		},
	}
}
