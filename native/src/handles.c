/*
 * Handles: numbers for objects, so that a closed handle is an answer and not a crash.
 *
 * A number is an entry's index and generation; an entry's state word holds generation, whether it is open, and how many calls are inside. Entering and
 * leaving are one atomic step each. Closing clears `open`; the object may go when nobody is inside, which is what draining waits
 * for. A drained entry's generation rises, so its old number is never valid again (until 2^23 reuses of one entry).
 */
#include <pthread.h>
#include <string.h>

#include "internal.h"

enum { ENTRIES = 1 << 14 };

/* State: bits 0-31 users, bit 32 open, bits 40-62 generation. Handle: bits 0-15 index + 1, bits 40-62 generation. */
#define USERS(state) ((uint32_t)(state))
#define OPEN (UINT64_C(1) << 32)
#define GENERATION_ONE (UINT64_C(1) << 40)
#define GENERATION(word) ((word)&UINT64_C(0x7fffff0000000000))

typedef struct {
  _Atomic uint64_t state;
  _Atomic int kind;
  void *object;
  bool taken; /* guarded by the lock */
} entry;

static entry entries[ENTRIES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t left = PTHREAD_COND_INITIALIZER;
static uint64_t open_count[3];

static entry *entry_of(uint64_t handle) {
  uint64_t index = handle & 0xffff;
  return index == 0 || index > ENTRIES ? NULL : &entries[index - 1];
}

uint64_t slipway_handle_open(slipway_kind kind, void *object) {
  uint64_t handle = 0;
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < ENTRIES && handle == 0; i++) {
    entry *e = &entries[i];
    if (!e->taken) {
      uint64_t generation = GENERATION(atomic_load(&e->state));
      e->taken = true;
      e->object = object;
      atomic_store(&e->kind, (int)kind);
      atomic_store(&e->state, generation | OPEN);
      open_count[kind]++;
      handle = generation | (i + 1);
    }
  }
  pthread_mutex_unlock(&lock);
  return handle;
}

void *slipway_handle_enter(slipway_kind kind, uint64_t handle) {
  entry *e = entry_of(handle);
  if (e == NULL) {
    return NULL;
  }
  uint64_t state = atomic_load_explicit(&e->state, memory_order_relaxed);
  do {
    if ((state & OPEN) == 0 || GENERATION(state) != GENERATION(handle)) {
      return NULL;
    }
  } while (!atomic_compare_exchange_weak_explicit(&e->state, &state, state + 1, memory_order_acquire, memory_order_relaxed));
  if (atomic_load_explicit(&e->kind, memory_order_relaxed) != (int)kind) {
    slipway_handle_leave(handle);
    return NULL;
  }
  return e->object;
}

void slipway_handle_leave(uint64_t handle) {
  entry *e = entry_of(handle);
  uint64_t before = atomic_fetch_sub_explicit(&e->state, 1, memory_order_acq_rel);
  if (USERS(before) == 1 && (before & OPEN) == 0) {
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&left);
    pthread_mutex_unlock(&lock);
  }
}

void *slipway_handle_close(slipway_kind kind, uint64_t handle) {
  entry *e = entry_of(handle);
  if (e == NULL || atomic_load(&e->kind) != (int)kind) {
    return NULL;
  }
  uint64_t state = atomic_load(&e->state);
  do {
    if ((state & OPEN) == 0 || GENERATION(state) != GENERATION(handle)) {
      return NULL;
    }
  } while (!atomic_compare_exchange_weak(&e->state, &state, state & ~OPEN));
  return e->object;
}

void slipway_handle_drain(uint64_t handle) {
  entry *e = entry_of(handle);
  pthread_mutex_lock(&lock);
  while (USERS(atomic_load(&e->state)) != 0) {
    pthread_cond_wait(&left, &lock);
  }
  open_count[atomic_load(&e->kind)]--;
  e->object = NULL;
  atomic_store(&e->state, GENERATION(atomic_load(&e->state) + GENERATION_ONE));
  e->taken = false;
  pthread_mutex_unlock(&lock);
}

uint64_t slipway_handles_open(slipway_kind kind) {
  pthread_mutex_lock(&lock);
  uint64_t count = open_count[kind];
  pthread_mutex_unlock(&lock);
  return count;
}
