/*
 * What the sources of the addon share. The addon carries requests and completions between JavaScript and libslipway.so, which it loads
 * when it is told to; what they mean is known to the TypeScript sources alone.
 *
 * Every environment (the main thread, each worker) has an `environment` of its own, whose functions run on that environment's thread, but
 * for what a `work` does on libuv's pool. Only the library is shared.
 */
#ifndef SLIPWAY_NODE_ADDON_H
#define SLIPWAY_NODE_ADDON_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <stdbool.h>

#include "slipway.h"

/* ---- The library (library.c) ---------------------------------------------------------------------------------------------------- */

#define LIBRARY_FUNCTIONS(F)                                                                                                             \
  F(abi_version)                                                                                                                         \
  F(version)                                                                                                                             \
  F(runtime_open)                                                                                                                        \
  F(client_open)                                                                                                                         \
  F(client_close)                                                                                                                        \
  F(table)                                                                                                                               \
  F(queue_open)                                                                                                                          \
  F(queue_close)                                                                                                                         \
  F(submit)                                                                                                                              \
  F(cancel)                                                                                                                              \
  F(poll)                                                                                                                                \
  F(consume)                                                                                                                             \
  F(queue_fd)                                                                                                                            \
  F(arm)                                                                                                                                 \
  F(live)

#define LIBRARY_FUNCTION(name) __typeof__(slipway_##name) *name;
typedef struct library {
  LIBRARY_FUNCTIONS(LIBRARY_FUNCTION)
} library;
#undef LIBRARY_FUNCTION

/* The functions of libslipway.so; constant once library_load has succeeded. */
extern library slipway;

/*
 * Loads the library from `path`, or by `path` alone if it is a bare name. Once it has succeeded, NULL and the same path are answered with 0, any
 * other with an error: a process has one library. Any thread. Errors: SLIPWAY_RUNTIME_MISSING, SLIPWAY_ABI_MISMATCH, SLIPWAY_ARGUMENT.
 */
int32_t library_load(const char *path, slipway_error *error);

bool library_is_loaded(void);

/* ---- Environments (addon.c) ----------------------------------------------------------------------------------------------------- */

typedef struct queue queue;

/* A client that an environment opened, and closes at its end if nobody did before. */
typedef struct client {
  struct client *next;
  slipway_client handle;
} client;

typedef struct environment {
  napi_env env;
  napi_async_cleanup_hook_handle cleanup;
  queue *queues;
  client *clients;
  uint32_t works; /* under way on the pool */
  uint32_t polls; /* handles of the event loop that are not closed yet */
  bool ending;
} environment;

/* The environment of a call into the addon. */
environment *environment_of(napi_env env);

/* To be called when a work or a handle of the event loop is done with: an environment that is ending waits for them. */
void environment_check(environment *owner);

/* False, with nothing done, if memory is short. */
bool environment_add_client(environment *owner, slipway_client handle);
void environment_forget_client(environment *owner, slipway_client handle);

/* ---- Values (values.c) ---------------------------------------------------------------------------------------------------------- */

/* The arguments of a call, as many as `count`; those that were not given are undefined. */
void values_arguments(napi_env env, napi_callback_info info, napi_value *arguments, size_t count);

napi_value values_undefined(napi_env env);

/* NULL for what is no string, or if memory is short; to be freed. */
char *values_string(napi_env env, napi_value value);

/* A JavaScript Error with the members `code` and `message`. */
napi_value values_error(napi_env env, int32_t code, const char *message);

int64_t values_integer(napi_env env, napi_value value);

uint64_t values_handle(napi_env env, napi_value value);

napi_value values_from_handle(napi_env env, uint64_t handle);

/* ---- Blocking calls (work.c) ---------------------------------------------------------------------------------------------------- */

typedef struct work work;

/*
 * A call that blocks, and the promise of its result. `run` works on libuv's pool and touches neither the environment nor any JavaScript;
 * it leaves a negated code in `answer` if it fails. `settle` runs on the environment's thread afterwards, also if the environment is
 * ending, and returns the promise's value; it may turn the success into an error by `answer` and `error`.
 */
struct work {
  environment *owner;
  void (*run)(work *self);
  napi_value (*settle)(napi_env env, work *self);
  void (*release)(work *self); /* frees what `context` has; may be NULL */
  void *context;
  int32_t answer;
  slipway_error error;
  napi_deferred deferred;
  napi_async_work async;
};

/* Starts a copy of `prototype` and returns its promise. */
napi_value work_start(napi_env env, const work *prototype);

/* ---- Calls (calls.c) and queues (queue.c) --------------------------------------------------------------------------------------- */

napi_value call_load(napi_env env, napi_callback_info info);
napi_value call_version(napi_env env, napi_callback_info info);
napi_value call_open_runtime(napi_env env, napi_callback_info info);
napi_value call_open_client(napi_env env, napi_callback_info info);
napi_value call_close_client(napi_env env, napi_callback_info info);
napi_value call_table(napi_env env, napi_callback_info info);
napi_value call_live(napi_env env, napi_callback_info info);
napi_value call_log_pipe(napi_env env, napi_callback_info info);

napi_value queue_open(napi_env env, napi_callback_info info);
napi_value queue_submit(napi_env env, napi_callback_info info);
napi_value queue_submit_large(napi_env env, napi_callback_info info);
napi_value queue_cancel(napi_env env, napi_callback_info info);
napi_value queue_close(napi_env env, napi_callback_info info);

/* Closes all queues of an environment that is ending, without waiting for what is in flight. */
void queue_end_all(environment *owner);

#endif
