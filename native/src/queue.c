/*
 * Queues: a submission ring that any thread fills and one elected thread drains into the JVM, and a completion ring that the JVM fills
 * and one consumer empties. slipway.h has the layout.
 *
 * Why a slot is free once a credit (SLIPWAY_IN_FLIGHT) is held: at most `entries` credits exist, a credit comes back only when its completion
 * is consumed, and requests are drained in the order of their positions. So of the positions before p at least p - entries + 1 have
 * been consumed, one of them at or behind p - entries, and position p - entries was drained before that one. The completion ring
 * is bounded by the same credits. The rings are bounded multi-producer queues after Vyukov, but for the credits, which make that
 * neither side ever waits for a slot.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

enum { ENTRIES_DEFAULT = 1024, ENTRIES_MAX = 65536, SLOT_DEFAULT = 512, SLOT_MIN = 128, SLOT_MAX = 65536 };

static const uint64_t RINGS_BYTES_MAX = UINT64_C(1) << 30;

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

static submission *submission_at(const queue *q, uint64_t position) {
  return (submission *)(q->submissions + (size_t)(position & (q->entries - 1)) * q->slot_bytes);
}

static completion *completion_at(const queue *q, uint64_t position) {
  return (completion *)(q->completions + (size_t)(position & (q->entries - 1)) * q->slot_bytes);
}

static bool completion_ready(const queue *q, uint64_t position) {
  return atomic_load_explicit(&completion_at(q, position)->sequence, memory_order_acquire) == position + 1;
}

/* ---- Opening -------------------------------------------------------------------------------------------------------------------- */

static bool is_power_of_two_within(uint32_t value, uint32_t least, uint32_t most) {
  return value >= least && value <= most && (value & (value - 1)) == 0;
}

static int32_t check(slipway_queue_options *options, slipway_error *error) {
  options->entries = options->entries == 0 ? ENTRIES_DEFAULT : options->entries;
  options->slot_bytes = options->slot_bytes == 0 ? SLOT_DEFAULT : options->slot_bytes;
  if (!is_power_of_two_within(options->entries, 2, ENTRIES_MAX)) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "entries must be a power of two from 2 to %d, not %u", ENTRIES_MAX, options->entries);
  }
  if (!is_power_of_two_within(options->slot_bytes, SLOT_MIN, SLOT_MAX)) {
    return slipway_fail(
        error, SLIPWAY_ARGUMENT, "slot_bytes must be a power of two from %d to %d, not %u", SLOT_MIN, SLOT_MAX, options->slot_bytes);
  }
  if (UINT64_C(2) * options->entries * options->slot_bytes > RINGS_BYTES_MAX) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "%u entries of %u bytes need more than 1 GiB", options->entries, options->slot_bytes);
  }
  if (options->submit != SLIPWAY_SUBMIT_ENTER && options->submit != SLIPWAY_SUBMIT_WAKE) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "submit must be SLIPWAY_SUBMIT_ENTER or SLIPWAY_SUBMIT_WAKE, not %u", options->submit);
  }
  return 0;
}

static void free_object(queue *q) {
  if (q->control != NULL) {
    munmap(q->control, q->memory_bytes);
  }
  if (q->completions_fd >= 0) {
    close(q->completions_fd);
  }
  if (q->submissions_fd >= 0) {
    close(q->submissions_fd);
  }
  free(q);
}

static queue *allocate_object(const slipway_queue_options *options) {
  queue *q = calloc(1, sizeof *q);
  if (q == NULL) {
    return NULL;
  }
  size_t ring_bytes = (size_t)options->entries * options->slot_bytes;
  q->entries = options->entries;
  q->slot_bytes = options->slot_bytes;
  q->wakes = options->submit == SLIPWAY_SUBMIT_WAKE;
  q->memory_bytes = SLIPWAY_SLOTS + 2 * ring_bytes;
  q->completions_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  q->submissions_fd = q->wakes ? eventfd(0, EFD_CLOEXEC) : -1;
  void *memory = mmap(NULL, q->memory_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory != MAP_FAILED) {
    q->control = memory;
    q->submissions = (unsigned char *)memory + SLIPWAY_SLOTS;
    q->completions = q->submissions + ring_bytes;
  }
  if (memory == MAP_FAILED || q->completions_fd < 0 || (q->wakes && q->submissions_fd < 0)) {
    free_object(q);
    return NULL;
  }
  return q;
}

/* Makes the Java half. On success Java holds the object until it calls Native.release. */
static int32_t open_java(JNIEnv *env, slipway_client_object *client, queue *q, slipway_error *error) {
  slipway_error failed = {0};
  jobject memory = (*env)->NewDirectByteBuffer(env, q->control, (jlong)q->memory_bytes);
  jobject opened = memory == NULL ? NULL
                                  : (*env)->CallObjectMethod(
                                        env,
                                        client->java,
                                        slipway_runtime_java()->client_queue,
                                        memory,
                                        (jint)q->entries,
                                        (jint)q->slot_bytes,
                                        (jlong)(intptr_t)q,
                                        (jboolean)q->wakes,
                                        (jlong)(intptr_t)&failed);
  if ((*env)->ExceptionCheck(env)) {
    return slipway_runtime_unexpected(env, error);
  }
  if (opened == NULL) {
    return slipway_fail(error, failed.code, "%s", failed.message);
  }
  q->java = (*env)->NewGlobalRef(env, opened);
  return q->java == NULL ? slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "the JVM is short of memory") : 0;
}

