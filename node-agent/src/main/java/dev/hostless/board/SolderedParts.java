package dev.hostless.board;

import dev.hostless.devices.I2cPart;
import dev.hostless.devices.PinListener;
import dev.hostless.devices.Stateful;
import dev.hostless.devices.UartLine;
import dev.hostless.devices.part.At24c32;
import dev.hostless.devices.part.Button;
import dev.hostless.devices.part.Led;
import dev.hostless.devices.part.Tmp102;
import dev.hostless.devices.part.W25q16;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a board on its devices, and what its surroundings do to them. They have no reset
 * line and a supply of their own: what happens to the processor does not reach them.
 */
final class SolderedParts implements Stateful {
    /** Told that a light has changed. */
    interface Lights {
        /** @param part its number among the board's parts */
        void changed(int part, boolean lit);
    }

    private record Soldered(PartSpec spec, Supplier<SortedMap<String, Long>> figures) {
    }

    private final Schematic board;
    private boolean loopback;
    private final SortedMap<Integer, I2cSeat> seats = new TreeMap<>();
    private final List<Timeline> timelines = new ArrayList<>();
    private final List<Soldered> parts = new ArrayList<>();

    SolderedParts(Schematic board, List<PartSpec> specs, Lights lights) {
        this.board = board;
        for (int number = 0; number < specs.size(); number++) {
            var spec = specs.get(number);
            parts.add(new Soldered(spec, solder(spec, number, lights)));
        }
    }

    private Supplier<SortedMap<String, Long>> solder(PartSpec spec, int number, Lights lights) {
        return switch (spec) {
            case PartSpec.Tmp102 sensor -> solder(sensor);
            case PartSpec.At24c32 memory -> {
                var part = new At24c32(board.clock, memory.address(), memory.image().bytes());
                board.fit(spec.name(), part);
                seat(part);
                yield () -> new TreeMap<>(Map.of("writes", part.writes()));
            }
            case PartSpec.W25q16 flash -> {
                var part = new W25q16(board.clock, flash.uniqueId());
                board.fit(spec.name(), part);
                part.load(0, flash.image().bytes());
                board.spi0.attach(part, board.gpio0.pin(flash.selectPin()));
                yield TreeMap::new;
            }
            case PartSpec.Button button -> solder(button);
            case PartSpec.Led led -> {
                var part = new Led(board.clock, led.high(), (lit, _) -> lights.changed(number,
                        lit));
                board.fit(spec.name(), part);
                board.gpio0.pin(led.pin()).listen(part);
                yield () -> new TreeMap<>(Map.of("lit", part.isLit() ? 1L : 0, "changes",
                        part.changes(), "litCycles", part.litCycles()));
            }
            case PartSpec.Loopback _ -> {
                loopback = true;
                yield TreeMap::new;
            }
        };
    }

    private Supplier<SortedMap<String, Long>> solder(PartSpec.Tmp102 sensor) {
        var steps = sensor.temperatures();
        @Nullable
        PinListener alert = sensor.alertPin().isPresent()
                ? board.gpio0.pin(sensor.alertPin().getAsInt())::drive
                : null;
        var part = new Tmp102(board.clock, sensor.address(), steps.getFirst().millicelsius(),
                alert);
        board.fit(sensor.name(), part);
        seat(part);
        timelines.add(new Timeline(board.clock, sensor.moments(board.clock.hz()),
                step -> part.temperature(steps.get(step).millicelsius())));
        return () -> new TreeMap<>(Map.of("millicelsius", (long) part.temperature()));
    }

    private Supplier<SortedMap<String, Long>> solder(PartSpec.Button button) {
        var part = new Button(board.gpio0.pin(button.pin()), button.high());
        board.fit(button.name(), part);
        timelines.add(new Timeline(board.clock, button.moments(board.clock.hz()), step -> {
            if (step % 2 == 0) {
                part.press();
            } else {
                part.release();
            }
        }));
        return () -> new TreeMap<>(Map.of("pressed", part.isPressed() ? 1L : 0));
    }

    /** The parts themselves are saved with the devices. */
    @Override
    public void save(DataOutput out) throws IOException {
        for (var seat : seats.values()) {
            out.writeInt(seat.refusals());
        }
        for (var timeline : timelines) {
            timeline.save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        for (var seat : seats.values()) {
            seat.refuse(in.readInt() - seat.refusals());
        }
        for (var timeline : timelines) {
            timeline.restore(in);
        }
    }

    /** Connects uart1 to somebody who is told what leaves, and to itself if it is wired so. */
    void onUart1(UartLine told) {
        board.uart1.connect(loopback ? (value, tag) -> {
            told.transmitted(value, tag);
            board.uart1.arrive(value, Set.of());
        } : told);
    }

    private void seat(I2cPart part) {
        var seat = new I2cSeat(part);
        board.i2c0.attach(seat);
        seats.put(part.address(), seat);
    }

    /** The place of a part on i2c0, or null if nothing has this address. */
    @Nullable
    I2cSeat seat(int address) {
        return seats.get(address);
    }

    /** What there is to say of each part, in the order of the specification. */
    List<PartFigures> figures() {
        return parts.stream().map(part -> new PartFigures(part.spec().name(), part.spec().kind(),
                part.figures().get())).toList();
    }
}
