/* Keeps a map of lists on the heap that the node keeps, and drops most of it again and again. */

#include "gogc.h"

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

enum { BAUD = 115200, BUCKETS = 64, ROUNDS = 20, NODES = 10000, KEPT = 250 };

IMPORT("env", "uart_init") void uart_init(int baud);
IMPORT("env", "uart_write_byte") void uart_write_byte(int byte);

struct node {
  struct node *next;
  unsigned key;
  unsigned *value;
};

#define NODE GOGC_LAYOUT(3, 5) /* the words 0 and 2 are pointers */

/* The only root: all lists hang from it. */
static struct node *buckets[BUCKETS];

static void write_text(const char *text) {
  for (; *text; text++) uart_write_byte(*text);
}

static void write_number(unsigned number) {
  char digits[11];
  int at = sizeof digits - 1;
  digits[at] = 0;
  do digits[--at] = '0' + number % 10;
  while (number /= 10);
  write_text(digits + at);
}

/* Collects when there is no room otherwise. */
static void *allocate(unsigned bytes, gogc_layout layout) {
  void *object = gogc_allocate(bytes, layout);
  if (object) return object;
  gogc_collect();
  return gogc_allocate(bytes, layout);
}

/* The node is in a list before its value is allocated: a collection in between would find it. */
static int insert(unsigned key) {
  struct node **bucket = &buckets[key % BUCKETS];
  struct node *node = allocate(sizeof *node, NODE);
  if (!node) return 0;
  node->key = key;
  node->next = *bucket;
  *bucket = node;
  node->value = allocate(sizeof *node->value, GOGC_NO_POINTERS);
  if (!node->value) return 0;
  *node->value = key * key;
  return 1;
}

/* Unlinks every key of a round but its first few; returns what is left, and how much of it is wrong. */
static unsigned keep(unsigned *wrong) {
  unsigned left = 0;
  for (int bucket = 0; bucket < BUCKETS; bucket++) {
    for (struct node **at = &buckets[bucket]; *at;) {
      if ((*at)->key % NODES >= KEPT) {
        *at = (*at)->next;
        continue;
      }
      if (*(*at)->value != (*at)->key * (*at)->key) ++*wrong;
      left++;
      at = &(*at)->next;
    }
  }
  return left;
}

EXPORT("_start") void start(void) {
  unsigned wrong = 0, left = 0, bytes = 0, automatic = 0;
  uart_init(BAUD);
  gogc_add_roots(buckets, sizeof buckets);
  for (unsigned round = 0; round < ROUNDS; round++) {
    for (unsigned key = 0; key < NODES; key++) {
      if (gogc_is_collection_due()) {
        gogc_collect();
        automatic++;
      }
      if (!insert(round * NODES + key)) {
        write_text("c-list: out of memory\n");
        return;
      }
    }
    left = keep(&wrong);
  }
  bytes = gogc_collect();
  write_text("c-list: nodes ");
  write_number(left);
  write_text(", bytes ");
  write_number(bytes);
  write_text(", wrong ");
  write_number(wrong);
  write_text(automatic > 0 ? ", collected on the way\n" : ", never collected\n");
}
