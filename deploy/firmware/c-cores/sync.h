/* A mutex and a condition variable of one word each, on atomics with wait and notify.

   A core that has to wait costs nobody anything: its time passes, the other cores compute. */
#ifndef SYNC_H
#define SYNC_H

#include <stdatomic.h>

#define FOR_EVER (-1LL)
#define EVERYBODY (-1)

/* Waits while the word is as expected; not at all if it has changed already. */
static inline void wait_on(_Atomic int *word, int expected) {
  __builtin_wasm_memory_atomic_wait32((int *)word, expected, FOR_EVER);
}

static inline void wake(_Atomic int *word, int cores) {
  __builtin_wasm_memory_atomic_notify((int *)word, (unsigned)cores);
}

/* FREE, TAKEN, or AWAITED: taken, and somebody may wait for it. Only AWAITED costs a notify. */
typedef struct {
  _Atomic int word;
} atomicMutex;

enum { FREE = 0, TAKEN = 1, AWAITED = 2 };

static inline void atomicMutexLock(atomicMutex *mutex) {
  int seen = FREE;
  if (atomic_compare_exchange_strong(&mutex->word, &seen, TAKEN)) return;
  /* Who waits cannot know whether others do, so it takes the mutex as AWAITED. */
  while (atomic_exchange(&mutex->word, AWAITED) != FREE) wait_on(&mutex->word, AWAITED);
}

static inline void atomicMutexUnlock(atomicMutex *mutex) {
  if (atomic_exchange(&mutex->word, FREE) == AWAITED) wake(&mutex->word, 1);
}

/* Counts signals. A signal between the unlock and the wait changes the word, so the wait does not
   begin: none is lost. As everywhere, the caller looks at its condition again afterwards. */
typedef struct {
  _Atomic int signals;
} condition;

static inline void conditionWait(condition *changed, atomicMutex *mutex) {
  int before = atomic_load(&changed->signals);
  atomicMutexUnlock(mutex);
  wait_on(&changed->signals, before);
  atomicMutexLock(mutex);
}

static inline void conditionSignal(condition *changed) {
  atomic_fetch_add(&changed->signals, 1);
  wake(&changed->signals, 1);
}

static inline void conditionBroadcast(condition *changed) {
  atomic_fetch_add(&changed->signals, 1);
  wake(&changed->signals, EVERYBODY);
}

#endif
