/* Five bodies that attract each other, in f64: products, a square root and a quotient per pair. */
#include "kernel.h"

enum { BODIES = 5, STEPS = 64 };

struct body {
  double position[3], speed[3], mass;
};

static struct body bodies[BODIES];

/* A sun and four light bodies around it, which stay apart. */
static void place(u32 seed) {
  bodies[0] = (struct body){.mass = 40.0};
  for (int i = 1; i < BODIES; i++) {
    struct body *b = &bodies[i];
    double distance = 4.0 * i + next(&seed) % 1000 / 1000.0;
    *b = (struct body){.mass = (1 + next(&seed) % 100) / 1000.0};
    b->position[i & 1] = distance;
    b->position[2] = (double)(next(&seed) % 100) / 200.0;
    b->speed[~i & 1] = __builtin_sqrt(bodies[0].mass / distance);
  }
}

static void step(double time) {
  for (int i = 0; i < BODIES; i++) {
    struct body *a = &bodies[i];
    for (int j = i + 1; j < BODIES; j++) {
      struct body *b = &bodies[j];
      double dx = a->position[0] - b->position[0];
      double dy = a->position[1] - b->position[1];
      double dz = a->position[2] - b->position[2];
      double square = dx * dx + dy * dy + dz * dz;
      double pull = time / (square * __builtin_sqrt(square));
      a->speed[0] -= dx * b->mass * pull;
      a->speed[1] -= dy * b->mass * pull;
      a->speed[2] -= dz * b->mass * pull;
      b->speed[0] += dx * a->mass * pull;
      b->speed[1] += dy * a->mass * pull;
      b->speed[2] += dz * a->mass * pull;
    }
  }
  for (int i = 0; i < BODIES; i++) {
    for (int k = 0; k < 3; k++) bodies[i].position[k] += time * bodies[i].speed[k];
  }
}

int run(int iterations) {
  u32 sum = 0;
  for (int n = 0; n < iterations; n++) {
    place((u32)n + 1);
    for (int s = 0; s < STEPS; s++) step(1.0 / 128);
    for (int i = 0; i < BODIES; i++) {
      for (int k = 0; k < 3; k++) {
        /* All bits count: every step is rounded as IEEE 754 says. */
        u64 bits;
        __builtin_memcpy(&bits, &bodies[i].position[k], sizeof bits);
        sum = mix(sum, (u32)bits ^ (u32)(bits >> 32));
      }
    }
  }
  return (int)sum;
}
