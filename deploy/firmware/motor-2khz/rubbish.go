package main

// rubbish makes work for the collector: a tree that stays, and parts that go.
type rubbish struct {
	root  *node
	made  uint64
	state uint32
}

type node struct {
	left, right *node
	payload     [5]uint64
}

const nodeBytes = 64

func newRubbish(live int) *rubbish {
	r := &rubbish{state: 1}
	for range live / nodeBytes {
		r.put(&node{})
	}
	return r
}

func (r *rubbish) next() uint32 {
	r.state ^= r.state << 13
	r.state ^= r.state >> 17
	r.state ^= r.state << 5
	return r.state
}

// put hangs a node at a random place.
func (r *rubbish) put(n *node) {
	at := &r.root
	for way := r.next(); *at != nil; way = way>>1 | way<<31 {
		if way&1 == 0 {
			at = &(*at).left
		} else {
			at = &(*at).right
		}
	}
	*at = n
}

// make changes a node of the tree for a new one, and throws a buffer away.
func (r *rubbish) make() {
	at := &r.root
	for way := r.next(); *at != nil; way >>= 1 {
		if way&7 == 0 {
			old := *at
			*at = &node{left: old.left, right: old.right}
			break
		}
		if way&1 == 0 {
			at = &(*at).left
		} else {
			at = &(*at).right
		}
	}
	buffer := make([]byte, 128+r.next()%1024)
	buffer[0] = byte(r.made)
	r.made++
}
