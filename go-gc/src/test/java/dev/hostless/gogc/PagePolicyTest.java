package dev.hostless.gogc;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The page allocators under one load: mostly small runs, in a region that is nearly full. */
class PagePolicyTest {
    private static final int PAGES = 8192;
    private static final int OPERATIONS = 200_000;

    private record Result(long refused, double searched, int freePages, int largest) {
    }

    @Test
    void theBuddyAllocatorSearchesLeastAndRefusesMost() {
        Map<PagePolicy, Result> results = new EnumMap<>(PagePolicy.class);
        for (var policy : PagePolicy.values()) {
            results.put(policy, play(policy));
        }
        System.out.println("PagePolicyTest " + results);
        var bitmap = results.get(PagePolicy.BITMAP);
        var buddy = results.get(PagePolicy.BUDDY);
        var list = results.get(PagePolicy.FREE_LIST);
        assertThat(bitmap.refused()).isEqualTo(list.refused()).isLessThan(OPERATIONS / 500);
        assertThat(bitmap.freePages()).isEqualTo(list.freePages());
        assertThat(bitmap.largest()).isEqualTo(list.largest());
        assertThat(buddy.refused()).isGreaterThan(OPERATIONS / 10);
        assertThat(buddy.searched()).isLessThan(2);
        assertThat(bitmap.searched()).isBetween(2.0, 15.0);
        assertThat(list.searched()).isGreaterThan(30);
    }

    private static Result play(PagePolicy policy) {
        var steps = new StepCounts();
        var allocator = policy.allocator(1, PAGES, 64, steps);
        allocator.grow(PAGES);
        var random = new Random(1);
        int[] pages = new int[PAGES];
        int[] lengths = new int[PAGES];
        int runs = 0;
        long refused = 0;
        for (int operation = 0; operation < OPERATIONS; operation++) {
            int share = allocator.freePages() > PAGES / 10 ? 60 : 40;
            if (runs == 0 || random.nextInt(100) < share) {
                int length = length(random);
                int page = allocator.allocate(length, 1);
                if (page == PageAllocator.NONE) {
                    refused++;
                } else {
                    pages[runs] = page;
                    lengths[runs++] = length;
                }
            } else {
                int run = random.nextInt(runs);
                allocator.free(pages[run], lengths[run]);
                runs--;
                pages[run] = pages[runs];
                lengths[run] = lengths[runs];
            }
        }
        return new Result(refused, (double) steps.of(Step.PAGE_SEARCH) / OPERATIONS,
                allocator.freePages(), allocator.figures().largestAllocation());
    }

    /** As spans ask: 1 to 4 pages as a rule, now and then up to 64. */
    private static int length(Random random) {
        if (random.nextInt(10) < 8) {
            return 1 + random.nextInt(4);
        }
        return 1 + random.nextInt(random.nextInt(10) == 0 ? 64 : 10);
    }
}
