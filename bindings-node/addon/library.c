#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "addon.h"

library slipway;

static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;
static char *loaded_path;
static atomic_bool loaded;

bool library_is_loaded(void) { return atomic_load_explicit(&loaded, memory_order_acquire); }

__attribute__((format(printf, 3, 4))) static int32_t fail(slipway_error *error, int32_t code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  error->code = code;
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  return -code;
}

static int32_t load(const char *path, slipway_error *error) {
  void *opened = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (opened == NULL) {
    return fail(error, SLIPWAY_RUNTIME_MISSING, "%s", dlerror());
  }
  library found;
#define FIND(name)                                                                                                                       \
  *(void **)&found.name = dlsym(opened, "slipway_" #name);                                                                               \
  if (found.name == NULL) {                                                                                                              \
    dlclose(opened);                                                                                                                     \
    return fail(error, SLIPWAY_ABI_MISMATCH, "%s has no slipway_%s; it is of another version than this package", path, #name);          \
  }
  LIBRARY_FUNCTIONS(FIND)
#undef FIND
  if (found.abi_version() >> 16 != SLIPWAY_ABI_VERSION >> 16) {
    return fail(
        error,
        SLIPWAY_ABI_MISMATCH,
        "%s has version %u.%u of the C interface, this package needs %u.%u; install both from one release",
        path,
        found.abi_version() >> 16,
        found.abi_version() & 0xffff,
        SLIPWAY_ABI_VERSION >> 16,
        SLIPWAY_ABI_VERSION & 0xffff);
  }
  loaded_path = strdup(path);
  slipway = found;
  atomic_store_explicit(&loaded, true, memory_order_release);
  return 0;
}

int32_t library_load(const char *path, slipway_error *error) {
  pthread_mutex_lock(&loading);
  int32_t answer = 0;
  if (!atomic_load(&loaded)) {
    answer = path == NULL ? fail(error, SLIPWAY_ARGUMENT, "no path was given") : load(path, error);
  } else if (path != NULL && loaded_path != NULL && strcmp(path, loaded_path) != 0) {
    answer = fail(error, SLIPWAY_ARGUMENT, "this process has loaded %s already, and can have one library; leave the path out", loaded_path);
  }
  pthread_mutex_unlock(&loading);
  return answer;
}
