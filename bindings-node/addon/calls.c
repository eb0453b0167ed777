/* Everything but queues: the library, the runtime, clients, tables. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "addon.h"

enum { SETTINGS_MAX = 10000 };

static napi_value throw_error(napi_env env, int32_t code, const char *message) {
  napi_throw(env, values_error(env, code, message));
  return NULL;
}

/* ---- Arrays of strings ---------------------------------------------------------------------------------------------------------- */

typedef struct {
  char **strings;
  size_t count;
} strings;

static void strings_free(strings *list) {
  for (size_t i = 0; i < list->count; i++) {
    free(list->strings[i]);
  }
  free(list->strings);
}

/* False if memory is short, or an element is no string. */
static bool strings_read(napi_env env, napi_value array, strings *list) {
  uint32_t count = 0;
  napi_get_array_length(env, array, &count);
  *list = (strings){.strings = calloc(count == 0 ? 1 : count, sizeof(char *))};
  if (list->strings == NULL) {
    return false;
  }
  for (; list->count < count; list->count++) {
    napi_value element;
    napi_get_element(env, array, (uint32_t)list->count, &element);
    list->strings[list->count] = values_string(env, element);
    if (list->strings[list->count] == NULL) {
      return false;
    }
  }
  return true;
}

/* ---- Library -------------------------------------------------------------------------------------------------------------------- */

/* load(path: string | undefined): void */
napi_value call_load(napi_env env, napi_callback_info info) {
  napi_value arguments[1];
  values_arguments(env, info, arguments, 1);
  char *path = values_string(env, arguments[0]);
  slipway_error error;
  int32_t answer = library_load(path, &error);
  free(path);
  return answer < 0 ? throw_error(env, error.code, error.message) : NULL;
}

/* version(): string | undefined */
napi_value call_version(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value version = NULL;
  if (library_is_loaded()) {
    napi_create_string_utf8(env, slipway.version(), NAPI_AUTO_LENGTH, &version);
  }
  return version;
}

/* live(): number[] of clients, queues, blocks, threads */
napi_value call_live(napi_env env, napi_callback_info info) {
  (void)info;
  slipway_counts counts = {.struct_size = sizeof counts};
  if (library_is_loaded()) {
    slipway.live(&counts);
  }
  const uint64_t numbers[] = {counts.clients, counts.queues, counts.blocks, counts.threads};
  napi_value array;
  napi_create_array_with_length(env, 4, &array);
  for (uint32_t i = 0; i < 4; i++) {
    napi_value number;
    napi_create_int64(env, (int64_t)numbers[i], &number);
    napi_set_element(env, array, i, number);
  }
  return array;
}

/* logPipe(): [number, number], the ends to read from and to write to */
napi_value call_log_pipe(napi_env env, napi_callback_info info) {
  (void)info;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
    return throw_error(env, SLIPWAY_INTERNAL_ERROR, "the process has no file descriptors left");
  }
  napi_value array;
  napi_create_array_with_length(env, 2, &array);
  for (uint32_t i = 0; i < 2; i++) {
    napi_value number;
    napi_create_int32(env, ends[i], &number);
    napi_set_element(env, array, i, number);
  }
  return array;
}

/* ---- Runtime -------------------------------------------------------------------------------------------------------------------- */

typedef struct {
  char *java_home;
  char *class_path;
  char *cache_folder;
  strings jvm_options;
  int32_t log_fd;
  int32_t log_level;
} runtime_call;

static void free_runtime(work *w) {
  runtime_call *call = w->context;
  free(call->java_home);
  free(call->class_path);
  free(call->cache_folder);
  strings_free(&call->jvm_options);
  free(call);
}

static void run_runtime(work *w) {
  const runtime_call *call = w->context;
  slipway_runtime_options options = {
      .struct_size = sizeof options,
      .abi_version = SLIPWAY_ABI_VERSION,
      .log_fd = call->log_fd,
      .log_level = call->log_level,
      .java_home = call->java_home,
      .class_path = call->class_path,
      .cache_folder = call->cache_folder,
      .jvm_options = (const char *const *)call->jvm_options.strings,
      .jvm_options_count = call->jvm_options.count,
  };
  w->answer = slipway.runtime_open(&options, &w->error);
}

static napi_value settle_nothing(napi_env env, work *w) {
  (void)env;
  (void)w;
  return NULL;
}

/* openRuntime(javaHome: string | undefined, classPath: string | undefined, cacheFolder: string | undefined, jvmOptions: string[], logFd: number,
               logLevel: number): Promise<void> */
