package main

// history is a ring of the newest samples.
type history struct {
	samples []*sample
	taken   int
}

func newHistory(capacity int) *history {
	return &history{samples: make([]*sample, 0, capacity)}
}

func (h *history) add(s *sample) {
	if newest := h.newest(); newest != nil {
		newest.burst = nil
	}
	if len(h.samples) < cap(h.samples) {
		h.samples = append(h.samples, s)
	} else {
		h.samples[h.taken%cap(h.samples)] = s
	}
	h.taken++
}

func (h *history) newest() *sample {
	if h.taken == 0 {
		return nil
	}
	return h.samples[(h.taken-1)%cap(h.samples)]
}

// last returns up to count samples, oldest first.
func (h *history) last(count int) []*sample {
	count = max(0, min(count, len(h.samples)))
	result := make([]*sample, 0, count)
	for i := h.taken - count; i < h.taken; i++ {
		result = append(result, h.samples[i%cap(h.samples)])
	}
	return result
}
