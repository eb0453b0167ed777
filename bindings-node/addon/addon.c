#include <stdlib.h>

#include "addon.h"

environment *environment_of(napi_env env) {
  void *owner = NULL;
  napi_get_instance_data(env, &owner);
  return owner;
}

bool environment_add_client(environment *owner, slipway_client handle) {
  client *added = malloc(sizeof *added);
  if (added == NULL) {
    return false;
  }
  *added = (client){.next = owner->clients, .handle = handle};
  owner->clients = added;
  return true;
}

void environment_forget_client(environment *owner, slipway_client handle) {
  for (client **at = &owner->clients; *at != NULL; at = &(*at)->next) {
    if ((*at)->handle == handle) {
      client *found = *at;
      *at = found->next;
      free(found);
      return;
    }
  }
}

void environment_check(environment *owner) {
  if (!owner->ending || owner->works > 0 || owner->polls > 0) {
    return;
  }
  while (owner->clients != NULL) {
    slipway_client handle = owner->clients->handle;
    slipway_error ignored;
    environment_forget_client(owner, handle);
    slipway.client_close(handle, 0, &ignored);
  }
  napi_remove_async_cleanup_hook(owner->cleanup);
  free(owner);
}

/* A worker that is terminated, or a process that exits, does not wait for operations in flight: it could not use their answers. */
static void end(napi_async_cleanup_hook_handle handle, void *data) {
  (void)handle;
  environment *owner = data;
  owner->ending = true;
  queue_end_all(owner);
  environment_check(owner);
}

static const napi_property_descriptor exported[] = {
    {.utf8name = "load", .method = call_load},
    {.utf8name = "version", .method = call_version},
    {.utf8name = "openRuntime", .method = call_open_runtime},
    {.utf8name = "openClient", .method = call_open_client},
    {.utf8name = "closeClient", .method = call_close_client},
    {.utf8name = "table", .method = call_table},
    {.utf8name = "live", .method = call_live},
    {.utf8name = "logPipe", .method = call_log_pipe},
    {.utf8name = "openQueue", .method = queue_open},
    {.utf8name = "submit", .method = queue_submit},
    {.utf8name = "submitLarge", .method = queue_submit_large},
    {.utf8name = "cancel", .method = queue_cancel},
    {.utf8name = "closeQueue", .method = queue_close},
};

NAPI_MODULE_INIT() {
  environment *owner = calloc(1, sizeof *owner);
  if (owner == NULL) {
    napi_throw_error(env, NULL, "memory is short");
    return NULL;
  }
  owner->env = env;
  if (napi_set_instance_data(env, owner, NULL, NULL) != napi_ok ||
      napi_define_properties(env, exports, sizeof exported / sizeof exported[0], exported) != napi_ok ||
      napi_add_async_cleanup_hook(env, end, owner, &owner->cleanup) != napi_ok) {
    napi_throw_error(env, NULL, "Node refuses to load the addon");
    free(owner);
    return NULL;
  }
  return exports;
}
