/* All cores of a board count behind one mutex, then hand each other numbers through a short queue.
   What they find wrong they count, and the exit code says whether there was anything. */

#include "board.h"
#include "sync.h"

#define ALIGNED _Alignas(16)

enum { STACK_BYTES = 4096, TLS_BYTES = 64, SLOTS = 4, PAUSE_MAX = 32, ARGUMENTS_MAX = 128 };

/* Each core has its own: its instance's __tls_base leads to it. */
static _Thread_local unsigned me;
static _Thread_local unsigned random_state;

static ALIGNED char stacks[CORES_MAX][STACK_BYTES];
static ALIGNED char tls[CORES_MAX][TLS_BYTES];

static unsigned cores, increments = 1000, items = 1000, lock_is_broken;

/* ---- what a test may break: with --broken the mutex is none ---- */

static void lock(atomicMutex *mutex) {
  if (!lock_is_broken) atomicMutexLock(mutex);
}

static void unlock(atomicMutex *mutex) {
  if (!lock_is_broken) atomicMutexUnlock(mutex);
}

/* ---- a critical section that is easily hurt ---- */

static atomicMutex counting;
static volatile unsigned counter, inside;
static _Atomic unsigned violations;

/* Computes for a while that differs each time: a loop is where another core may have its turn. */
static void dawdle(void) {
  random_state = random_state * 1664525 + 1013904223;
  for (volatile unsigned left = (random_state >> 16) % PAUSE_MAX; left > 0; left--) {
  }
}

static void count(void) {
  for (unsigned i = 0; i < increments; i++) {
    lock(&counting);
    if (inside != 0) violations++;
    inside = me + 1;
    unsigned before = counter;
    dawdle();
    counter = before + 1;
    if (inside != me + 1) violations++;
    inside = 0;
    unlock(&counting);
    dawdle();
  }
}

/* ---- a queue of SLOTS numbers between the cores ---- */

static struct {
  atomicMutex mutex;
  condition not_full, not_empty;
  unsigned slots[SLOTS], put, taken, producing;
} queue;

static _Atomic unsigned received, sum;

static void put(unsigned number) {
  atomicMutexLock(&queue.mutex);
  while (queue.put - queue.taken == SLOTS) conditionWait(&queue.not_full, &queue.mutex);
  queue.slots[queue.put++ % SLOTS] = number;
  atomicMutexUnlock(&queue.mutex);
  conditionSignal(&queue.not_empty);
}

/* 0 when the queue is empty and nobody will put anything into it any more. */
static int take(unsigned *number) {
  atomicMutexLock(&queue.mutex);
  while (queue.put == queue.taken && queue.producing > 0) {
    conditionWait(&queue.not_empty, &queue.mutex);
  }
  int there = queue.put != queue.taken;
  if (there) *number = queue.slots[queue.taken++ % SLOTS];
  atomicMutexUnlock(&queue.mutex);
  if (there) conditionSignal(&queue.not_full);
  return there;
}

static void produce(void) {
  for (unsigned i = 1; i <= items; i++) {
    put(me << 24 | i);
    dawdle();
  }
  atomicMutexLock(&queue.mutex);
  queue.producing--;
  atomicMutexUnlock(&queue.mutex);
  conditionBroadcast(&queue.not_empty);
}

/* The numbers of one producer come in its order, though others may get some of them. */
static void consume(void) {
  unsigned last[CORES_MAX] = {0}, number;
  while (take(&number)) {
    unsigned from = number >> 24, value = number & 0xffffff;
    if (value <= last[from]) violations++;
    last[from] = value;
    received++;
    sum += value;
    dawdle();
  }
}

/* ---- cores ---- */

static struct {
  atomicMutex mutex;
  condition changed;
  unsigned arrived, round;
} barrier;

/* Nobody goes on before all have come. */
static void meet(void) {
  atomicMutexLock(&barrier.mutex);
  unsigned round = barrier.round;
  if (++barrier.arrived == cores) {
    barrier.arrived = 0;
    barrier.round++;
    conditionBroadcast(&barrier.changed);
  }
  while (barrier.round == round) conditionWait(&barrier.changed, &barrier.mutex);
  atomicMutexUnlock(&barrier.mutex);
}

static void work(int core) {
  __wasm_init_tls(tls[core]);
  me = (unsigned)core;
  board_random(&random_state, sizeof random_state);
  if (board_core_id() != core) violations++;
  meet();
  count();
  meet();
  if (cores > 1) {
    if (core % 2) produce();
    else consume();
  }
  meet();
}

/* ---- the first core ---- */

static void print(const char *text) {
  int bytes = 0;
  while (text[bytes]) bytes++;
  board_console_write(STDOUT, text, bytes);
}

static void print_number(const char *text, unsigned number) {
  char digits[11];
  int at = sizeof digits - 1;
  digits[at] = 0;
  do digits[--at] = '0' + number % 10;
  while (number /= 10);
  print(text);
  print(digits + at);
}

static unsigned parse(const char *text) {
  unsigned number = 0;
  for (; *text >= '0' && *text <= '9'; text++) number = number * 10 + (unsigned)(*text - '0');
  return number;
}

/* [--broken] [INCREMENTS [ITEMS]], each behind a NUL, the program's name first. */
static void read_arguments(void) {
  static char text[ARGUMENTS_MAX + 1];
  int bytes = board_arguments_bytes();
  if (bytes > ARGUMENTS_MAX) bytes = ARGUMENTS_MAX;
  board_arguments(text, bytes);
  unsigned *numbers[] = {&increments, &items}, known = 0;
  for (int at = 0; at < bytes; at++) {
    if (at == 0 || text[at - 1] != 0) continue;
    if (text[at] == '-') lock_is_broken = 1;
    else if (known < 2) *numbers[known++] = parse(text + at);
  }
}

static void start_others(void) {
  for (unsigned core = 1; core < cores; core++) {
    int problem = board_core_start((int)core, work, (int)core, stacks[core] + STACK_BYTES);
    if (problem != CORE_STARTED) {
      print_number("c-cores: core ", core);
      print_number(" does not start: -", (unsigned)-problem);
      print("\n");
      board_halt(2);
    }
  }
}

EXPORT(_start) void start(void) {
  _Static_assert(sizeof me + sizeof random_state <= TLS_BYTES, "TLS_BYTES is too small");
  read_arguments();
  cores = (unsigned)board_core_count();
  queue.producing = cores / 2;
  start_others();
  work(0);
  unsigned wanted = cores * increments, sent = cores / 2 * items;
  print_number("c-cores: cores ", cores);
  print_number("\ncounter ", counter);
  print_number(" of ", wanted);
  print_number("\nreceived ", received);
  print_number(" of ", sent);
  print_number(", sum ", sum);
  print_number(" of ", cores / 2 * (items * (items + 1) / 2));
  print_number("\nviolations ", violations);
  print("\n");
  int right = counter == wanted && received == sent && violations == 0 &&
              sum == cores / 2 * (items * (items + 1) / 2);
  board_halt(right ? 0 : 1);
}