int32_t slipway_queue_open(slipway_client client, const slipway_queue_options *given, slipway_queue *handle, slipway_error *error) {
  slipway_queue_options options;
  if (handle == NULL || !slipway_options_copy(&options, sizeof options, given)) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "slipway_queue_options are of no size or of a later version than this library, or there is no place for the handle");
  }
  *handle = 0;
  int32_t answer = check(&options, error);
  if (answer != 0) {
    return answer;
  }
  slipway_client_object *owner = slipway_handle_enter(SLIPWAY_KIND_CLIENT, client);
  if (owner == NULL) {
    return slipway_fail(error, SLIPWAY_CLOSED, "the client is closed, or never was");
  }
  JNIEnv *env = slipway_runtime_env();
  queue *q = allocate_object(&options);
  if (env == NULL || q == NULL || (*env)->PushLocalFrame(env, 8) != 0) {
    answer = slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "memory, file descriptors or threads are short");
    if (q != NULL) {
      free_object(q);
    }
  } else {
    answer = open_java(env, owner, q, error);
    *handle = answer == 0 ? slipway_handle_open(SLIPWAY_KIND_QUEUE, q) : 0;
    if (answer != 0) {
      free_object(q);
    } else if (*handle == 0) {
      (*env)->CallBooleanMethod(env, q->java, slipway_runtime_java()->queue_close, (jlong)-1);
      answer = slipway_fail(error, SLIPWAY_OVERLOADED_IN_FLIGHT, "too many clients and queues are open");
    }
    (*env)->PopLocalFrame(env, NULL);
  }
  slipway_handle_leave(client);
  return answer;
}

/* ---- Submitting ----------------------------------------------------------------------------------------------------------------- */

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
  JNIEnv *env = slipway_runtime_env();
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
  uint64_t one = 1;
  ssize_t written = write(q->submissions_fd, &one, sizeof one);
  return written == sizeof one ? 0 : -SLIPWAY_INTERNAL_ERROR;
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
  if (!q->wakes && slipway_runtime_env() == NULL) {
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
  JNIEnv *env = slipway_runtime_env();
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

/* ---- Consuming ------------------------------------------------------------------------------------------------------------------ */

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

static void clear_event(int fd) {
  uint64_t count;
  while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {
  }
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
      clear_event(q->completions_fd);
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

int32_t slipway_poll(slipway_queue handle, slipway_completion *completions, uint32_t max, int32_t timeout_ms) {
  if (max > INT32_MAX || (max > 0 && completions == NULL)) {
    return -SLIPWAY_ARGUMENT;
  }
  queue *q = slipway_handle_enter(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  uint32_t count = collect(q, completions, max);
  if (count == 0 && max > 0 && timeout_ms != 0) {
    await_completions(q, timeout_ms);
    count = collect(q, completions, max);
  }
  int32_t answer = atomic_load(&q->closing) ? -SLIPWAY_CLOSED : (int32_t)count;
  slipway_handle_leave(handle);
  return answer;
}

static int32_t consume(queue *q, uint32_t count) {
  uint64_t consumed = atomic_load_explicit(&q->control->consumed, memory_order_relaxed);
  if (count > q->entries || (count > 0 && !completion_ready(q, consumed + count - 1))) {
    return -SLIPWAY_ARGUMENT;
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
  clear_event(q->completions_fd);
  int32_t answer = arm(q) ? 1 : 0;
  slipway_handle_leave(handle);
  return answer;
}

int32_t slipway_run(slipway_queue handle, slipway_callback callback, void *context, int32_t timeout_ms) {
  enum { BATCH = 64 };
  slipway_completion completions[BATCH];
  if (callback == NULL) {
    return -SLIPWAY_ARGUMENT;
  }
  int32_t total = 0;
  int32_t count;
  while ((count = slipway_poll(handle, completions, BATCH, total == 0 ? timeout_ms : 0)) > 0) {
    for (int32_t i = 0; i < count; i++) {
      callback(context, &completions[i]);
    }
    int32_t consumed = slipway_consume(handle, (uint32_t)count);
    if (consumed < 0) {
      return consumed;
    }
    total += count;
  }
  return count < 0 ? count : total;
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

/* ---- Closing, and what Java asks ------------------------------------------------------------------------------------------------ */

static void raise_event(int fd) {
  uint64_t one = 1;
  while (write(fd, &one, sizeof one) < 0 && errno == EINTR) {
  }
}

void slipway_queue_wake(queue *q) { raise_event(q->completions_fd); }

bool slipway_queue_await(queue *q) {
  clear_event(q->submissions_fd);
  return atomic_load(&q->closing);
}

void slipway_queue_release(JNIEnv *env, queue *q) {
  uint64_t completed = atomic_load(&q->control->completed);
  for (uint64_t position = atomic_load(&q->control->consumed); position < completed; position++) {
    slipway_block_free((void *)(uintptr_t)completion_at(q, position)->block);
  }
  (*env)->DeleteGlobalRef(env, q->java);
  free_object(q);
}

int32_t slipway_queue_close(slipway_queue handle, int64_t timeout_ms) {
  queue *q = slipway_handle_close(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  JNIEnv *env = slipway_runtime_env();
  atomic_store(&q->closing, true);
  raise_event(q->completions_fd);
  slipway_handle_drain(handle);
  if (env == NULL) {
    return -SLIPWAY_INTERNAL_ERROR;
  }
  /* The global reference may be deleted during the call, when Java releases the queue. */
  jobject java = (*env)->NewLocalRef(env, q->java);
  if (q->wakes) {
    raise_event(q->submissions_fd);
  }
  (*env)->CallBooleanMethod(env, java, slipway_runtime_java()->queue_close, (jlong)timeout_ms);
  bool failed = (*env)->ExceptionCheck(env);
  if (failed) {
    slipway_runtime_unexpected(env, NULL);
  }
  (*env)->DeleteLocalRef(env, java);
  return failed ? -SLIPWAY_INTERNAL_ERROR : 0;
}
