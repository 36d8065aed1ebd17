package dev.hostless.devices;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Something whose state can be written down and taken up again by another instance that was put
 * together the same way: same class, same name, same arguments. What follows from those is not
 * written, and neither are wires. Between the two instances lies no time and no event: restoring
 * calls nobody.
 *
 * <p>The clock comes first, because restoring it takes all alarms back; each device then sets its
 * own anew with {@link dev.hostless.devices.clock.VirtualClock#restoreAlarm}.
 */
public interface Stateful {
    /** Writes the state; changes nothing. */
    void save(DataOutput out) throws IOException;

    /**
     * Takes over a state that {@link #save} wrote.
     *
     * @throws IOException saying what is wrong with it; the instance is not to be used after that
     */
    void restore(DataInput in) throws IOException;
}
