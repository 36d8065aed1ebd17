package dev.hostless.engine.compiler;

import org.jspecify.annotations.Nullable;

/** The host's end of a call into a guest: takes the fuel back and makes raw bits of results. */
public final class HostCalls {
    private static final long[] NOTHING = new long[0];

    private HostCalls() {
    }

    public static @Nullable Object function(long bits, FunctionReference callee) {
        return bits == References.NULL
                ? null
                : callee.instance().functionReference((int) bits);
    }

    public static long[] finish(int fuel, Meter meter) {
        meter.fuel = fuel;
        return NOTHING;
    }

    public static long[] finishPacked(long packed, Meter meter) {
        meter.fuel = (int) (packed >> 32);
        return new long[]{packed & 0xffff_ffffL};
    }

    public static long[] finish(long value, Meter meter) {
        return new long[]{value};
    }

    public static long[] finish(double value, Meter meter) {
        return new long[]{Double.doubleToRawLongBits(value)};
    }

    public static long[] finish(@Nullable Object value, Meter meter) {
        return new long[]{References.toBits(value)};
    }

    public static long[] finishSeveral(int fuel, Meter meter, String kinds) {
        meter.fuel = fuel;
        long[] results = new long[kinds.length()];
        for (int i = 0; i < results.length; i++) {
            results[i] = kinds.charAt(i) == 'R'
                    ? References.toBits(meter.referenceResults[i])
                    : meter.results[i];
        }
        return results;
    }
}
