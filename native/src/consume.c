/* Completions: one consumer takes them in order, and sleeps when there are none. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "queue.h"

/* True if completions are there, so that the consumer must not wait. */
static bool arm(queue *q) {
  uint64_t consumed = atomic_load_explicit(&q->control->consumed, memory_order_relaxed);
  atomic_store_explicit(&q->control->asleep, 1, memory_order_seq_cst);
  atomic_thread_fence(memory_order_seq_cst);
  if (completion_ready(q, consumed) || atomic_load(&q->closing)) {
    atomic_store_explicit(&q->control->asleep, 0, memory_order_relaxed);
    return true;
  }
  return false;
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void await_completions(queue *q, int32_t timeout_ms) {
  int64_t end = now_ms() + timeout_ms;
  while (!arm(q)) {
    int64_t left = timeout_ms < 0 ? -1 : end - now_ms();
    if (timeout_ms >= 0 && left <= 0) {
      return;
    }
    struct pollfd waiting = {.fd = q->completions_fd, .events = POLLIN};
    if (poll(&waiting, 1, (int)left) > 0) {
      slipway_event_clear(q->completions_fd);
    }
  }
}

static void describe(const completion *slot, slipway_completion *out) {
  out->token = slot->token;
  out->code = slot->code;
  out->flags = slot->flags;
  out->payload = slot->block != 0 ? (const void *)(uintptr_t)slot->block : (const void *)(slot + 1);
  out->payload_bytes = (size_t)slot->payload_bytes;
}

static uint32_t collect(const queue *q, slipway_completion *completions, uint32_t max) {
  uint64_t consumed = atomic_load_explicit(&q->control->consumed, memory_order_relaxed);
  uint32_t count = 0;
  while (count < max && count < q->entries && completion_ready(q, consumed + count)) {
    describe(completion_at(q, consumed + count), &completions[count]);
    count++;
  }
  return count;
}

static int32_t wait_and_collect(queue *q, slipway_completion *completions, uint32_t max, int32_t timeout_ms) {
  uint32_t count = collect(q, completions, max);
  if (count == 0 && max > 0 && timeout_ms != 0) {
    await_completions(q, timeout_ms);
    count = collect(q, completions, max);
  }
  return atomic_load(&q->closing) ? -SLIPWAY_CLOSED : (int32_t)count;
}

int32_t slipway_poll(slipway_queue handle, slipway_completion *completions, uint32_t max, int32_t timeout_ms) {
  if (max > INT32_MAX || (max > 0 && completions == NULL)) {
    return -SLIPWAY_ARGUMENT;
  }
  queue *q = slipway_handle_enter(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  int32_t answer = wait_and_collect(q, completions, max, timeout_ms);
  slipway_handle_leave(handle);
  return answer;
}

static int32_t consume(queue *q, uint32_t count) {
  uint64_t consumed = atomic_load_explicit(&q->control->consumed, memory_order_relaxed);
  if (count > q->entries) {
    return -SLIPWAY_ARGUMENT;
  }
  /* Completions become ready in any order, so the last one says nothing of those before it. */
  for (uint32_t i = 0; i < count; i++) {
    if (!completion_ready(q, consumed + i)) {
      return -SLIPWAY_ARGUMENT;
    }
  }
  for (uint32_t i = 0; i < count; i++) {
    completion *slot = completion_at(q, consumed + i);
    slipway_block_free((void *)(uintptr_t)slot->block);
    slot->block = 0;
  }
  atomic_store_explicit(&q->control->consumed, consumed + count, memory_order_release);
  atomic_fetch_sub_explicit(&q->control->in_flight, count, memory_order_acq_rel);
  return 0;
}

int32_t slipway_consume(slipway_queue handle, uint32_t count) {
  queue *q = slipway_handle_enter(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  int32_t answer = consume(q, count);
  slipway_handle_leave(handle);
  return answer;
}

int32_t slipway_queue_fd(slipway_queue handle) {
  queue *q = slipway_handle_enter(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  int32_t fd = q->completions_fd;
  slipway_handle_leave(handle);
  return fd;
}

int32_t slipway_arm(slipway_queue handle) {
  queue *q = slipway_handle_enter(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  slipway_event_clear(q->completions_fd);
  int32_t answer = arm(q) ? 1 : 0;
  slipway_handle_leave(handle);
  return answer;
}

/* The calls of slipway_run on this thread, the innermost first. */
typedef struct run {
  slipway_queue handle;
  bool left; /* the queue was closed by its own callback */
  struct run *outer;
} run;

static _Thread_local run *running;

void slipway_run_leave(slipway_queue closed) {
  for (run *r = running; r != NULL; r = r->outer) {
    if (r->handle == closed && !r->left) {
      r->left = true;
      slipway_handle_leave(closed);
    }
  }
}

static bool runs(slipway_queue handle) {
  for (const run *r = running; r != NULL; r = r->outer) {
    if (r->handle == handle) {
      return true;
    }
  }
  return false;
}

static int32_t run_inside(queue *q, const run *r, slipway_callback callback, void *context, int32_t timeout_ms) {
  enum { BATCH = 64 };
  slipway_completion completions[BATCH];
  uint32_t total = 0;
  /* Bounded, because a callback may submit more. */
  while (total < q->entries) {
    uint32_t room = q->entries - total < BATCH ? q->entries - total : BATCH;
    int32_t count = wait_and_collect(q, completions, room, total == 0 ? timeout_ms : 0);
    if (count <= 0) {
      return count < 0 ? count : (int32_t)total;
    }
    for (int32_t i = 0; i < count; i++) {
      callback(context, &completions[i]);
      if (r->left) {
        return -SLIPWAY_CLOSED;
      }
    }
    int32_t consumed = consume(q, (uint32_t)count);
    if (consumed < 0) {
      return consumed;
    }
    total += (uint32_t)count;
  }
  return (int32_t)total;
}

int32_t slipway_run(slipway_queue handle, slipway_callback callback, void *context, int32_t timeout_ms) {
  if (callback == NULL || runs(handle)) {
    return -SLIPWAY_ARGUMENT;
  }
  queue *q = slipway_handle_enter(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  run r = {.handle = handle, .outer = running};
  running = &r;
  int32_t answer = run_inside(q, &r, callback, context, timeout_ms);
  running = r.outer;
  if (!r.left) {
    slipway_handle_leave(handle);
  }
  return answer;
}

int32_t slipway_queue_rings(slipway_queue handle, slipway_rings *rings) {
  if (rings == NULL || rings->struct_size < sizeof rings->struct_size) {
    return -SLIPWAY_ARGUMENT;
  }
  queue *q = slipway_handle_enter(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  slipway_rings answer = {
      .struct_size = rings->struct_size,
      .version = SLIPWAY_RING_VERSION,
      .entries = q->entries,
      .slot_bytes = q->slot_bytes,
      .memory = q->control,
      .memory_bytes = q->memory_bytes,
  };
  memcpy(rings, &answer, rings->struct_size < sizeof answer ? rings->struct_size : sizeof answer);
  slipway_handle_leave(handle);
  return 0;
}

