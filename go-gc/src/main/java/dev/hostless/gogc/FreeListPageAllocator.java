package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * First fit over one list of free runs in the order of their addresses; neighbours are joined when
 * a run is freed. It is what mem_sbrk.go does with memory that Go's runtime gives back on
 * WebAssembly, and what small systems have always done: no memory but a record a run, and work
 * that grows with the number of runs.
 */
final class FreeListPageAllocator implements PageAllocator {
    private static final int START = 0;
    private static final int PAGES = 1;
    private static final int NEXT = 2;
    private static final int FIELDS = 3;

    private final PageRegion region;
    private final StepCounts steps;
    private final Slab runs;
    private int head = Slab.NONE;
    private int freePages;

    FreeListPageAllocator(PageRegion region, StepCounts steps) {
        this.region = region;
        this.steps = steps;
        // Every other page free is the most that there can be, and cutting one takes one more.
        runs = new Slab(FIELDS, region.limitPages() / 2 + 2);
    }

    @Override
    public int allocate(int pages, int alignment) {
        region.checkRequest(pages, alignment);
        int previous = Slab.NONE;
        for (int run = head; run != Slab.NONE; run = next(run)) {
            steps.count(Step.PAGE_SEARCH);
            int start = start(run);
            int end = start + pages(run);
            int page = start + (-start & alignment - 1);
            if (page <= end - pages && page >= start) {
                cut(previous, run, page, pages);
                freePages -= pages;
                return page;
            }
            previous = run;
        }
        return NONE;
    }

    @Override
    public void free(int page, int pages) {
        region.checkFree(page, pages);
        int previous = Slab.NONE;
        int run = head;
        while (run != Slab.NONE && start(run) < page) {
            steps.count(Step.PAGE_SEARCH);
            previous = run;
            run = next(run);
        }
        if (previous != Slab.NONE && end(previous) > page) {
            throw alreadyFree(page, pages, page);
        }
        if (run != Slab.NONE && start(run) < page + pages) {
            throw alreadyFree(page, pages, start(run));
        }
        freePages += pages;
        insert(previous, run, page, pages);
    }

    @Override
    public void grow(int pages) {
        free(region.grow(pages), pages);
    }

    @Override
    public PageRegion region() {
        return region;
    }

    @Override
    public int freePages() {
        return freePages;
    }

    @Override
    public PageFigures figures() {
        int largest = 0;
        for (int run = head; run != Slab.NONE; run = next(run)) {
            largest = Math.max(largest, pages(run));
        }
        return new PageFigures(region.pages(), freePages, runs.inUse(), largest, largest);
    }

    @Override
    public long metadataBytes() {
        return runs.bytes();
    }

    /** Takes pages out of a run, which leaves none, one or two runs. */
    private void cut(int previous, int run, int page, int pages) {
        int before = page - start(run);
        int after = end(run) - page - pages;
        if (before > 0) {
            runs.set(run, PAGES, before);
            if (after > 0) {
                link(run, next(run), page + pages, after);
            }
        } else if (after > 0) {
            runs.set(run, START, page + pages);
            runs.set(run, PAGES, after);
        } else {
            setNext(previous, next(run));
            runs.free(run);
        }
    }

    private void insert(int previous, int following, int page, int pages) {
        boolean joinsPrevious = previous != Slab.NONE && end(previous) == page;
        boolean joinsFollowing = following != Slab.NONE && start(following) == page + pages;
        if (joinsPrevious && joinsFollowing) {
            runs.set(previous, PAGES, pages(previous) + pages + pages(following));
            runs.set(previous, NEXT, next(following));
            runs.free(following);
        } else if (joinsPrevious) {
            runs.set(previous, PAGES, pages(previous) + pages);
        } else if (joinsFollowing) {
            runs.set(following, START, page);
            runs.set(following, PAGES, pages(following) + pages);
        } else {
            link(previous, following, page, pages);
        }
    }

    private void link(int previous, int following, int page, int pages) {
        int run = runs.allocate();
        runs.set(run, START, page);
        runs.set(run, PAGES, pages);
        runs.set(run, NEXT, following);
        setNext(previous, run);
    }

    private void setNext(int run, int next) {
        if (run == Slab.NONE) {
            head = next;
        } else {
            runs.set(run, NEXT, next);
        }
    }

    private int start(int run) {
        return runs.get(run, START);
    }

    private int pages(int run) {
        return runs.get(run, PAGES);
    }

    private int end(int run) {
        return start(run) + pages(run);
    }

    private int next(int run) {
        return runs.get(run, NEXT);
    }

    private static InvalidFree alreadyFree(int page, int pages, int free) {
        return new InvalidFree("cannot free " + pages + " pages from page " + page + ": page "
                + free + " is free");
    }

    @Override
    public void save(DataOutput out) throws IOException {
        region.save(out);
        runs.save(out);
        out.writeInt(head);
        out.writeInt(freePages);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        region.restore(in);
        runs.restore(in);
        head = in.readInt();
        freePages = in.readInt();
    }
}
