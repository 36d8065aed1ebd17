/* The heap that a Hostless board's node keeps, for C.

   Objects lie in the board's own RAM. The node allocates them as Go's runtime does, and frees what
   can no longer be reached, but only when the program asks for it (gogc_collect): a pointer that is
   in no root and in no object, because it is in a local variable that the compiler keeps in a
   WebAssembly local, is not seen. Let such pointers be in a root while collecting.

   What makes no sense (freeing twice, a pointer that is none, roots outside of memory) ends the
   board with the reason. */

#ifndef GOGC_H
#define GOGC_H

#define GOGC_IMPORT(name) __attribute__((import_module("gogc"), import_name(#name)))

/* Where the pointers of an object are: a word of four bytes each. */
typedef unsigned gogc_layout;

/* Any word may be a pointer. */
#define GOGC_UNKNOWN ((gogc_layout)0)

/* A type of 1 to 26 words; bit n of `pointers` is set if word n is a pointer. In an array of it the
   pattern repeats. This is TinyGo's layout word as well. */
#define GOGC_LAYOUT(words, pointers) \
  ((gogc_layout)1 | (gogc_layout)(words) << 1 | (gogc_layout)(pointers) << 6)

/* No pointers. */
#define GOGC_NO_POINTERS GOGC_LAYOUT(1, 0)

/* An object of so many bytes, all zero; 0 if there is no room, even if a collection may make some. */
GOGC_IMPORT(allocate) void *gogc_allocate(unsigned bytes, gogc_layout layout);

/* Frees an object that nothing refers to, without waiting for a collection. */
GOGC_IMPORT(free) void gogc_free(void *object);

/* Memory whose words may be pointers: at most 4,096 ranges. The same start again replaces a range. */
GOGC_IMPORT(add_roots) void gogc_add_roots(void *start, unsigned bytes);
GOGC_IMPORT(remove_roots) void gogc_remove_roots(void *start);

/* Whether the heap has doubled since the last collection, and is at least 4 MiB or a quarter of the
   board's RAM: 1 or 0. */
GOGC_IMPORT(is_collection_due) int gogc_is_collection_due(void);

/* Frees what is not reached from the roots; returns the bytes of the objects that are left. */
GOGC_IMPORT(collect) unsigned gogc_collect(void);

#endif