napi_value call_open_runtime(napi_env env, napi_callback_info info) {
  napi_value arguments[6];
  values_arguments(env, info, arguments, 6);
  runtime_call *call = calloc(1, sizeof *call);
  if (call == NULL) {
    return throw_error(env, SLIPWAY_INTERNAL_ERROR, "memory is short");
  }
  call->java_home = values_string(env, arguments[0]);
  call->class_path = values_string(env, arguments[1]);
  call->cache_folder = values_string(env, arguments[2]);
  call->log_fd = (int32_t)values_integer(env, arguments[4]);
  call->log_level = (int32_t)values_integer(env, arguments[5]);
  work w = {.run = run_runtime, .settle = settle_nothing, .release = free_runtime, .context = call};
  if (!strings_read(env, arguments[3], &call->jvm_options)) {
    free_runtime(&w);
    return throw_error(env, SLIPWAY_ARGUMENT, "the options of the JVM are no array of strings");
  }
  return work_start(env, &w);
}

/* ---- Clients -------------------------------------------------------------------------------------------------------------------- */

typedef struct {
  char *config_file;
  strings settings; /* keys and values in turn */
  slipway_client handle;
  int64_t timeout_ms;
} client_call;

static void free_client(work *w) {
  client_call *call = w->context;
  free(call->config_file);
  strings_free(&call->settings);
  free(call);
}

static void run_open_client(work *w) {
  client_call *call = w->context;
  size_t count = call->settings.count / 2;
  slipway_setting *settings = calloc(count == 0 ? 1 : count, sizeof *settings);
  if (settings == NULL) {
    w->answer = -SLIPWAY_INTERNAL_ERROR;
    return;
  }
  for (size_t i = 0; i < count; i++) {
    settings[i] = (slipway_setting){.key = call->settings.strings[2 * i], .value = call->settings.strings[2 * i + 1]};
  }
  slipway_client_options options = {
      .struct_size = sizeof options, .config_file = call->config_file, .settings = settings, .settings_count = count};
  w->answer = slipway.client_open(&options, &call->handle, &w->error);
  free(settings);
}

static napi_value settle_open_client(napi_env env, work *w) {
  const client_call *call = w->context;
  slipway_error ignored;
  if (!environment_add_client(w->owner, call->handle)) {
    slipway.client_close(call->handle, 0, &ignored);
    w->answer = -SLIPWAY_INTERNAL_ERROR;
    return NULL;
  }
  return values_from_handle(env, call->handle);
}

/* openClient(configFile: string | undefined, settings: string[]): Promise<bigint> */
napi_value call_open_client(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  values_arguments(env, info, arguments, 2);
  client_call *call = calloc(1, sizeof *call);
  if (call == NULL) {
    return throw_error(env, SLIPWAY_INTERNAL_ERROR, "memory is short");
  }
  call->config_file = values_string(env, arguments[0]);
  work w = {.run = run_open_client, .settle = settle_open_client, .release = free_client, .context = call};
  if (!strings_read(env, arguments[1], &call->settings) || call->settings.count > 2 * SETTINGS_MAX) {
    free_client(&w);
    return throw_error(env, SLIPWAY_ARGUMENT, "the settings are no array of strings, or too many");
  }
  return work_start(env, &w);
}

static void run_close_client(work *w) {
  const client_call *call = w->context;
  w->answer = slipway.client_close(call->handle, call->timeout_ms, &w->error);
}

/* closeClient(client: bigint, timeoutMs: number): Promise<void> */
napi_value call_close_client(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  values_arguments(env, info, arguments, 2);
  client_call *call = calloc(1, sizeof *call);
  if (call == NULL) {
    return throw_error(env, SLIPWAY_INTERNAL_ERROR, "memory is short");
  }
  call->handle = values_handle(env, arguments[0]);
  call->timeout_ms = values_integer(env, arguments[1]);
  environment_forget_client(environment_of(env), call->handle);
  work w = {.run = run_close_client, .settle = settle_nothing, .release = free_client, .context = call};
  return work_start(env, &w);
}

/* table(client: bigint, name: string): number */
napi_value call_table(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  values_arguments(env, info, arguments, 2);
  char *name = values_string(env, arguments[1]);
  slipway_error error = {0};
  int32_t answer = slipway.table(values_handle(env, arguments[0]), name, &error);
  free(name);
  if (answer < 0) {
    return throw_error(env, -answer, error.message);
  }
  napi_value number = NULL;
  napi_create_int32(env, answer, &number);
  return number;
}
