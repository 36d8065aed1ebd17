package main

import "unsafe"

type holder struct {
	pad   [13]int
	t     *thing
	other *holder
}

//go:noinline
func hold(h *holder) {
	park()
	use(h.t)
	if h.other != nil {
		use(h.other.t)
	}
}

//go:noinline
func touch(h *holder) {
	use(h.t)
}

//go:noinline
func call(f func()) {
	park()
	f()
}

func (h *holder) method() {
	use(h.t)
}

func (t thing) byValue() {
	use(t.next)
}

func stackObjects() []func() {
	return []func(){
		func() {
			var h holder
			h.t = thingOf("stack object live")
			hold(&h)
		},
		func() {
			var h holder
			h.t = thingOf("stack object dead")
			touch(&h)
			park()
		},
		func() {
			var a, b holder
			a.t = thingOf("first of a chain live")
			b.t = thingOf("second of a chain live")
			a.other = &b
			hold(&a)
		},
		func() {
			var a, b, c holder
			a.t = thingOf("stack object beside a dead one live")
			b.t = thingOf("stack object beside a live one dead")
			c.t = thingOf("another stack object live")
			touch(&b)
			a.other = &c
			hold(&a)
		},
		func() {
			a, b := thingOf("captured live"), thingOf("captured live")
			c := thingOf("beside captured dead")
			use(c)
			call(func() {
				use(a)
				use(b)
			})
		},
		func() {
			h := holder{t: thingOf("method value live")}
			call(h.method)
		},
		func() {
			t := thing{next: thingOf("bound by value live")}
			call(t.byValue)
		},
		func() {
			m := map[int]*thing{}
			m[1] = thingOf("in a map on the stack live")
			m[2] = thingOf("in a map on the stack live")
			park()
			use(m[1])
		},
		func() {
			var array [40]*thing
			for i := range array {
				array[i] = thingOf("in an array live")
			}
			part := array[10:20]
			call(func() { use(part[sink%10]) })
		},
		func() {
			var middle *[2]*thing
			pair := [3]*thing{thingOf("inside an object live"), thingOf("inside an object live"),
				thingOf("inside an object live")}
			middle = (*[2]*thing)(unsafe.Pointer(&pair[1]))
			call(func() { use(middle[0]) })
		},
	}
}
