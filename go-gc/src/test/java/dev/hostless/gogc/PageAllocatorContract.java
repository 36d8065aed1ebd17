package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What all page allocators have in common; each is a subclass. */
abstract class PageAllocatorContract {
    private final PagePolicy policy;
    private final StepCounts steps = new StepCounts();

    private record Run(int page, int pages) {
    }

    PageAllocatorContract(PagePolicy policy) {
        this.policy = policy;
    }

    /** Whether a request may be answered so; the pages are checked to be free besides. */
    abstract boolean isExpected(ReferencePages reference, int pages, int alignment, int got);

    abstract int largestAllocation(ReferencePages reference);

    PageAllocator allocator(int firstPage, int limitPages) {
        return policy.allocator(firstPage, limitPages, 64, steps);
    }

    PageAllocator grown(int firstPage, int pages) {
        var allocator = allocator(firstPage, pages);
        allocator.grow(pages);
        return allocator;
    }

    @Test
    void anEmptyRegionHasNothing() {
        var allocator = allocator(5, 100);
        assertThat(allocator.allocate(1, 1)).isEqualTo(PageAllocator.NONE);
        assertThat(allocator.figures()).isEqualTo(new PageFigures(0, 0, 0, 0, 0));
    }

    @Test
    void theWholeRegionCanBeHadAndGivenBackInOneRun() {
        for (int pages : new int[]{1, 2, 64, 128, 512, 1024}) {
            var allocator = grown(1024, pages);
            assertThat(allocator.allocate(pages, 1)).isEqualTo(1024);
            assertThat(allocator.allocate(1, 1)).isEqualTo(PageAllocator.NONE);
            assertThat(allocator.freePages()).isZero();
            allocator.free(1024, pages);
            assertThat(allocator.figures())
                    .isEqualTo(new PageFigures(pages, pages, 1, pages, pages));
        }
    }

    @Test
    void everyPageCanBeHadOneByOne() {
        var allocator = grown(3, 700);
        var seen = new ReferencePages(3);
        seen.grow(700);
        for (int count = 0; count < 700; count++) {
            int page = allocator.allocate(1, 1);
            assertThat(seen.isFree(page, 1)).isTrue();
            seen.allocate(page, 1);
        }
        assertThat(allocator.allocate(1, 1)).isEqualTo(PageAllocator.NONE);
    }

    @Test
    void neighboursAreJoinedWhenTheyAreFree() {
        var allocator = grown(0, 256);
        assertThat(allocator.allocate(256, 1)).isZero();
        for (int page = 0; page < 256; page += 2) {
            allocator.free(page, 1);
        }
        assertThat(allocator.figures()).isEqualTo(new PageFigures(256, 128, 128, 1, 1));
        assertThat(allocator.figures().externalPerMille()).isEqualTo(993);
        for (int page = 1; page < 256; page += 2) {
            allocator.free(page, 1);
        }
        assertThat(allocator.figures()).isEqualTo(new PageFigures(256, 256, 1, 256, 256));
        assertThat(allocator.figures().externalPerMille()).isZero();
    }

    @Test
    void anAlignedRunBeginsAtAMultiple() {
        var allocator = grown(7, 500);
        for (int alignment = 1; alignment <= 128; alignment *= 2) {
            assertThat(allocator.allocate(3, alignment) % alignment).isZero();
        }
    }

    @Test
    void aRunInTheMiddleCanBeFreedAlone() {
        var allocator = grown(0, 16);
        allocator.allocate(16, 1);
        allocator.free(4, 4);
        assertThat(allocator.figures()).isEqualTo(new PageFigures(16, 4, 1, 4, 4));
        assertThat(allocator.allocate(4, 4)).isEqualTo(4);
    }

    @Test
    void growthJoinsTheFreeEnd() {
        var allocator = allocator(64, 128);
        allocator.grow(32);
        allocator.grow(32);
        assertThat(allocator.allocate(64, 1)).isEqualTo(64);
        assertThat(allocator.region()).hasToString("pages 64 to 128, end excluded");
    }

    @Test
    void aSecondFreeIsRefused() {
        var allocator = grown(10, 20);
        int page = allocator.allocate(4, 1);
        allocator.free(page + 1, 2);
        assertThatThrownBy(() -> allocator.free(page, 4)).isInstanceOf(InvalidFree.class)
                .hasMessage("cannot free 4 pages from page " + page + ": page " + (page + 1)
                        + " is free");
        assertThatThrownBy(() -> allocator.free(page + 2, 2)).isInstanceOf(InvalidFree.class)
                .hasMessageEndingWith("page " + (page + 2) + " is free");
        assertThat(allocator.freePages()).isEqualTo(18);
        allocator.free(page, 1);
        allocator.free(page + 3, 1);
        assertThat(allocator.freePages()).isEqualTo(20);
    }

    @Test
    void foreignPagesAreRefused() {
        var allocator = grown(10, 20);
        for (int page = 0; page < 20; page++) {
            allocator.allocate(1, 1);
        }
        int[][] foreign = {{9, 1}, {9, 2}, {30, 1}, {29, 2}, {10, 21}, {-1, 1}, {12, 0}, {12, -1},
            {12, Integer.MAX_VALUE}, {Integer.MAX_VALUE, 1}, {Integer.MIN_VALUE, 1}};
        for (int[] run : foreign) {
            assertThatThrownBy(() -> allocator.free(run[0], run[1]))
                    .isInstanceOf(InvalidFree.class).hasMessage("cannot free " + run[1]
                            + " pages from page " + run[0]
                            + ": the region is pages 10 to 30, end excluded");
        }
        assertThat(allocator.freePages()).isZero();
    }

