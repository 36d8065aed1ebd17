package dev.hostless.engine.differential;

import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;

/** The host of the random modules. What it answers depends on every call before. */
public final class MixHost implements HostModule {
    private long state = 1;

    @Override
    public String name() {
        return "env";
    }

    /** Mixes the arguments into the state; all NaNs are one. */
    @HostFunction("mix")
    public long mix(int first, long second, float third, double fourth) {
        state = state * 6364136223846793005L + first;
        state = Long.rotateLeft(state, 17) ^ second;
        state = state * 31 + Float.floatToIntBits(third);
        state = Long.rotateLeft(state, 29) ^ Double.doubleToLongBits(fourth);
        return state;
    }
}
