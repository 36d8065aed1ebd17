package dev.hostless.board;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The heap in the node against Go's own heap in the guest: the same program on the same board. */
class HostedTruthTest {
    private static final Path PROGRAMS = Path.of("src/test/hosted-programs").toAbsolutePath();
    private static final BoardSpec SPEC = BoardSpec.of("go-64m", 64 << 20, 200_000_000,
            12_000_000, Map.of());
    /** Objects with pointers of this class have a header in the next one: 1,024 and 1,152 B. */
    private static final int PLAIN_CLASS = 32;
    private static final int HEADER_CLASS = 33;
    private static final int WITH_HEADER = 500;
    /** Objects of the runtime itself, which differ. */
    private static final long OWN_OBJECTS = 60;

    @TempDir
    private static Path directory;
    private static String guest = "";
    private static String hosted = "";

    @BeforeAll
    static void run() throws IOException {
        assumeTrue(GoToolchain.release().startsWith("go1.26"), "no Go 1.26 here");
        guest = run(GoBuild.Way.GUEST);
        hosted = run(GoBuild.Way.HOSTED);
    }

    private static String run(GoBuild.Way way) throws IOException {
        var module = Files.readAllBytes(GoBuild.all(way, PROGRAMS, directory).resolve("knobs"));
        var board = TestBoard.run(SPEC, TestBoard.load(module),
                made -> made.injectAt(0, new InputEvent.InputEnd()));
        assertThat(board.end()).as(board.err()).isEqualTo(new BoardState.Halted(0));
        return board.out();
    }

    private static List<Long> all(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results()
                .map(result -> Long.parseLong(result.group(1))).toList();
    }

    private static Map<Integer, Long> classes(String text) {
        var classes = new TreeMap<Integer, Long>();
        Pattern.compile("class (\\d+) \\d+ (\\d+)").matcher(text).results()
                .forEach(result -> classes.put(Integer.parseInt(result.group(1)),
                        Long.parseLong(result.group(2))));
        return classes;
    }

    @Test
    void afterACollectionTheSameObjectsOfEachClassAreAlive() {
        var wanted = classes(guest);
        var found = classes(hosted);
        wanted.merge(PLAIN_CLASS, (long) WITH_HEADER, Long::sum);
        wanted.merge(HEADER_CLASS, (long) -WITH_HEADER, Long::sum);
        wanted.forEach((sizeClass, objects) -> assertThat(found.getOrDefault(sizeClass, 0L))
                .as("class %d\n%s\n%s", sizeClass, guest, hosted)
                .isCloseTo(objects, within(OWN_OBJECTS)));
        assertThat(all(hosted, "objects (\\d+)").getFirst())
                .isCloseTo(all(guest, "objects (\\d+)").getFirst(), within(5 * OWN_OBJECTS));
    }

    @Test
    void collectionsComeAsOftenAndHaveTheSameGoals() {
        var wanted = all(guest, "collections (\\d+)");
        var found = all(hosted, "collections (\\d+)");
        var wantedGoals = all(guest, "goal (\\d+)");
        var foundGoals = all(hosted, "goal (\\d+)");
        // A cycle counts when it is over: a guest's own when a goroutine of its gets to it, so it
        // may have fewer; a hosted one may be just under way.
        for (int index = 0; index < wanted.size(); index++) {
            assertThat(found.get(index)).as(guest + hosted)
                    .isBetween(wanted.get(index) - 1, wanted.get(index) + 2);
        }
        // What was alive at the end of the last, forced cycle is the same, and so is its goal.
        assertThat(foundGoals.getLast()).as(guest + hosted)
                .isCloseTo(wantedGoals.getLast(), within(wantedGoals.getLast() / 20));
    }
}
