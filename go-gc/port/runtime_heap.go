package runtime

// boardResumed is called after a wait, before anything else runs: where the
// heap is the guest's own there is nothing to do.
func boardResumed() {}
