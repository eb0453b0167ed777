/*
 * Queues: a submission ring that any thread fills and one elected thread drains into the JVM, and a completion ring that the JVM fills
 * and one consumer empties. Here they are opened and closed.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "queue.h"

enum { ENTRIES_DEFAULT = 1024, ENTRIES_MAX = 65536, SLOT_DEFAULT = 512, SLOT_MIN = 128, SLOT_MAX = 65536 };

static const uint64_t RINGS_BYTES_MAX = UINT64_C(1) << 30;

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

/* Makes the Java half, NULL if it fails. Once made, Java holds the object until it calls Native.release. */
static jobject open_java(JNIEnv *env, slipway_client_object *client, queue *q, slipway_error *error) {
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
    slipway_runtime_unexpected(env, error);
    return NULL;
  }
  if (opened == NULL) {
    slipway_fail(error, failed.code, "%s", failed.message);
  }
  return opened;
}

/* Returns when Java has released the object, or the time is over. Nobody is inside of the queue any more. */
static int32_t close_java(JNIEnv *env, queue *q, jobject java, int64_t timeout_ms) {
  atomic_store(&q->closing, true);
  if (q->wakes) {
    slipway_event_raise(q->submissions_fd);
  }
  (*env)->CallBooleanMethod(env, java, slipway_runtime_java()->queue_close, (jlong)timeout_ms);
  return (*env)->ExceptionCheck(env) ? slipway_runtime_unexpected(env, NULL) : 0;
}

static slipway_queue open_inside(JNIEnv *env, slipway_client_object *client, const slipway_queue_options *options, slipway_error *error) {
  queue *q = allocate_object(options);
  if (q == NULL) {
    slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "memory or file descriptors are short");
    return 0;
  }
  jobject java = open_java(env, client, q, error);
  if (java == NULL) {
    free_object(q);
    return 0;
  }
  q->java = (*env)->NewGlobalRef(env, java);
  slipway_queue handle = q->java == NULL ? 0 : slipway_handle_open(SLIPWAY_KIND_QUEUE, q);
  if (handle == 0) {
    close_java(env, q, java, -1);
    slipway_fail(error, SLIPWAY_OVERLOADED_IN_FLIGHT, "too many clients and queues are open, or memory is short");
  }
  return handle;
}

int32_t slipway_queue_open(slipway_client client, const slipway_queue_options *given, slipway_queue *handle, slipway_error *error) {
  slipway_queue_options options;
  slipway_error_clear(error);
  if (handle != NULL) {
    *handle = 0;
  }
  if (handle == NULL || !slipway_options_copy(&options, sizeof options, given)) {
    return slipway_fail(
        error,
        SLIPWAY_ARGUMENT,
        "slipway_queue_options are of no size or of a later version than this library, or there is no place for the handle");
  }
  int32_t answer = check(&options, error);
  if (answer != 0) {
    return answer;
  }
  slipway_client_object *owner = slipway_handle_enter(SLIPWAY_KIND_CLIENT, client);
  if (owner == NULL) {
    return slipway_fail(error, SLIPWAY_CLOSED, "the client is closed, or never was");
  }
  slipway_error failed = {.code = SLIPWAY_INTERNAL_ERROR, .message = "the JVM refuses to attach a thread"};
  JNIEnv *env = slipway_runtime_env(&failed);
  if (env != NULL && (*env)->PushLocalFrame(env, 8) == 0) {
    *handle = open_inside(env, owner, &options, &failed);
    (*env)->PopLocalFrame(env, NULL);
  }
  slipway_handle_leave(client);
  return *handle != 0 ? 0 : slipway_fail(error, failed.code, "%s", failed.message);
}

/* ---- Closing, and what Java asks ------------------------------------------------------------------------------------------------ */

void slipway_event_raise(int fd) {
  uint64_t one = 1;
  while (write(fd, &one, sizeof one) < 0 && errno == EINTR) {
  }
}

void slipway_event_clear(int fd) {
  uint64_t count;
  while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {
  }
}

void slipway_queue_wake(queue *q) { slipway_event_raise(q->completions_fd); }

bool slipway_queue_await(queue *q) {
  slipway_event_clear(q->submissions_fd);
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
  if (slipway_runtime_java() == NULL) {
    return -SLIPWAY_CLOSED;
  }
  JNIEnv *env = slipway_runtime_env(NULL);
  if (env == NULL) {
    return -SLIPWAY_INTERNAL_ERROR;
  }
  queue *q = slipway_handle_close(SLIPWAY_KIND_QUEUE, handle);
  if (q == NULL) {
    return -SLIPWAY_CLOSED;
  }
  atomic_store(&q->closing, true);
  slipway_event_raise(q->completions_fd);
  slipway_run_leave(handle);
  slipway_handle_drain(handle);
  /* The global reference is deleted during the call, when Java releases the queue. */
  jobject java = (*env)->NewLocalRef(env, q->java);
  int32_t answer = close_java(env, q, java, timeout_ms);
  (*env)->DeleteLocalRef(env, java);
  return answer;
}
