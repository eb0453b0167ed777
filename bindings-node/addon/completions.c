/* Completions on their way from the library to JavaScript: copied in batches, each with one Buffer for all its small values. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "queue.h"

enum {
  /* Values up to so many bytes share a Buffer, larger ones have one of their own. */
  SHARED_VALUE_MAX = 2048,
  /* Bounds what one small value that is kept for long can hold on to. */
  SHARED_BUFFER_MAX = 32768,
  /* Batches after which the event loop's other work has its turn. */
  ROUNDS_MAX = 16,
};

/* How many of the completions go into one call: as many as their small values fit into one Buffer. */
static uint32_t cut(const slipway_completion *completions, uint32_t count, size_t *shared_bytes, uint32_t *large_count) {
  uint32_t taken = 0;
  *shared_bytes = 0;
  *large_count = 0;
  for (; taken < count; taken++) {
    size_t bytes = completions[taken].payload_bytes;
    if (bytes > SHARED_VALUE_MAX) {
      (*large_count)++;
    } else if (*shared_bytes + bytes > SHARED_BUFFER_MAX) {
      break;
    } else {
      *shared_bytes += bytes;
    }
  }
  return taken;
}

/* False if memory is short. */
static bool copy(napi_env env, const queue *q, const slipway_completion *completions, uint32_t count, unsigned char *shared, napi_value large) {
  int32_t offset = 0;
  int32_t larges = 0;
  for (uint32_t i = 0; i < count; i++) {
    const slipway_completion *from = &completions[i];
    int32_t *to = &q->answers[ANSWER_NUMBERS * i];
    to[0] = (int32_t)from->token;
    to[1] = from->code;
    to[2] = (int32_t)from->flags;
    to[4] = (int32_t)from->payload_bytes;
    if (from->payload_bytes > SHARED_VALUE_MAX) {
      napi_value own;
      if (napi_create_buffer_copy(env, from->payload_bytes, from->payload, NULL, &own) != napi_ok) {
        return false;
      }
      napi_set_element(env, large, (uint32_t)larges, own);
      to[3] = -1 - larges++;
    } else {
      to[3] = offset;
      if (from->payload_bytes > 0) {
        memcpy(shared + offset, from->payload, from->payload_bytes);
      }
      offset += (int32_t)from->payload_bytes;
    }
  }
  return true;
}

static void call(napi_env env, queue *q, uint32_t count, napi_value shared, napi_value large) {
  napi_value global;
  napi_value function;
  napi_value arguments[3] = {NULL, shared, large};
  napi_get_global(env, &global);
  napi_get_reference_value(env, q->on_answers, &function);
  napi_create_uint32(env, count, &arguments[0]);
  if (napi_make_callback(env, q->context, global, function, 3, arguments, NULL) == napi_pending_exception) {
    napi_value thrown;
    if (napi_get_and_clear_last_exception(env, &thrown) == napi_ok) {
      napi_fatal_exception(env, thrown);
    }
  }
}

/* Returns how many completions were handed to JavaScript; their memory has been given back then. */
static uint32_t hand_over(napi_env env, queue *q, const slipway_completion *completions, uint32_t count) {
  size_t shared_bytes;
  uint32_t large_count;
  uint32_t taken = cut(completions, count, &shared_bytes, &large_count);
  napi_value shared = values_undefined(env);
  napi_value large = shared;
  void *memory = NULL;
  if ((shared_bytes > 0 && napi_create_buffer(env, shared_bytes, &memory, &shared) != napi_ok) ||
      (large_count > 0 && napi_create_array_with_length(env, large_count, &large) != napi_ok) ||
      !copy(env, q, completions, taken, memory, large)) {
    /* The exception of the call that failed; without memory for an answer there is nobody to tell of it but the process. */
    napi_value thrown;
    if (napi_get_and_clear_last_exception(env, &thrown) == napi_ok) {
      napi_fatal_exception(env, thrown);
    }
    return 0;
  }
  slipway.consume(q->handle, taken);
  q->in_flight -= taken;
  if (q->in_flight == 0) {
    uv_unref((uv_handle_t *)q->poll);
  }
  call(env, q, taken, shared, large);
  return taken;
}

void completions_come_back(const queue *q) {
  uint64_t one = 1;
  while (write(q->fd, &one, sizeof one) < 0 && errno == EINTR) {
  }
}

void completions_deliver(queue *q) {
  napi_env env = q->owner->env;
  slipway_completion completions[BATCH];
  for (int round = 0; round < ROUNDS_MAX && q->handle != 0; round++) {
    int32_t count = slipway.poll(q->handle, completions, BATCH, 0);
    if (count < 0 || (count == 0 && slipway.arm(q->handle) == 0)) {
      return;
    }
    if (count > 0) {
      napi_handle_scope scope;
      napi_open_handle_scope(env, &scope);
      hand_over(env, q, completions, (uint32_t)count);
      napi_close_handle_scope(env, scope);
    }
  }
  if (q->handle != 0) {
    completions_come_back(q);
  }
}
