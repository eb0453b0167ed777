/*
 * What the sources of the library share: the runtime, the table of handles, errors.
 */
#ifndef SLIPWAY_INTERNAL_H
#define SLIPWAY_INTERNAL_H

#include <jni.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "slipway.h"

/* ---- Errors (errors.c) ---------------------------------------------------------------------------------------------------------- */

/* Fills `error` (which may be NULL) and returns the negated code. */
__attribute__((format(printf, 3, 4))) int32_t slipway_fail(slipway_error *error, int32_t code, const char *format, ...);

/* Says that there was no error; for the beginning of a call. `error` may be NULL. */
void slipway_error_clear(slipway_error *error);

/* Fills `error` with a text of the JVM, cut at a character's end if it is too long. */
void slipway_error_set(slipway_error *error, int32_t code, const char *utf8, size_t bytes);

/* ---- Options (options.c) -------------------------------------------------------------------------------------------------------- */

/*
 * Copies a caller's struct of an older or newer version into one of this library's: what the caller does not know becomes zero. False if
 * the caller knows, and has set, more than this library does.
 */
bool slipway_options_copy(void *own, size_t own_bytes, const void *callers);

/* ---- Handles (handles.c) -------------------------------------------------------------------------------------------------------- */

typedef enum { SLIPWAY_KIND_CLIENT = 1, SLIPWAY_KIND_QUEUE = 2 } slipway_kind;

/* A handle for `object`; 0 if there are too many. */
uint64_t slipway_handle_open(slipway_kind kind, void *object);

/* The object, which stays until the matching slipway_handle_leave; NULL if the handle is closed or of another kind. */
void *slipway_handle_enter(slipway_kind kind, uint64_t handle);

void slipway_handle_leave(uint64_t handle);

/*
 * Closes the handle: from now on nobody enters. The object is returned to the one who closed it, NULL to everyone else. Others may
 * still be inside until slipway_handle_drain returns.
 */
void *slipway_handle_close(slipway_kind kind, uint64_t handle);

/* Waits until nobody is inside of a closed handle, and frees its number. */
void slipway_handle_drain(uint64_t handle);

uint64_t slipway_handles_open(slipway_kind kind);

/* ---- JVM (jvm.c) ---------------------------------------------------------------------------------------------------------------- */

/* Finds the JVM of this process or makes one. */
int32_t slipway_jvm_find_or_create(const slipway_runtime_options *options, JavaVM **vm, bool *created, slipway_error *error);

/* ---- Archive (archive.c) -------------------------------------------------------------------------------------------------------- */

/*
 * Where the class-data archive for that JVM and those jars is, or goes: in the folder `given`, or in the default one if that is NULL. False if
 * there shall be none, or there is no folder that belongs to this user alone.
 */
bool slipway_archive_find(const char *given, const char *libjvm, const char *class_path, char path[PATH_MAX], bool *exists);

/* ---- Runtime (runtime.c) -------------------------------------------------------------------------------------------------------- */

/* The Java classes and methods that this library calls; constant once the runtime is open. */
typedef struct slipway_java {
  jclass bridge;
  jmethodID bridge_start;
  jmethodID bridge_open;
  jmethodID client_table;
  jmethodID client_close;
  jmethodID client_queue;
  jmethodID queue_drain;
  jmethodID queue_cancel;
  jmethodID queue_close;
} slipway_java;

/* NULL until slipway_runtime_open has succeeded. */
const slipway_java *slipway_runtime_java(void);

/* The JNI environment of this thread, which is attached if need be; NULL, with `error` filled, if that cannot be. Only with an open runtime. */
JNIEnv *slipway_runtime_env(slipway_error *error);

/* Takes a pending exception away: what should never happen, because the Java side answers errors as values. */
int32_t slipway_runtime_unexpected(JNIEnv *env, slipway_error *error);

uint64_t slipway_runtime_threads(void);

/* ---- Blocks (blocks.c) ---------------------------------------------------------------------------------------------------------- */

uint64_t slipway_blocks_open(void);

/* ---- Clients and queues --------------------------------------------------------------------------------------------------------- */

typedef struct slipway_client_object {
  jobject java; /* a global reference */
} slipway_client_object;

struct slipway_queue_object;

/* What Java asks of a queue (queue.c): wake its consumer, wait for submissions, release its memory. */
void slipway_queue_wake(struct slipway_queue_object *queue);
/* True if the queue is being closed. */
bool slipway_queue_await(struct slipway_queue_object *queue);
void slipway_queue_release(JNIEnv *env, struct slipway_queue_object *queue);

#endif
