/* What every kernel shares: one export, a generator, a checksum. */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

/* Runs the kernel so often and returns a checksum of the work. Calls do not depend on each other:
   the same number of iterations gives the same checksum every time. */
#ifdef __wasm__
__attribute__((export_name("run")))
#endif
int run(int iterations);

/* A linear congruential generator with the constants of Numerical Recipes, chapter 7.1. */
static inline u32 next(u32 *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static inline u32 mix(u32 sum, u32 value) {
  sum = (sum ^ value) * 0x9e3779b1u;
  return sum ^ sum >> 15;
}
