package dev.hostless.gogc.guest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

import static dev.hostless.gogc.guest.FakeFunction.pc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GoStacksTest {
    private final FakeGo go = new FakeGo();
    private final long goexit = pc(go.goexit, 1);

    @Test
    void localsAreReportedByTheMapOfTheCallAtWhichTheFrameStands() {
        int function = go.function("main.f").locals(3, 0b101, 0b010).add();
        int early = go.waiting(pc(function, 2), 11, 12, 13, goexit, 0);
        int late = go.waiting(pc(function, 4), 11, 12, 13, goexit, 0);
        assertThat(scan(early)).containsExactly(11, 13);
        assertThat(scan(late)).containsExactly(12);
    }

    @Test
    void aCallersFrameFollowsAndArgumentsAreReportedByTheCalleesMap() {
        int callee = go.function("main.callee").locals(1, 1).arguments(2, 0b10).add();
        int caller = go.function("main.caller").locals(3, 0b100).add();
        int g = go.waiting(pc(callee, 2), 21, pc(caller, 2), 31, 32, 33, goexit, 0);
        assertThat(scan(g)).containsExactly(21, 32, 33);
    }

    @Test
    void aGoroutineThatHasNotBegunHasItsContextOnly() {
        int function = go.function("main.f").locals(3, 0b111).add();
        int g = go.waiting(pc(function, 0), goexit, 0, 0, 0);
        go.putLong(g + go.offset(GoWord.G_CONTEXT), 4711);
        assertThat(scan(g)).containsExactly(4711);
    }

    @Test
    void aGoroutineThatHasNotBegunHasNoStackObjectsYet() {
        int function = go.function("main.f").locals(3, 0b111).object(-24, 1, 1)
                .object(-16, 1, 1).object(-8, 1, 1).add();
        int stack = go.longs(71, 72, 73, goexit, 0);
        int g = go.goroutine(FakeGo.WAITING, stack, 40, stack + 24, pc(function, 0));
        go.putLong(g + go.offset(GoWord.G_PANICS), stack);
        assertThat(scan(g)).isEmpty();
    }

    @Test
    void aFrameWithoutMapsIsReportedWordForWord() {
        int function = go.function("main.assembly").locals(3).add();
        assertThat(scan(go.waiting(pc(function, 2), 5, 0, 7, goexit, 0))).containsExactly(5, 7);
    }

    @Test
    void aStackObjectIsReportedIfSomethingLivePointsIntoIt() {
        int function = go.function("main.f").locals(7, 0b1, 0).object(-40, 2, 0b10)
                .object(-24, 2, 0b01).add();
        int g = go.waiting(pc(function, 2), 0, 0, 50, 51, 52, 53, 0, goexit, 0);
        int sp = (int) go.readLong(g + go.offset(GoWord.G_SP));
        // The object at sp + 16 is found through the first word, that at sp + 32 through it.
        go.putLong(sp, sp + 20);
        assertThat(scan(g)).containsExactly(51);
        go.putLong(sp + 24, sp + 40);
        assertThat(scan(g)).containsExactly(52);
        go.putLong(sp, 0);
        assertThat(scan(g)).isEmpty();
    }

    @Test
    void deferredCallsAndPanicsAreFollowed() {
        int function = go.function("main.f").locals(3, 0).object(-24, 1, 1).add();
        int g = go.waiting(pc(function, 2), 61, 0, 0, goexit, 0);
        int sp = (int) go.readLong(g + go.offset(GoWord.G_SP));
        int second = defer(0x7777, 0, 1);
        go.putLong(g + go.offset(GoWord.G_DEFERS), defer(0x6666, second, 0));
        go.putLong(g + go.offset(GoWord.G_PANICS), sp);
        assertThat(scan(g)).containsExactlyInAnyOrder(61, 0x6666, second, 0x7777, second);
    }

    private int defer(long function, long link, int heap) {
        int call = go.room(go.offset(GoWord.DEFER_BYTES));
        go.putLong(call + go.offset(GoWord.DEFER_FUNCTION), function);
        go.putLong(call + go.offset(GoWord.DEFER_LINK), link);
        go.put(call + go.offset(GoWord.DEFER_HEAP), heap);
        return call;
    }

    @Test
    void aFrameLeftByAPanicGoesOnWhereItReturnsDeferredCalls() {
        int panic = go.function("runtime.sigpanic").id(FakeGo.SIGPANIC).add();
        int recovers = go.function("main.recovers").locals(2, 0b01, 0b10).deferReturn(3).add();
        int lost = go.function("main.lost").locals(2, 0b11).add();
        long[] rest = {81, 82, goexit, 0};
        assertThat(scan(go.waiting(pc(panic, 0), pc(recovers, 2), 81, 82, goexit, 0)))
                .containsExactly(82);
        assertThat(scan(go.waiting(pc(recovers, 2), rest))).containsExactly(81);
        assertThat(scan(go.waiting(pc(panic, 0), pc(lost, 2), 81, 82, goexit, 0))).isEmpty();
    }

    @Test
    void onlyGoroutinesThatHaveAStackAreListedAndTheRunningOneIsLeftOut() {
        int function = go.function("main.f").locals(1, 1).add();
        int waiting = go.waiting(pc(function, 2), 1, goexit, 0);
        int running = go.waiting(pc(function, 2), 2, goexit, 0);
        int dead = go.waiting(pc(function, 2), 3, goexit, 0);
        go.putInt(running + go.offset(GoWord.G_STATUS), FakeGo.RUNNING);
        go.putInt(dead + go.offset(GoWord.G_STATUS), FakeGo.DEAD);
        var stacks = go.layout().stacks();
        assertThat(stacks.goroutines()).containsExactly(waiting, running);
        assertThat(scan(running)).isEmpty();
        assertThat(scan(dead)).isEmpty();
    }

    @Test
    void insideACallOfTheHostTheCallerIsTheInnermostFrame() {
        int function = go.function("main.f").locals(2, 0b10).add();
        int g = go.waiting(0, pc(function, 2), 1, 2, goexit, 0);
        int sp = (int) go.readLong(g + go.offset(GoWord.G_SP));
        run(g);
        assertThat(scanRunning(sp)).containsExactly(2);
    }

    @Test
    void onTheSystemStackBothStacksAreReadAndPointIntoEachOther() {
        int switches = go.function("runtime.systemstack").id(10).add();
        int place = go.function("runtime.systemstack_switch").add();
        int worker = go.function("runtime.worker").locals(2, 0b11).add();
        int caller = go.function("main.f").locals(3, 0b1).object(-16, 1, 1).add();
        int g = go.waiting(pc(place, 0), pc(caller, 2), 91, 92, 93, goexit, 0);
        int object = (int) go.readLong(g + go.offset(GoWord.G_SP)) + 16;
        run(g);
        int top = (int) (go.at(GoWord.SYSTEM_STACK) + go.at(GoWord.SYSTEM_STACK_BYTES)) - 8;
        long[] frames = {pc(worker, 2), object, 95, pc(switches, 1), 7777};
        for (int index = 0; index < frames.length; index++) {
            go.putLong(top - 8 * (frames.length - index), frames[index]);
        }
        assertThat(scanRunning(top - 40)).containsExactlyInAnyOrder(95, 91, 92);
    }

    private void run(int g) {
        go.putInt(g + go.offset(GoWord.G_STATUS), FakeGo.RUNNING);
        go.putLong((int) go.at(GoWord.M0) + go.offset(GoWord.M_CURRENT_G), g);
    }

    @Test
    void aReflectStubHasTheMaskOfWhatItWasCalledFor() {
        int stub = go.function("reflect.makeFuncStub").arguments(FakeGo.UNKNOWN_ARGUMENTS)
                .locals(5, 0).add();
        int bits = go.room(16);
        go.putLong(bits + go.offset(GoWord.BIT_VECTOR_BYTES), go.longs(0b1011));
        go.putInt(bits + go.offset(GoWord.BIT_VECTOR_COUNT), 4);
        int value = go.room(24);
        go.putLong(value + go.offset(GoWord.REFLECT_FUNCTION), pc(stub, 0));
        go.putLong(value + go.offset(GoWord.REFLECT_MASK), bits);
        go.putLong(value + go.offset(GoWord.REFLECT_ARG_BYTES), 24);
        int caller = go.function("main.f").locals(4, 0).add();
        int g = go.waiting(pc(stub, 2), value, 0, 0, 0, 0, pc(caller, 2), 1, 2, 3, 4, goexit, 0);
        int sp = (int) go.readLong(g + go.offset(GoWord.G_SP));
        assertThat(scan(g)).containsExactly(1, 2);
        go.put(sp + 32, 1);
        assertThat(scan(g)).containsExactly(1, 2, 4);
        go.putLong(value + go.offset(GoWord.REFLECT_FUNCTION), 5);
        refuses(g, "of another function");
    }

    @Test
    void whatIsNoStackIsRefused() {
        int function = go.function("main.f").locals(3, 0b111).add();
        refuses(go.waiting(5, 1, 2, 3, goexit, 0), "no function");
        refuses(go.waiting(pc(function, 2), 1, 2, 3, 99, 0), "no function");
        refuses(go.waiting(pc(function, 2), 1, 2, 3), "room for 24");
        refuses(go.waiting(pc(function, 101), 1, 2, 3, goexit), "nothing known");
        int g = go.waiting(pc(function, 2), 1, 2, 3, goexit, 0);
        go.putLong(g + go.offset(GoWord.G_STACK_HIGH), FakeGo.BYTES + 8);
        refuses(g, "outside of memory");
        refuses(FakeGo.BYTES - 8, "outside of memory");
        var stacks = go.layout().stacks();
        assertThatThrownBy(() -> stacks.scanRunning(64, _ -> {}))
                .isInstanceOf(GuestLayoutProblem.class).hasMessageContaining("on no stack");
    }

    @Test
    void aGoroutineThatIsListedAgainAndAgainIsRefused() {
        int stack = go.longs(new long[512]);
        for (int copy = 0; copy <= FakeGo.BYTES / (512 * 8); copy++) {
            go.goroutine(FakeGo.WAITING, stack, 512 * 8, stack, goexit);
        }
        var stacks = go.layout().stacks();
        assertThatThrownBy(stacks::goroutines).isInstanceOf(GuestLayoutProblem.class)
                .hasMessageContaining("more than the memory has");
    }

    @Test
    void deferredCallsInACircleAreRefused() {
        int function = go.function("main.f").locals(1, 1).add();
        for (int length = 1; length < 20; length++) {
            int first = defer(0, 0, 0);
            int last = first;
            for (int index = 1; index < length; index++) {
                last = defer(0, last, 0);
            }
            go.putLong(first + go.offset(GoWord.DEFER_LINK), last);
            int g = go.waiting(pc(function, 2), 1, goexit, 0);
            go.putLong(g + go.offset(GoWord.G_DEFERS), defer(0, defer(0, last, 0), 0));
            refuses(g, "circle");
        }
    }

    /** Each frame claims the whole rest of the stack as arguments. */
    @Test
    void framesThatClaimMoreThanTheirStackAreRefused() {
        int function = go.function("main.f").arguments(400 * 8).add();
        var stack = new long[1000];
        Arrays.fill(stack, pc(function, 2));
        refuses(go.waiting(pc(function, 2), stack), "more words than their stack");
    }

    private List<Integer> scan(int g) {
        var found = new ArrayList<Integer>();
        go.layout().stacks().scan(g, found::add);
        return found;
    }

    private List<Integer> scanRunning(int sp) {
        var found = new ArrayList<Integer>();
        go.layout().stacks().scanRunning(sp, found::add);
        return found;
    }

    private void refuses(int g, String reason) {
        assertThatThrownBy(() -> scan(g)).isInstanceOf(GuestLayoutProblem.class)
                .hasMessageContaining(reason);
    }
}
