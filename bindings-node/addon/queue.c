/*
 * Queues: requests that JavaScript has staged are submitted in one call.
 *
 * The event loop waits for the queue's descriptor. It is kept alive only while requests are in flight, so that an idle store does not keep a
 * process from ending.
 */
#include <stdlib.h>
#include <string.h>

#include "queue.h"

/* A request as JavaScript stages it: this, then key and payload. `bytes` is the whole record's, a multiple of eight. */
typedef struct {
  uint32_t bytes;
  uint32_t token;
  uint16_t op; /* 0: taken back before it was submitted */
  uint16_t flags;
  uint32_t table;
  uint32_t key_bytes;
  uint32_t payload_bytes;
  double timeout_us;
  double arg;
} staged;

_Static_assert(sizeof(staged) == 40, "known to src/request.ts");

/* ---- Memory --------------------------------------------------------------------------------------------------------------------- */

static void leave(queue *q) {
  if (--q->users == 0) {
    free(q->requests);
    free(q);
  }
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  leave(data);
}

static void forget(queue *q) {
  for (queue **at = &q->owner->queues; *at != NULL; at = &(*at)->next) {
    if (*at == q) {
      *at = q->next;
      return;
    }
  }
}

static void free_poll(uv_handle_t *handle) {
  environment *owner = uv_handle_get_data(handle);
  free(handle);
  owner->polls--;
  environment_check(owner);
}

/* Stops waiting for the descriptor, and gives up what the queue has of JavaScript. The descriptor may be closed at once. */
static void detach(queue *q) {
  napi_env env = q->owner->env;
  uv_handle_set_data((uv_handle_t *)q->poll, q->owner);
  uv_close((uv_handle_t *)q->poll, free_poll);
  q->poll = NULL;
  napi_delete_reference(env, q->on_answers);
  napi_delete_reference(env, q->staging_object);
  napi_delete_reference(env, q->answers_object);
  napi_async_destroy(env, q->context);
}

/* ---- Opening -------------------------------------------------------------------------------------------------------------------- */

typedef struct {
  slipway_client client;
  slipway_queue_options options;
  queue *queue;
  int64_t timeout_ms;
} queue_call;

static void free_call(work *w) { free(w->context); }

static void run_open(work *w) {
  queue_call *call = w->context;
  w->answer = slipway.queue_open(call->client, &call->options, &call->queue->handle, &w->error);
}

static void on_readable(uv_poll_t *poll, int status, int events) {
  (void)status;
  (void)events;
  queue *q = uv_handle_get_data((uv_handle_t *)poll);
  /* What JavaScript does meanwhile may close the queue. */
  q->users++;
  completions_deliver(q);
  leave(q);
}

static bool start_poll(napi_env env, queue *q) {
  uv_loop_t *loop;
  if (strcmp(uv_handle_type_name(UV_POLL), "poll") != 0 || napi_get_uv_event_loop(env, &loop) != napi_ok) {
    return false;
  }
  q->fd = slipway.queue_fd(q->handle);
  q->poll = calloc(1, uv_handle_size(UV_POLL));
  if (q->poll == NULL || uv_poll_init(loop, q->poll, q->fd) != 0) {
    free(q->poll);
    q->poll = NULL;
    return false;
  }
  q->owner->polls++;
  uv_handle_set_data((uv_handle_t *)q->poll, q);
  uv_unref((uv_handle_t *)q->poll);
  uv_poll_start(q->poll, UV_READABLE, on_readable);
  if (slipway.arm(q->handle) != 0) {
    completions_come_back(q);
  }
  return true;
}

