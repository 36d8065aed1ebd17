package main

import "runtime"

//go:noinline
func fault(h *holder) {
	sink += h.pad[3]
}

//go:noinline
func recovered() (t *thing) {
	lost := thingOf("lost by a fault")
	kept := thingOf("result after a fault live")
	t = kept
	defer func() {
		if recover() != nil {
			park()
		}
	}()
	fault(nil)
	use(lost)
	return nil
}

//go:noinline
func panics() {
	defer func() {
		again := thingOf("in a deferred call live")
		defer func() {
			recover()
			park()
			use(again)
		}()
		panic("again")
	}()
	panic(thingOf("value of a panic live"))
}

func deferred() []func() {
	return []func(){
		func() {
			t := thingOf("deferred closure live")
			defer func() { use(t) }()
			park()
		},
		func() {
			t := thingOf("deferred argument live")
			defer use(t)
			park()
		},
		func() {
			for range 3 {
				t := thingOf("deferred in a loop live")
				defer func() { use(t) }()
			}
			park()
		},
		func() {
			for range 3 {
				defer use(thingOf("deferred argument in a loop live"))
			}
			park()
		},
		func() {
			h := holder{t: thingOf("deferred method live")}
			defer h.method()
			park()
		},
		func() {
			t := thingOf("deferred by a condition live")
			u := thingOf("not deferred dead")
			use(u)
			if sink > -1 {
				defer use(t)
			}
			if sink < -1 {
				defer use(u)
			}
			park()
		},
		func() { use(recovered()) },
		func() {
			defer func() { recover() }()
			panics()
		},
		func() {
			t := thingOf("deferred while exiting live")
			defer func() {
				park()
				use(t)
			}()
			runtime.Goexit()
		},
		func() {
			defer func() {
				recover()
			}()
			t := thingOf("above a fault")
			u := thingOf("deferred above a fault live")
			defer use(u)
			defer park()
			fault(nil)
			use(t)
		},
	}
}
