//go:build linux && (amd64 || arm64)

#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef __GLIBC__
#error "Slipway needs glibc: Alpine Linux and others with musl are not supported"
#endif

#define FUNCTIONS(FUNCTION) \
  FUNCTION(abi_version)     \
  FUNCTION(runtime_open)    \
  FUNCTION(client_open)     \
  FUNCTION(client_close)    \
  FUNCTION(table)           \
  FUNCTION(queue_open)      \
  FUNCTION(queue_close)     \
  FUNCTION(queue_rings)     \
  FUNCTION(queue_fd)        \
  FUNCTION(doorbell)        \
  FUNCTION(cancel)          \
  FUNCTION(consume)         \
  FUNCTION(arm)             \
  FUNCTION(block_allocate)  \
  FUNCTION(live)

static struct {
#define DECLARE(name) __typeof__(slipway_##name) *name;
  FUNCTIONS(DECLARE)
#undef DECLARE
} library;

static int32_t fail(slipway_error *error, int32_t code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  memset(error, 0, sizeof *error);
  error->code = code;
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  return -code;
}

/* Null, or the name of the first function that is missing. */
static const char *find_functions(void *loaded) {
#define FIND(name)                                              \
  library.name = (__typeof__(slipway_##name) *)dlsym(loaded, "slipway_" #name); \
  if (library.name == NULL) {                                   \
    return "slipway_" #name;                                    \
  }
  FUNCTIONS(FIND)
#undef FIND
  return NULL;
}

static int32_t check_version(const char *path, slipway_error *error) {
  uint32_t version = library.abi_version();
  if (version >> 16 == SLIPWAY_ABI_VERSION >> 16 && version >= SLIPWAY_ABI_VERSION) {
    return 0;
  }
  return fail(
      error,
      SLIPWAY_ABI_MISMATCH,
      "%s has version %u.%u of the C interface, slipway.io/go needs %u.%u; install both from one release",
      path,
      version >> 16,
      version & 0xffff,
      SLIPWAY_ABI_VERSION >> 16,
      SLIPWAY_ABI_VERSION & 0xffff);
}

int32_t slipway_go_load(const char *path, slipway_error *error) {
  void *loaded = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (loaded == NULL) {
    return fail(error, SLIPWAY_RUNTIME_MISSING, "%s", dlerror());
  }
  const char *missing = find_functions(loaded);
  int32_t answer = missing == NULL
                       ? check_version(path, error)
                       : fail(error, SLIPWAY_ABI_MISMATCH, "%s lacks the function %s; it is not the libslipway.so that slipway.io/go needs", path, missing);
  if (answer != 0) {
    /* It has done nothing yet, so it may go. */
    dlclose(loaded);
  }
  return answer;
}

int32_t slipway_go_runtime_open(const slipway_runtime_options *options, slipway_error *error) { return library.runtime_open(options, error); }

int32_t slipway_go_client_open(const slipway_client_options *options, slipway_client *client, slipway_error *error) {
  return library.client_open(options, client, error);
}

int32_t slipway_go_client_close(slipway_client client, int64_t timeout_ms, slipway_error *error) {
  return library.client_close(client, timeout_ms, error);
}

int32_t slipway_go_table(slipway_client client, const char *name, slipway_error *error) { return library.table(client, name, error); }

int32_t slipway_go_queue_open(slipway_client client, const slipway_queue_options *options, slipway_queue *queue, slipway_error *error) {
  return library.queue_open(client, options, queue, error);
}

int32_t slipway_go_queue_close(slipway_queue queue, int64_t timeout_ms) { return library.queue_close(queue, timeout_ms); }

int32_t slipway_go_queue_rings(slipway_queue queue, slipway_rings *rings) { return library.queue_rings(queue, rings); }

int32_t slipway_go_doorbell(slipway_queue queue) { return library.doorbell(queue); }

int32_t slipway_go_cancel(slipway_queue queue, uint64_t token) { return library.cancel(queue, token); }

int32_t slipway_go_consume(slipway_queue queue, uint32_t count) { return library.consume(queue, count); }

int32_t slipway_go_arm(slipway_queue queue) { return library.arm(queue); }

void *slipway_go_block_allocate(size_t bytes) { return library.block_allocate(bytes); }

int32_t slipway_go_live(slipway_counts *counts) { return library.live(counts); }

int slipway_go_queue_fd(slipway_queue queue) {
  int32_t fd = library.queue_fd(queue);
  return fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
}
