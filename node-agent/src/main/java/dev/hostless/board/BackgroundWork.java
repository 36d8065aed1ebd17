package dev.hostless.board;

/** What the node does for a guest beside it, in the board's time. */
interface BackgroundWork {
    /** The board has nothing to do beside the guest. */
    BackgroundWork NONE = new BackgroundWork() {
        @Override
        public long due() {
            return Long.MAX_VALUE;
        }

        @Override
        public void slice() {
        }

        @Override
        public boolean idle(long cycles) {
            return false;
        }

        @Override
        public boolean wakes() {
            return false;
        }
    };

    /** The cycle at which the next slice is due. */
    long due();

    /** Does a slice, and charges the guest for it. */
    void slice();

    /**
     * The guest waits: does something that takes no more than about so many cycles, and lets them
     * pass.
     *
     * @return false if there is nothing to do
     */
    boolean idle(long cycles);

    /** Whether a guest that waits must run, because something is to be done that only it can. */
    boolean wakes();
}
