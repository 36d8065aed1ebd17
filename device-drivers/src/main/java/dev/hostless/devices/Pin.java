package dev.hostless.devices;

import java.util.ArrayList;
import java.util.List;

/** One pin of a {@link Gpio} as parts see it: the end of a wire. */
public final class Pin {
    private final Gpio gpio;
    private final int number;
    private final List<PinListener> listeners = new ArrayList<>(1);

    Pin(Gpio gpio, int number) {
        this.gpio = gpio;
        this.number = number;
    }

    /** 0 to 31. */
    public int number() {
        return number;
    }

    /** The outside puts a level on the wire; it stays until {@link #release}. */
    public void drive(boolean high) {
        gpio.drive(number, high);
    }

    /** The outside lets go: without an output of the board the pull decides. */
    public void release() {
        gpio.release(number);
    }

    /** The level of the wire. */
    public boolean isHigh() {
        return (gpio.levels() >>> number & 1) != 0;
    }

    /** Told every change of the level from now on. */
    public void listen(PinListener listener) {
        listeners.add(listener);
    }

    void tell(boolean high) {
        for (var listener : listeners) {
            listener.levelChanged(high);
        }
    }
}
