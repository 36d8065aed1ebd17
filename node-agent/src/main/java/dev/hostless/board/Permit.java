package dev.hostless.board;

/** The right to use a core of the host, which a board gives up while it waits for host time. */
interface Permit {
    /** For a board that has its caller's thread for itself. */
    Permit OWN_THREAD = new Permit() {
        @Override
        public void take() {
            // Nobody competes.
        }

        @Override
        public void give() {
            // Nobody waits for it.
        }

        @Override
        public boolean wanted() {
            return false;
        }
    };

    /** Waits until the calling thread may compute. */
    void take();

    /** Lets another board compute. */
    void give();

    /** Whether another board waits for it. */
    boolean wanted();
}
