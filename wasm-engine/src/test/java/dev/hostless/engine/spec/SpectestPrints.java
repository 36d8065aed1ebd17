package dev.hostless.engine.spec;

import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;

/** The functions of {@code spectest}. They print nothing: what the scripts print, nobody checks. */
public final class SpectestPrints implements HostModule {
    @Override
    public String name() {
        return "spectest";
    }

    @HostFunction("print")
    public void print() {
    }

    @HostFunction("print_i32")
    public void printI32(int value) {
    }

    @HostFunction("print_i64")
    public void printI64(long value) {
    }

    @HostFunction("print_f32")
    public void printF32(float value) {
    }

    @HostFunction("print_f64")
    public void printF64(double value) {
    }

    @HostFunction("print_i32_f32")
    public void printI32F32(int first, float second) {
    }

    @HostFunction("print_f64_f64")
    public void printF64F64(double first, double second) {
    }
}
