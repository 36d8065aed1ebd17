package dev.hostless.engine.compiler;

import dev.hostless.engine.CostTable;
import dev.hostless.engine.EngineOptions;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which accesses are known to be in bounds; locals 0 and 1 are an i32 and an i64 parameter. */
class ProvenBoundsTest {
    private static final int GET = 0x20;
    private static final int SET = 0x21;
    private static final int TEE = 0x22;
    private static final int DROP = 0x1a;
    private static final int END = 0x0b;

    /** By access, in their order: 1 if it needs no check. One page of memory. */
    private static String proven(int... code) {
        var bytes = new ByteArrayOutputStream();
        write(bytes, 0, 'a', 's', 'm', 1, 0, 0, 0, 1, 6, 1, 0x60, 2, 0x7f, 0x7e, 0, 3, 2, 1, 0, 5,
                3, 1, 0, 1, 10);
        size(bytes, code.length + 5);
        write(bytes, 1);
        size(bytes, code.length + 2);
        write(bytes, 0);
        write(bytes, code);
        write(bytes, END);
        var image = ModuleDecoder.decode(bytes.toByteArray(), EngineOptions.defaults());
        var scan = FunctionScan.of(image, 0, CostTable.uniform());
        var body = new BodyReader(image.bytes, scan.codeStart, scan.codeEnd);
        var answer = new StringBuilder();
        while (body.hasNext()) {
            int opcode = body.next();
            if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_STORE32) {
                answer.append(scan.needlessChecks().isInBounds(body.offset) ? 1 : 0);
            }
        }
        return answer.toString();
    }

    /** As LEB128 of two bytes. */
    private static void size(ByteArrayOutputStream out, int size) {
        write(out, size & 0x7f | 0x80, size >> 7);
    }

    private static void write(ByteArrayOutputStream out, int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
    }

    private static int[] load(int local, int offset) {
        return new int[]{GET, local, 0x28, 2, offset, DROP};
    }

    private static int[] sequence(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }

    @Test
    void whatReachesNoFurtherThanAnAccessBeforeIsProven() {
        assertThat(proven(sequence(load(0, 8), load(0, 8), load(0, 4), load(0, 9), load(0, 9))))
                .isEqualTo("01101");
    }

    @Test
    void anotherValueOfTheLocalIsNot() {
        assertThat(proven(sequence(load(0, 8), new int[]{0x41, 5, SET, 0}, load(0, 8))))
                .as("a constant address is held against the memory's minimum").isEqualTo("01");
        assertThat(proven(sequence(load(0, 8), new int[]{GET, 1, 0xa7, SET, 0}, load(0, 8))))
                .isEqualTo("00");
        assertThat(proven(sequence(load(0, 8), new int[]{GET, 0, TEE, 0, DROP}, load(0, 8))))
                .as("the same value").isEqualTo("01");
    }

    @Test
    void wrappingAndExtendingKeepTheAddress() {
        int[] wrapped = {GET, 1, 0xa7, 0x28, 2, 4, DROP};
        assertThat(proven(sequence(wrapped, new int[]{GET, 1, 0xa7, TEE, 0, 0x28, 2, 4, DROP},
                load(0, 4), load(0, 5)))).isEqualTo("0110");
        assertThat(proven(sequence(load(0, 4), new int[]{GET, 0, 0xad, 0xa7, 0x28, 2, 4, DROP})))
                .isEqualTo("01");
    }

    @Test
    void aSumWithAConstantIsProvenWhereItCannotWrapAround() {
        int[] sum = {GET, 0, 0xad, 0x42, 8, 0x7c, 0xa7, 0x28, 2, 4, DROP};
        assertThat(proven(sequence(sum, load(0, 8)))).as("-8 + 8 is inside, -8 is not")
                .isEqualTo("00");
        assertThat(proven(sequence(load(0, 12), sum))).isEqualTo("01");
        assertThat(proven(sequence(load(0, 0), sum, load(0, 12), load(0, 13))))
                .isEqualTo("0010");
        assertThat(proven(sequence(load(0, 12), new int[]{GET, 0, 0x41, 0x78, 0x6a, 0x28, 2, 0,
            DROP}))).as("a negative distance").isEqualTo("00");
    }

    @Test
    void aConstantIsHeldAgainstTheMinimum() {
        // 65532 and 65533, and a sum that wraps around to 4
        assertThat(proven(0x41, 0xfc, 0xff, 3, 0x28, 2, 0, DROP, 0x41, 0xfd, 0xff, 3, 0x28, 2, 0,
                DROP, 0x41, 0x7c, 0x41, 8, 0x6a, 0x28, 2, 0, DROP, 0x41, 0x7c, 0x28, 2, 8, DROP))
                .isEqualTo("1010");
    }

    @Test
    void whatOnlyOneWayLearnedIsForgottenWhereTheyMeet() {
        int[] condition = {GET, 0, 0x04, 0x40};
        assertThat(proven(sequence(condition, load(0, 4), new int[]{END}, load(0, 4))))
                .isEqualTo("00");
        assertThat(proven(sequence(load(0, 4), condition, load(0, 4), new int[]{0x05}, load(0, 4),
                new int[]{END}, load(0, 4)))).isEqualTo("0111");
        assertThat(proven(sequence(load(0, 4), condition, new int[]{GET, 1, 0xa7, SET, 0, END},
                load(0, 4)))).isEqualTo("00");
        assertThat(proven(sequence(new int[]{0x02, 0x40, GET, 0, 0x0d, 0}, load(0, 4),
                new int[]{END}, load(0, 4)))).isEqualTo("00");
    }

    @Test
    void aLoopBeginsWithNothing() {
        assertThat(proven(sequence(load(0, 4), new int[]{0x03, 0x40}, load(0, 4), load(0, 4),
                new int[]{GET, 1, 0xa7, TEE, 0, 0x0d, 0, END}))).isEqualTo("001");
    }

    @Test
    void codeThatIsNotReachedMayHaveTooFewOperands() {
        assertThat(proven(sequence(new int[]{0x02, 0x40, 0x00, 0x04, 0x7f, 0x41, 0, 0x05, 0x41, 0,
            END, DROP, END}, load(0, 4), load(0, 4)))).isEqualTo("01");
    }

    @Test
    void afterManyStepsItBeginsAnew() {
        var code = new ArrayList<int[]>();
        code.add(load(0, 4));
        for (int i = 0; i < 300; i++) {
            code.add(new int[]{GET, 1, SET, 1});
        }
        code.add(load(0, 4));
        code.add(load(0, 4));
        assertThat(proven(sequence(code.toArray(int[][]::new)))).isEqualTo("001");
    }
}
