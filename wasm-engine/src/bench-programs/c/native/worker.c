/* Calls a kernel that was compiled for this machine when standard input says so: the requests and
   answers are those of the benchmark's Worker.java. */
#define _POSIX_C_SOURCE 199309L
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

int run(int iterations);

static int64_t nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int main(void) {
  char line[80];
  while (fgets(line, sizeof line, stdin)) {
    int64_t milliseconds = 0;
    int iterations;
    if (sscanf(line, "warm %" SCNd64 " %d", &milliseconds, &iterations) != 2 &&
        sscanf(line, "run %d", &iterations) != 1) {
      fprintf(stderr, "not a request: %s", line);
      return 2;
    }
    int64_t end = nanos() + milliseconds * 1000000, start;
    int sum;
    do {
      start = nanos();
      sum = run(iterations);
    } while (nanos() < end);
    printf("%" PRId64 " %d\n", nanos() - start, sum);
    fflush(stdout);
  }
  return 0;
}
