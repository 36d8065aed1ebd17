package dev.hostless.engine.compiler;

import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapFrame;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the guest's frames off the Java stack. The class name tells the function, the line number
 * the distance from the start of the body, or of the part of it that the method's name ends in.
 */
public final class TrapFrames {
    /** A frame with this line belongs to a function whose parts are frames of their own. */
    static final int HIDDEN_LINE = 0xffff;
    /** Name of a part's method, before the offset at which its lines begin. */
    static final String PART = "part";
    private static final StackWalker WALKER = StackWalker
            .getInstance(Option.RETAIN_CLASS_REFERENCE);
    /** Frames of the host between guest frames count as well, so that the walk is bounded. */
    private static final int MAX_JAVA_FRAMES = 512;

    /** The next activation of the interpreter goes on in compiled code. */
    private static final TrapFrame TAKEN_OVER = new TrapFrame(-1, "taken over", 0);

    private TrapFrames() {
    }

    /** The guest functions that are active on this thread, innermost first. */
    public static List<TrapFrame> collect() {
        return WALKER.walk(TrapFrames::read);
    }

    private static List<TrapFrame> read(Stream<StackFrame> stack) {
        var frames = new ArrayList<TrapFrame>();
        stack.limit(MAX_JAVA_FRAMES).forEach(frame -> {
            if (frames.size() >= Trap.MAX_FRAMES) {
                return;
            }
            if (frame.getDeclaringClass() == Interpreter.class) {
                interpreted(frames, frame.getMethodName());
            } else if (frame.getDeclaringClass()
                    .getClassLoader() instanceof ProgramCode code) {
                add(frames, code, frame);
            }
        });
        return frames;
    }

    /** What an activation is at, only it knows: {@link Trap#locate}. */
    private static void interpreted(List<TrapFrame> frames, String method) {
        if (method.equals("resume")) {
            frames.add(TAKEN_OVER);
        } else if (method.equals("run")) {
            if (!frames.isEmpty() && frames.getLast() == TAKEN_OVER) {
                frames.removeLast();
            } else {
                frames.add(Trap.UNLOCATED);
            }
        }
    }

    private static void add(List<TrapFrame> frames, ProgramCode code, StackFrame frame) {
        int line = frame.toStackTraceElement().getLineNumber();
        String type = frame.getDeclaringClass().getName();
        boolean compiled = type.startsWith(Names.FUNCTION) || type.startsWith(Names.RESUMPTION);
        if (!compiled || line <= 0 || line == HIDDEN_LINE) {
            return;
        }
        String number = type.substring(Names.FUNCTION.length());
        int part = number.indexOf('_');
        int function = Integer.parseInt(part < 0 ? number : number.substring(0, part));
        var image = code.image();
        int base = frame.getMethodName().startsWith(PART)
                ? Integer.parseInt(frame.getMethodName().substring(PART.length()))
                : image.bodyStart[function - image.importedFunctions];
        frames.add(new TrapFrame(function, code.names().name(function),
                base + line - MethodContext.FIRST_LINE));
    }
}
