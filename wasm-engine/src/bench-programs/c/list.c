/* A linked list: find, insert, remove, reverse, and a merge sort in place. */
#include "kernel.h"

enum { NODES = 512 };

typedef struct node {
  struct node *next;
  int key;
  u32 value;
} node;

static node nodes[NODES];

static node *build(u32 seed) {
  for (int i = 0; i < NODES; i++) {
    nodes[i].key = (int)(next(&seed) % 4096);
    nodes[i].value = next(&seed);
    /* A stride that is coprime to the size: neighbours in the list are far apart in memory. */
    nodes[i].next = &nodes[(i + 197) % NODES];
  }
  nodes[NODES - 197].next = 0;
  return &nodes[0];
}

static node *find(node *list, int key) {
  while (list && list->key != key) list = list->next;
  return list;
}

static node *reverse(node *list) {
  node *done = 0;
  while (list) {
    node *rest = list->next;
    list->next = done;
    done = list;
    list = rest;
  }
  return done;
}

static node *merge(node *a, node *b) {
  node head;
  node *last = &head;
  while (a && b) {
    if (a->key <= b->key) {
      last = last->next = a;
      a = a->next;
    } else {
      last = last->next = b;
      b = b->next;
    }
  }
  last->next = a ? a : b;
  return head.next;
}

static node *sort(node *list) {
  if (!list || !list->next) return list;
  node *slow = list, *fast = list->next;
  while (fast && fast->next) {
    slow = slow->next;
    fast = fast->next->next;
  }
  node *half = slow->next;
  slow->next = 0;
  return merge(sort(list), sort(half));
}

int run(int iterations) {
  u32 sum = 0;
  for (int i = 0; i < iterations; i++) {
    node *list = build((u32)i + 1);
    for (int key = 0; key < 4096; key += 32) {
      node *found = find(list, key);
      sum = mix(sum, found ? found->value : (u32)key);
      if (found && found != list) {
        node *moved = found->next;
        if (moved) {
          found->next = moved->next;
          moved->next = list;
          list = moved;
        }
      }
    }
    list = sort(reverse(list));
    for (node *at = list; at; at = at->next) sum = mix(sum, at->value + (u32)at->key);
  }
  return (int)sum;
}
