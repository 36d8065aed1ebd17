/* Streams through 2 MiB: a copy by words, a bulk copy, a fill, and sums at three widths. */
#include "kernel.h"

enum { WORDS = 128 * 1024 };

static u64 from[WORDS], to[WORDS];

__attribute__((noinline)) static void copy_words(u64 *out, const u64 *in) {
  for (int i = 0; i < WORDS; i++) {
    /* Keeps clang from making a memcpy of it. */
    __asm__ volatile("");
    out[i] = in[i] ^ 1;
  }
}

static u64 sum_words(const u64 *in) {
  u64 sum = 0;
  for (int i = 0; i < WORDS; i++) sum += in[i];
  return sum;
}

static u32 sum_halves(const u16 *in) {
  u32 sum = 0;
  for (int i = 0; i < WORDS * 4; i++) sum += in[i];
  return sum;
}

static u32 sum_bytes(const u8 *in) {
  u32 sum = 0;
  for (int i = 0; i < WORDS * 8; i++) sum += in[i];
  return sum;
}

int run(int iterations) {
  u32 seed = 1, sum = 0;
  for (int i = 0; i < WORDS; i++) from[i] = (u64)next(&seed) << 32 | next(&seed);
  for (int i = 0; i < iterations; i++) {
    copy_words(to, from);
    u64 words = sum_words(to);
    sum = mix(sum, (u32)words ^ (u32)(words >> 32));
    __builtin_memset(to, i & 255, sizeof to / 2);
    sum = mix(sum, sum_halves((const u16 *)to));
    __builtin_memcpy(to + WORDS / 4, from, sizeof from / 2);
    sum = mix(sum, sum_bytes((const u8 *)to));
    from[i % WORDS] += (u64)i;
  }
  return (int)sum;
}
