/* A board with everything that dashboards show of bare metal: a tick, a collector that makes it
   late, and a watchdog that nobody feeds. */

#include "gogc.h"

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

enum { TICK_HZ = 1000, LENGTH = 20000, LISTS_PER_BREAK = 4 };
enum { BREAK_NANOS = 20 * 1000 * 1000 };

IMPORT("env", "wasm_host_config_timer") void wasm_host_config_timer(int hz);
IMPORT("board", "wait_for_interrupt") int wait_for_interrupt(long long timeout_nanos);
IMPORT("board", "mmio_write") void mmio_write(unsigned address, unsigned value);

enum { WATCHDOG = 0x40070000, KR = WATCHDOG, PR = WATCHDOG + 4, RLR = WATCHDOG + 8 };
enum { OPEN = 0x5555, RELOAD = 0xAAAA, START = 0xCCCC, DIVIDE_BY_256 = 6, FIVE_SECONDS = 625 };

struct node {
  struct node *next;
  unsigned key;
};

#define NODE GOGC_LAYOUT(2, 1) /* word 0 is a pointer */

/* The only root. */
static struct node *list;

static volatile unsigned ticks;

EXPORT("wasm_runtime_call_go_timer_tick") void timer_tick(void) { ticks++; }

static void collect_if_due(void) {
  if (gogc_is_collection_due()) gogc_collect();
}

EXPORT("_start") void start(void) {
  gogc_add_roots(&list, sizeof list);
  wasm_host_config_timer(TICK_HZ);
  mmio_write(KR, OPEN);
  mmio_write(PR, DIVIDE_BY_256);
  mmio_write(RLR, FIVE_SECONDS);
  mmio_write(KR, RELOAD);
  mmio_write(KR, START);
  for (;;) {
    for (int made = 0; made < LISTS_PER_BREAK; made++) {
      list = 0;
      for (unsigned key = 0; key < LENGTH; key++) {
        collect_if_due();
        struct node *node = gogc_allocate(sizeof *node, NODE);
        if (!node) __builtin_trap();
        node->key = key;
        node->next = list;
        list = node;
      }
    }
    wait_for_interrupt(BREAK_NANOS);
  }
}
