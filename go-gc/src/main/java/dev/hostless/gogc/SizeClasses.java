package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The size classes of a profile. Go generates them with mksizeclasses.go and compiles the table
 * in; here the same rules run when a heap is made, so that one program serves all profiles:
 *
 * <ol>
 * <li>Sizes are tried in steps that grow with the size, an eighth of it from 128 B on, so that
 * rounding up wastes little.
 * <li>A size gets so many pages that what is left at the end of a span is at most an eighth of it.
 * <li>A size that gets as many objects out of as many pages as the one before takes its place.
 * <li>At last every size grows to what its span holds anyway, in steps of
 * {@link HeapProfile#LARGE_SIZE_DIV} bytes.
 * </ol>
 *
 * <p>Class 0 has no size: it stands for objects that get pages of their own.
 */
public final class SizeClasses {
    /** Up to this many there are, class 0 included: those of Go's largest table. */
    static final int LIMIT = 68;

    private static final int MAX_ALIGNMENT = 256;
    private static final int MAX_ALIGNMENT_FROM = 2048;
    private static final int EIGHTH_FROM = 128;

    private final HeapProfile profile;
    private final int[] sizes;
    private final int[] pages;
    private final int[] reciprocals;
    private final byte[] sizeToClass8;
    private final byte[] sizeToClass128;

    private record SizeClass(int size, int pages) {
    }

    private SizeClasses(HeapProfile profile, List<SizeClass> classes) {
        this.profile = profile;
        if (classes.size() > LIMIT) {
            throw new IllegalArgumentException("the profile " + profile.name() + " needs "
                    + classes.size() + " size classes, at most " + LIMIT + " are possible");
        }
        sizes = classes.stream().mapToInt(SizeClass::size).toArray();
        pages = classes.stream().mapToInt(SizeClass::pages).toArray();
        reciprocals = Arrays.stream(sizes).map(SizeClasses::reciprocal).toArray();
        sizeToClass8 = lookup(0, profile.smallSizeMax(), HeapProfile.SMALL_SIZE_DIV);
        sizeToClass128 = lookup(profile.smallSizeMax(), profile.maxSmallSize(),
                HeapProfile.LARGE_SIZE_DIV);
    }

    public static SizeClasses of(HeapProfile profile) {
        return new SizeClasses(profile, classes(profile));
    }

    /** How many there are, class 0 included. */
    public int count() {
        return sizes.length;
    }

    /** The bytes of each of its objects; 0 for class 0. */
    public int size(int sizeClass) {
        return sizes[sizeClass];
    }

    /** The pages of each of its spans; 0 for class 0. */
    public int pages(int sizeClass) {
        return pages[sizeClass];
    }

    /** The objects that a span holds; 0 for class 0. */
    public int objects(int sizeClass) {
        return sizeClass == 0 ? 0 : pages[sizeClass] * profile.pageBytes() / sizes[sizeClass];
    }

    /**
     * The class of an object.
     *
     * @param bytes from 1 to {@link HeapProfile#maxSmallSize}
     */
    public int classOf(int bytes) {
        if (bytes <= profile.smallSizeMax()) {
            return sizeToClass8[(bytes + HeapProfile.SMALL_SIZE_DIV - 1)
                    / HeapProfile.SMALL_SIZE_DIV];
        }
        return sizeToClass128[(bytes - profile.smallSizeMax() + HeapProfile.LARGE_SIZE_DIV - 1)
                / HeapProfile.LARGE_SIZE_DIV];
    }

    /**
     * 2^32 / size, rounded up: the upper half of its product with an offset in a span is the number
     * of the object there. Go calls it class_to_divmagic.
     */
    int reciprocalOf(int sizeClass) {
        return reciprocals[sizeClass];
    }

    private static int reciprocal(int size) {
        return size == 0 ? 0 : (int) (0xffff_ffffL / size + 1);
    }

    private byte[] lookup(int from, int to, int step) {
        byte[] classes = new byte[(to - from) / step + 1];
        int sizeClass = 0;
        for (int index = 0; index < classes.length; index++) {
            while (sizes[sizeClass] < from + index * step) {
                sizeClass++;
            }
            classes[index] = (byte) sizeClass;
        }
        return classes;
    }

    private static List<SizeClass> classes(HeapProfile profile) {
        var classes = new ArrayList<SizeClass>();
        classes.add(new SizeClass(0, 0));
        int align = HeapProfile.MIN_HEAP_ALIGN;
        for (int size = align; size <= profile.maxSmallSize(); size += align) {
            if (Integer.bitCount(size) == 1) {
                align = alignment(profile, size, align);
            }
            int pages = pagesFor(profile, size);
            var last = classes.getLast();
            int bytes = pages * profile.pageBytes();
            if (last.pages() == pages && bytes / last.size() == bytes / size) {
                classes.removeLast();
            }
            classes.add(new SizeClass(size, pages));
        }
        classes.replaceAll(each -> grown(profile, each));
        return classes;
    }

    private static int alignment(HeapProfile profile, int size, int before) {
        if (size >= MAX_ALIGNMENT_FROM) {
            return MAX_ALIGNMENT;
        }
        if (size >= EIGHTH_FROM) {
            return size / 8;
        }
        return size >= profile.wideAlignmentFrom() ? HeapProfile.TINY_SIZE : before;
    }

    private static int pagesFor(HeapProfile profile, int size) {
        int bytes = profile.pageBytes();
        while (bytes % size > bytes / 8) {
            bytes += profile.pageBytes();
        }
        return bytes / profile.pageBytes();
    }

    private static SizeClass grown(HeapProfile profile, SizeClass each) {
        if (each.size() == 0) {
            return each;
        }
        int bytes = each.pages() * profile.pageBytes();
        int size = bytes / (bytes / each.size()) & -HeapProfile.LARGE_SIZE_DIV;
        return size > each.size() ? new SizeClass(size, each.pages()) : each;
    }
}
