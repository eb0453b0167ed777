/* Submissions: any thread fills slots, one elected thread drains them into the JVM. */
#include <string.h>

#include "queue.h"

static bool take_credit(queue *q) {
  uint64_t in_flight = atomic_load_explicit(&q->control->in_flight, memory_order_relaxed);
  do {
    if (in_flight >= q->entries) {
      return false;
    }
  } while (!atomic_compare_exchange_weak_explicit(
      &q->control->in_flight, &in_flight, in_flight + 1, memory_order_acq_rel, memory_order_relaxed));
  return true;
}

/* False, with nothing done, if memory for a block is short. */
static bool write_submission(queue *q, const slipway_request *request) {
  size_t bytes = (size_t)request->key_bytes + request->payload_bytes;
  unsigned char *block = NULL;
  if (bytes > q->slot_bytes - SLIPWAY_SLOT_HEADER) {
    block = slipway_block_allocate(bytes);
    if (block == NULL) {
      return false;
    }
  }
  uint64_t position = atomic_fetch_add_explicit(&q->control->submitted, 1, memory_order_acq_rel);
  submission *slot = submission_at(q, position);
  unsigned char *data = block != NULL ? block : (unsigned char *)(slot + 1);
  slot->token = request->token;
  slot->op = request->op;
  slot->flags = request->flags;
  slot->table = request->table;
  slot->key_bytes = request->key_bytes;
  slot->payload_bytes = request->payload_bytes;
  slot->timeout_us = request->timeout_us;
  slot->arg = request->arg;
  slot->block = (uint64_t)(uintptr_t)block;
  slot->reserved = 0;
  if (request->key_bytes > 0) {
    memcpy(data, request->key, request->key_bytes);
  }
  if (request->payload_bytes > 0) {
    memcpy(data + request->key_bytes, request->payload, request->payload_bytes);
  }
  atomic_store_explicit(&slot->sequence, position + 1, memory_order_release);
  return true;
}

static bool submission_waits(queue *q) {
  uint64_t drained = atomic_load_explicit(&q->control->drained, memory_order_acquire);
  return atomic_load_explicit(&submission_at(q, drained)->sequence, memory_order_acquire) == drained + 1;
}

/*
 * One thread at a time drains. Whoever finds the lock taken may go: both steps on the lock are read-modify-writes, so the holder's unlocking
 * sees what the other has written before, and looks once more.
 */
static int32_t drain(queue *q) {
  JNIEnv *env = slipway_runtime_env(NULL);
  if (env == NULL) {
    return -SLIPWAY_INTERNAL_ERROR;
  }
  do {
    if (atomic_exchange_explicit(&q->control->draining, 1, memory_order_acq_rel) != 0) {
      return 0;
    }
    (*env)->CallVoidMethod(env, q->java, slipway_runtime_java()->queue_drain);
    bool failed = (*env)->ExceptionCheck(env);
    atomic_exchange_explicit(&q->control->draining, 0, memory_order_acq_rel);
    if (failed) {
      return slipway_runtime_unexpected(env, NULL);
    }
  } while (submission_waits(q));
  return 0;
}

static int32_t ring_doorbell(queue *q) {
  if (!q->wakes) {
    return drain(q);
  }
  slipway_event_raise(q->submissions_fd);
  return 0;
}

static bool is_possible(const slipway_request *request) {
  return (request->key_bytes == 0 || request->key != NULL) && (request->payload_bytes == 0 || request->payload != NULL) &&
         request->payload_bytes <= INT32_MAX - request->key_bytes && request->key_bytes <= INT32_MAX;
}

int32_t slipway_submit(slipway_queue handle, const slipway_request *requests, uint32_t count) {
  if (count > INT32_MAX || (count > 0 && requests == NULL)) {
    return -SLIPWAY_ARGUMENT;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (!is_possible(&requests[i])) {
      return -SLIPWAY_ARGUMENT;
    }
  }
  queue *q = slipway_handle_enter(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  if (!q->wakes && slipway_runtime_env(NULL) == NULL) {
    slipway_handle_leave(handle);
    return -SLIPWAY_INTERNAL_ERROR;
  }
  uint32_t accepted = 0;
  while (accepted < count && take_credit(q)) {
    if (!write_submission(q, &requests[accepted])) {
      atomic_fetch_sub_explicit(&q->control->in_flight, 1, memory_order_acq_rel);
      break;
    }
    accepted++;
  }
  if (accepted > 0) {
    /* What is in the ring is accepted, whatever becomes of this doorbell: the next one carries it too. */
    ring_doorbell(q);
  }
  slipway_handle_leave(handle);
  return (int32_t)accepted;
}

int32_t slipway_doorbell(slipway_queue handle) {
  queue *q = slipway_handle_enter(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  int32_t answer = ring_doorbell(q);
  slipway_handle_leave(handle);
  return answer;
}

int32_t slipway_cancel(slipway_queue handle, uint64_t token) {
  queue *q = slipway_handle_enter(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  JNIEnv *env = slipway_runtime_env(NULL);
  int32_t answer = -SLIPWAY_INTERNAL_ERROR;
  if (env != NULL) {
    answer = (*env)->CallBooleanMethod(env, q->java, slipway_runtime_java()->queue_cancel, (jlong)token) ? 1 : 0;
    if ((*env)->ExceptionCheck(env)) {
      answer = slipway_runtime_unexpected(env, NULL);
    }
  }
  slipway_handle_leave(handle);
  return answer;
}