/* The queue as JavaScript holds it. NULL if the environment is ending. */
static napi_value settle_open(napi_env env, work *w) {
  queue *q = ((queue_call *)w->context)->queue;
  napi_value object = NULL;
  if (w->owner->ending || napi_create_external(env, q, finalize, NULL, &object) != napi_ok) {
    slipway.queue_close(q->handle, 0);
    q->handle = 0;
    w->answer = -SLIPWAY_INTERNAL_ERROR;
    return NULL;
  }
  q->users++;
  if (!start_poll(env, q)) {
    slipway.queue_close(q->handle, 0);
    q->handle = 0;
    w->answer = -SLIPWAY_INTERNAL_ERROR;
    strcpy(w->error.message, "this version of Node cannot wait for the store's descriptor");
    return NULL;
  }
  q->next = w->owner->queues;
  w->owner->queues = q;
  return object;
}

/* A queue that did not come to be is dropped with its call. */
static void release_open(work *w) {
  queue *q = ((queue_call *)w->context)->queue;
  if (q->poll == NULL) {
    napi_env env = w->owner->env;
    napi_delete_reference(env, q->on_answers);
    napi_delete_reference(env, q->staging_object);
    napi_delete_reference(env, q->answers_object);
    napi_async_destroy(env, q->context);
    leave(q);
  }
  free(w->context);
}

static bool read_open(napi_env env, napi_value *arguments, queue *q) {
  size_t answers_bytes;
  void *staging;
  void *answers;
  napi_value name;
  if (napi_get_arraybuffer_info(env, arguments[4], &staging, &q->staging_bytes) != napi_ok ||
      napi_get_arraybuffer_info(env, arguments[5], &answers, &answers_bytes) != napi_ok ||
      answers_bytes < BATCH * ANSWER_NUMBERS * sizeof(int32_t)) {
    return false;
  }
  q->staging = staging;
  q->answers = answers;
  return napi_create_string_utf8(env, "slipway", NAPI_AUTO_LENGTH, &name) == napi_ok &&
         napi_create_reference(env, arguments[4], 1, &q->staging_object) == napi_ok &&
         napi_create_reference(env, arguments[5], 1, &q->answers_object) == napi_ok &&
         napi_create_reference(env, arguments[6], 1, &q->on_answers) == napi_ok &&
         napi_async_init(env, NULL, name, &q->context) == napi_ok;
}

/* openQueue(client: bigint, entries: number, slotBytes: number, submit: number, staging: ArrayBuffer, answers: ArrayBuffer,
             onAnswers: (count: number, shared: Buffer | undefined, large: Buffer[] | undefined) => void): Promise<object> */
napi_value queue_open(napi_env env, napi_callback_info info) {
  napi_value arguments[7];
  values_arguments(env, info, arguments, 7);
  queue *q = calloc(1, sizeof *q);
  queue_call *call = calloc(1, sizeof *call);
  uint32_t entries = (uint32_t)values_integer(env, arguments[1]);
  slipway_request *requests = calloc(entries == 0 ? 1 : entries, sizeof *requests);
  if (q == NULL || call == NULL || requests == NULL || !read_open(env, arguments, q)) {
    free(q);
    free(call);
    free(requests);
    napi_throw(env, values_error(env, SLIPWAY_ARGUMENT, "a queue's memory is short, or its arguments are wrong"));
    return NULL;
  }
  q->owner = environment_of(env);
  q->requests = requests;
  q->entries = entries;
  q->users = 1;
  *call = (queue_call){
      .client = values_handle(env, arguments[0]),
      .options =
          {
              .struct_size = sizeof(slipway_queue_options),
              .entries = entries,
              .slot_bytes = (uint32_t)values_integer(env, arguments[2]),
              .submit = (uint32_t)values_integer(env, arguments[3]),
          },
      .queue = q,
  };
  work w = {.run = run_open, .settle = settle_open, .release = release_open, .context = call};
  return work_start(env, &w);
}

/* ---- Submitting ----------------------------------------------------------------------------------------------------------------- */

static queue *queue_of(napi_env env, napi_value object) {
  void *q = NULL;
  napi_get_value_external(env, object, &q);
  return q;
}

static slipway_request request_of(const staged *record) {
  return (slipway_request){
      .token = record->token,
      .op = record->op,
      .flags = record->flags,
      .table = record->table,
      .key_bytes = record->key_bytes,
      .payload_bytes = record->payload_bytes,
      .timeout_us = (uint64_t)record->timeout_us,
      .arg = (int64_t)record->arg,
  };
}

