/*
 * A queue's memory, for the sources that open it (queue.c), fill it (submit.c) and empty it (consume.c). slipway.h has the layout.
 *
 * Why a slot is free once a credit (SLIPWAY_IN_FLIGHT) is held: at most `entries` credits exist, a credit comes back only when its completion
 * is consumed, and requests are drained in the order of their positions. So of the positions before p at least p - entries + 1 have
 * been consumed, one of them at or behind p - entries, and position p - entries was drained before that one. The completion ring
 * is bounded by the same credits. The rings are bounded multi-producer queues after Vyukov, but for the credits, which make that
 * neither side ever waits for a slot.
 */
#ifndef SLIPWAY_QUEUE_H
#define SLIPWAY_QUEUE_H

#include "internal.h"

/* The control words at the head of the region, each on a cache line of its own. */
typedef struct {
  _Alignas(64) _Atomic uint64_t in_flight;
  _Alignas(64) _Atomic uint64_t submitted;
  _Alignas(64) _Atomic uint64_t completed;
  _Alignas(64) _Atomic uint64_t consumed;
  _Alignas(64) _Atomic uint32_t asleep;
  /* The oldest position that is not drained; written by the drainer, in Java. */
  _Alignas(64) _Atomic uint64_t drained;
  _Alignas(64) _Atomic uint32_t draining;
} control;

_Static_assert(offsetof(control, in_flight) == SLIPWAY_IN_FLIGHT, "layout");
_Static_assert(offsetof(control, submitted) == SLIPWAY_SUBMITTED, "layout");
_Static_assert(offsetof(control, completed) == SLIPWAY_COMPLETED, "layout");
_Static_assert(offsetof(control, consumed) == SLIPWAY_CONSUMED, "layout");
_Static_assert(offsetof(control, asleep) == SLIPWAY_ASLEEP, "layout");
_Static_assert(offsetof(control, drained) == 320, "known to io.slipway.bridge.internal.Rings");
_Static_assert(sizeof(control) <= SLIPWAY_SLOTS, "layout");

typedef struct {
  _Atomic uint64_t sequence;
  uint64_t token;
  uint16_t op;
  uint16_t flags;
  uint32_t table;
  uint32_t key_bytes;
  uint32_t payload_bytes;
  uint64_t timeout_us;
  int64_t arg;
  uint64_t block;
  uint64_t reserved;
} submission;

typedef struct {
  _Atomic uint64_t sequence;
  uint64_t token;
  int32_t code;
  uint32_t flags;
  uint64_t payload_bytes;
  uint64_t block;
  uint64_t reserved[3];
} completion;

_Static_assert(sizeof(submission) == SLIPWAY_SLOT_HEADER && sizeof(completion) == SLIPWAY_SLOT_HEADER, "layout");

struct slipway_queue_object {
  control *control;
  unsigned char *submissions;
  unsigned char *completions;
  size_t memory_bytes;
  uint32_t entries;
  uint32_t slot_bytes;
  bool wakes; /* SLIPWAY_SUBMIT_WAKE */
  int completions_fd;
  int submissions_fd; /* -1 unless it wakes */
  atomic_bool closing;
  jobject java; /* a global reference */
};

typedef struct slipway_queue_object queue;

static inline submission *submission_at(const queue *q, uint64_t position) {
  return (submission *)(q->submissions + (size_t)(position & (q->entries - 1)) * q->slot_bytes);
}

static inline completion *completion_at(const queue *q, uint64_t position) {
  return (completion *)(q->completions + (size_t)(position & (q->entries - 1)) * q->slot_bytes);
}

static inline bool completion_ready(const queue *q, uint64_t position) {
  return atomic_load_explicit(&completion_at(q, position)->sequence, memory_order_acquire) == position + 1;
}

/* Makes an eventfd readable, and not readable any more (or waits until it has been, if it blocks). */
void slipway_event_raise(int fd);
void slipway_event_clear(int fd);

/* ---- slipway_run, and closing within its callback (consume.c) ----------------------------------------------------------------------- */

/* The caller, who has closed the handle, may be inside of slipway_run on it, which then is left: it touches the queue no more. */
void slipway_run_leave(slipway_queue closed);

#endif
