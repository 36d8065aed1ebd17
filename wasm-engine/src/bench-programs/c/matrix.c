/* Products of matrices of i32 and of f64, and a transposition. */
#include "kernel.h"

enum { SIZE = 32 };

static int ia[SIZE][SIZE], ib[SIZE][SIZE], ic[SIZE][SIZE];
static double fa[SIZE][SIZE], fb[SIZE][SIZE], fc[SIZE][SIZE];

static void fill(u32 seed) {
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      ia[i][j] = (int)(next(&seed) % 2001) - 1000;
      ib[i][j] = (int)(next(&seed) % 2001) - 1000;
      fa[i][j] = ia[i][j] / 64.0;
      fb[i][j] = ib[i][j] / 64.0;
    }
  }
}

static void multiply_int(void) {
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      int sum = 0;
      for (int k = 0; k < SIZE; k++) sum += ia[i][k] * ib[k][j];
      ic[i][j] = sum;
    }
  }
}

static void multiply_double(void) {
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      double sum = 0;
      for (int k = 0; k < SIZE; k++) sum += fa[i][k] * fb[k][j];
      fc[i][j] = sum;
    }
  }
}

static void transpose(void) {
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < i; j++) {
      int t = ic[i][j];
      ic[i][j] = ic[j][i];
      ic[j][i] = t;
    }
  }
}

int run(int iterations) {
  u32 sum = 0;
  for (int n = 0; n < iterations; n++) {
    fill((u32)n + 1);
    multiply_int();
    multiply_double();
    transpose();
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        /* Multiples of 1/4096 below 2^31: the sum of doubles is exact whatever the order. */
        sum = mix(sum, (u32)ic[i][j]);
        sum = mix(sum, (u32)(int)(fc[j][i] * 4.0));
      }
    }
  }
  return (int)sum;
}
