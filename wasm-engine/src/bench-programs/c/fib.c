/* Recursive Fibonacci numbers: nothing but calls. */
#include "kernel.h"

enum { N = 20 };

/* Not inlined and not turned into a loop, so that a call stays a call. */
__attribute__((noinline)) static u32 fib(u32 n) {
  if (n < 2) return n;
  u32 a = fib(n - 1);
  __asm__ volatile("" : "+r"(a));
  return a + fib(n - 2);
}

int run(int iterations) {
  u32 sum = 0;
  for (int i = 0; i < iterations; i++) sum = mix(sum, fib(N + (u32)(i & 1)));
  return (int)sum;
}