    @Test
    void impossibleRequestsAreRefused() {
        var allocator = grown(0, 20);
        assertThat(allocator.allocate(21, 1)).isEqualTo(PageAllocator.NONE);
        assertThat(allocator.allocate(Integer.MAX_VALUE, 1)).isEqualTo(PageAllocator.NONE);
        assertThat(allocator(1, 9).allocate(1, 1 << 30)).isEqualTo(PageAllocator.NONE);
        assertThat(grown(1, 9).allocate(1, 1 << 30)).isEqualTo(PageAllocator.NONE);
        assertThatThrownBy(() -> allocator.allocate(0, 1))
                .hasMessage("wanted 1 or more pages, got 0");
        assertThatThrownBy(() -> allocator.allocate(1, 3))
                .hasMessage("wanted an alignment that is a power of two, got 3");
        assertThatThrownBy(() -> allocator.grow(1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a region of 20 pages with a limit of 20 cannot grow by 1");
        assertThatThrownBy(() -> allocator(0, 0))
                .hasMessage("a region wants a limit of 1 to 2097151 pages, not 0");
        assertThatThrownBy(() -> allocator(1 << 24, 1))
                .hasMessageContaining("cannot begin at page");
    }

    @Test
    void theLargestRegionWorks() {
        var allocator = grown(0, PageRegion.PAGE_LIMIT);
        int largest = allocator.figures().largestAllocation();
        assertThat(largest).isGreaterThanOrEqualTo(PageRegion.PAGE_LIMIT / 2);
        int page = allocator.allocate(largest, 1);
        allocator.free(page, largest);
        assertThat(allocator.figures().largestFreeRun()).isEqualTo(PageRegion.PAGE_LIMIT);
    }

    @Test
    void workIsCounted() {
        var allocator = grown(0, 1000);
        long before = steps.of(Step.PAGE_SEARCH);
        allocator.free(allocator.allocate(3, 1), 3);
        assertThat(steps.of(Step.PAGE_SEARCH)).isGreaterThan(before);
        assertThat(allocator.metadataBytes()).isBetween(1L, 10_000L);
    }

    @Test
    void randomUseAgreesWithTheReference() {
        long seed = Long.getLong("seed", 7L);
        System.out.println(getClass().getSimpleName() + " -Dseed=" + seed);
        for (int round = 0; round < 60; round++) {
            var random = new Random(seed + round);
            int firstPage = random.nextInt(200);
            int limit = 1 + random.nextInt(random.nextBoolean() ? 90 : 1500);
            var allocator = allocator(firstPage, limit);
            var reference = new ReferencePages(firstPage);
            var runs = new ArrayList<Run>();
            int largest = 1 + random.nextInt(40);
            for (int operation = 0; operation < 400; operation++) {
                switch (random.nextInt(8)) {
                    case 0 -> grow(allocator, reference, random);
                    case 1, 2, 3, 4 -> allocate(allocator, reference, runs, random, largest);
                    case 5, 6 -> free(allocator, reference, runs, random);
                    default -> freeAnything(allocator, reference, random);
                }
                assertThat(allocator.freePages()).isEqualTo(reference.freePages());
            }
            check(allocator, reference);
        }
    }

    private void grow(PageAllocator allocator, ReferencePages reference, Random random) {
        int left = allocator.region().limitPages() - allocator.region().pages();
        if (left > 0) {
            int more = 1 + random.nextInt(left);
            allocator.grow(more);
            reference.grow(more);
        }
    }

    private void allocate(PageAllocator allocator, ReferencePages reference, List<Run> runs,
            Random random, int largest) {
        int pages = 1 + random.nextInt(1 + random.nextInt(largest));
        int alignment = random.nextInt(4) == 0 ? 1 << random.nextInt(6) : 1;
        int page = allocator.allocate(pages, alignment);
        assertThat(isExpected(reference, pages, alignment, page))
                .as("%d pages aligned to %d at page %d", pages, alignment, page).isTrue();
        if (page != PageAllocator.NONE) {
            assertThat(reference.isFree(page, pages)).isTrue();
            assertThat(page % alignment).isZero();
            reference.allocate(page, pages);
            runs.add(new Run(page, pages));
        }
    }

    private void free(PageAllocator allocator, ReferencePages reference, List<Run> runs,
            Random random) {
        if (runs.isEmpty()) {
            return;
        }
        var run = runs.remove(random.nextInt(runs.size()));
        if (reference.isInUse(run.page(), run.pages())) {
            allocator.free(run.page(), run.pages());
            reference.free(run.page(), run.pages());
        }
    }

    /** Any range: if it is not in use as a whole it must be refused and change nothing. */
    private void freeAnything(PageAllocator allocator, ReferencePages reference, Random random) {
        int page = random.nextInt(allocator.region().endPage() + 10);
        int pages = 1 + random.nextInt(5);
        if (reference.isInUse(page, pages)) {
            allocator.free(page, pages);
            reference.free(page, pages);
        } else {
            assertThatThrownBy(() -> allocator.free(page, pages)).isInstanceOf(InvalidFree.class);
            check(allocator, reference);
        }
    }

    private void check(PageAllocator allocator, ReferencePages reference) {
        assertThat(allocator.figures()).isEqualTo(new PageFigures(allocator.region().pages(),
                reference.freePages(), reference.freeRuns(), reference.largestFreeRun(),
                largestAllocation(reference)));
    }
}
