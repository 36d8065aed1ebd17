/* A small stack machine whose instructions are functions in a table: every step is call_indirect. */
#include "kernel.h"

enum { STACK = 16, CODE = 256 };

typedef struct {
  u32 stack[STACK];
  u32 top;
  u32 state;
} machine;

typedef void (*instruction)(machine *);

static u32 *at(machine *m, u32 depth) { return &m->stack[(m->top - depth) % STACK]; }

static void push(machine *m) { m->top++, *at(m, 0) = next(&m->state); }
static void drop(machine *m) { m->top--; }
static void twice(machine *m) { u32 v = *at(m, 0); m->top++, *at(m, 0) = v; }
static void swap(machine *m) { u32 v = *at(m, 0); *at(m, 0) = *at(m, 1), *at(m, 1) = v; }
static void add(machine *m) { *at(m, 1) += *at(m, 0), m->top--; }
static void subtract(machine *m) { *at(m, 1) -= *at(m, 0), m->top--; }
static void multiply(machine *m) { *at(m, 1) *= *at(m, 0), m->top--; }
static void exclusive(machine *m) { *at(m, 1) ^= *at(m, 0), m->top--; }
static void rotate(machine *m) { u32 v = *at(m, 0); *at(m, 0) = v << 7 | v >> 25; }
static void negate(machine *m) { *at(m, 0) = ~*at(m, 0); }

/* Volatile keeps the calls indirect: clang must not guess what the table holds. */
static volatile instruction instructions[] = {
  push, drop, twice, swap, add, subtract, multiply, exclusive, rotate, negate, push, push,
};

enum { COUNT = sizeof instructions / sizeof instructions[0] };

int run(int iterations) {
  u8 code[CODE];
  u32 seed = 1;
  for (int i = 0; i < CODE; i++) code[i] = (u8)(next(&seed) % COUNT);
  machine m = {.state = 7};
  u32 sum = 0;
  for (int i = 0; i < iterations; i++) {
    for (int step = 0; step < CODE; step++) instructions[code[step]](&m);
    sum = mix(sum, *at(&m, 0));
  }
  return (int)sum;
}
