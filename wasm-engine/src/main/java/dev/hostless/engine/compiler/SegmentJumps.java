package dev.hostless.engine.compiler;

import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Jump threading in a {@link ResumeLoop}: setting the resume point to a constant and branching to
 * the loop becomes a jump to the segment. It costs what the loop's header would have cost. Only a
 * jump backwards (to this segment or one before it) is a safepoint.
 */
final class SegmentJumps {
    private final MethodContext method;
    private final ControlEmitter control;
    private final Metering metering;
    private final ResumeLoop loop;
    private final int headerCost;
    /** By segment or end of a block around the loop: the block whose end begins it. */
    private final ControlFrame[] segments;
    private @Nullable ControlFrame frame;
    private @Nullable Label dispatch;
    private boolean dispatchUsed;
    private int current = -1;

    SegmentJumps(MethodContext method, ControlEmitter control, Metering metering,
            ResumeLoop loop) {
        this.method = method;
        this.control = control;
        this.metering = metering;
        this.loop = loop;
        this.headerCost = method.scan().blockCosts[1];
        this.segments = new ControlFrame[loop.ends()];
    }

    ResumeLoop loop() {
        return loop;
    }

    boolean isLoop(int offset) {
        return offset == loop.loopOffset();
    }

    /** Opens the loop and all its blocks. */
    void open() {
        frame = control.resumeLoop();
        for (int i = loop.blocks() - 1; i >= 0; i--) {
            control.block(BodyReader.EMPTY_BLOCK);
            segments[i] = control.frame(0);
            segments[i].segment = i;
        }
    }

    /** Opens what is around a segment, as if the code before it had been compiled. */
    void openAt(int segment) {
        for (int i = loop.ends() - 1; i >= 0; i--) {
            if (i == loop.blocks() - 1 && segment < loop.blocks()) {
                frame = control.resumeLoop();
            }
            if (i > segment) {
                control.block(BodyReader.EMPTY_BLOCK);
                segments[i] = control.frame(0);
            } else {
                segments[i] = new ControlFrame(Opcode.BLOCK, 0, List.of(), List.of(), true, true);
            }
            segments[i].segment = i;
        }
        current = segment;
    }

    void bindDispatch() {
        dispatch = method.assembler().newLabel();
        method.assembler().bind(dispatch, method.layout().frame(method.stack()));
    }

    /** Where jumps through the dispatch go. */
    Label dispatch() {
        var label = dispatch;
        if (label == null) {
            label = method.assembler().newLabel();
            dispatch = label;
        }
        return label;
    }

    /** Whether a part of a split function must leave through the dispatch. */
    boolean dispatchUsed() {
        return dispatchUsed;
    }

    Label label(int segment) {
        return control.label(segments[segment]);
    }

    ControlFrame segment(int number) {
        return segments[number];
    }

    /** The innermost open block ends; if it is one of the loop's, the next segment begins. */
    void ending() {
        int segment = control.frame(0).segment;
        if (segment >= 0) {
            current = segment;
        }
    }

    boolean isJumpToLoop(int depth) {
        return frame != null && depth < control.depth() && control.frame(depth) == frame;
    }

    /** After {@code i32.const value}: jumps if that is what the next two instructions do. */
    boolean thread(int value) {
        var body = method.body();
        if (frame == null || body.peek() != Opcode.LOCAL_SET) {
            return false;
        }
        int here = body.position();
        int offset = body.offset;
        body.next();
        if (body.index == loop.local() && body.peek() == Opcode.BR) {
            body.next();
            if (isJumpToLoop(body.index)) {
                jump(value);
                return true;
            }
        }
        body.position(here);
        body.offset = offset;
        return false;
    }

    private void jump(int value) {
        var assembler = method.assembler();
        if (loop.readElsewhere()) {
            assembler.constant(value);
            assembler.store(TypeKind.INT, method.layout().local(loop.local()));
        }
        method.stack().discardTo(0);
        int segment = loop.segment(value);
        metering.charge(headerCost);
        if (segment <= current) {
            metering.safepoint();
        }
        assembler.jump(label(segment));
        control.live(false);
    }

    /** A branch to the loop after something else set the resume point. */
    void dynamic() {
        method.stack().discardTo(0);
        metering.charge(headerCost);
        metering.safepoint();
        method.assembler().jump(dispatch());
        dispatchUsed = true;
        control.live(false);
    }
}