/* Returns how many were accepted, or a negated code. */
static napi_value submit(napi_env env, queue *q, uint32_t count) {
  int32_t accepted = q->handle == 0 ? -SLIPWAY_CLOSED : slipway.submit(q->handle, q->requests, count);
  if (accepted > 0) {
    if (q->in_flight == 0) {
      uv_ref((uv_handle_t *)q->poll);
    }
    q->in_flight += (uint32_t)accepted;
  }
  napi_value number = NULL;
  napi_create_int32(env, accepted, &number);
  return number;
}

/* submit(queue: object, bytes: number): number. Of the first `bytes` of the staging memory. */
napi_value queue_submit(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  values_arguments(env, info, arguments, 2);
  queue *q = queue_of(env, arguments[0]);
  size_t end = (size_t)values_integer(env, arguments[1]);
  uint32_t count = 0;
  for (size_t at = 0; at < end && count < q->entries;) {
    const staged *record = (const staged *)(q->staging + at);
    if (record->op != 0) {
      q->requests[count] = request_of(record);
      q->requests[count].key = record + 1;
      q->requests[count].payload = (const unsigned char *)(record + 1) + record->key_bytes;
      count++;
    }
    at += record->bytes;
  }
  return submit(env, q, count);
}

/* submitLarge(queue: object, key: Uint8Array, payload: Uint8Array): number. The record at the beginning of the staging memory, but its data. */
napi_value queue_submit_large(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  values_arguments(env, info, arguments, 3);
  queue *q = queue_of(env, arguments[0]);
  void *key;
  void *payload;
  size_t key_bytes;
  size_t payload_bytes;
  napi_get_buffer_info(env, arguments[1], &key, &key_bytes);
  napi_get_buffer_info(env, arguments[2], &payload, &payload_bytes);
  q->requests[0] = request_of((const staged *)q->staging);
  q->requests[0].key = key;
  q->requests[0].key_bytes = (uint32_t)key_bytes;
  q->requests[0].payload = payload;
  q->requests[0].payload_bytes = (uint32_t)payload_bytes;
  return submit(env, q, 1);
}

/* cancel(queue: object, token: number): number */
napi_value queue_cancel(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  values_arguments(env, info, arguments, 2);
  const queue *q = queue_of(env, arguments[0]);
  napi_value number = NULL;
  napi_create_int32(
      env, q->handle == 0 ? -SLIPWAY_CLOSED : slipway.cancel(q->handle, (uint64_t)values_integer(env, arguments[1])), &number);
  return number;
}

/* ---- Closing -------------------------------------------------------------------------------------------------------------------- */

static void run_close(work *w) {
  const queue_call *call = w->context;
  slipway.queue_close(call->client, call->timeout_ms);
}

static napi_value settle_close(napi_env env, work *w) {
  (void)env;
  (void)w;
  return NULL;
}

/* closeQueue(queue: object, timeoutMs: number): Promise<void>. What has completed by now is handed over before. */
napi_value queue_close(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  values_arguments(env, info, arguments, 2);
  queue *q = queue_of(env, arguments[0]);
  queue_call *call = calloc(1, sizeof *call);
  if (call == NULL || q->handle == 0) {
    free(call);
    napi_throw(env, values_error(env, SLIPWAY_CLOSED, "the queue is closed"));
    return NULL;
  }
  call->client = q->handle;
  call->timeout_ms = values_integer(env, arguments[1]);
  q->handle = 0;
  detach(q);
  forget(q);
  leave(q);
  work w = {.run = run_close, .settle = settle_close, .release = free_call, .context = call};
  return work_start(env, &w);
}

void queue_end_all(environment *owner) {
  while (owner->queues != NULL) {
    queue *q = owner->queues;
    slipway_queue handle = q->handle;
    q->handle = 0;
    detach(q);
    forget(q);
    leave(q);
    slipway.queue_close(handle, 0);
  }
}
