#include <stdlib.h>

#include "addon.h"

static void run(napi_env env, void *data) {
  (void)env;
  work *w = data;
  w->run(w);
}

static void free_work(work *w) {
  if (w->release != NULL) {
    w->release(w);
  }
  free(w);
}

/* In an environment that is ending the promise can no longer be settled; all calls for it fail, and that is right. */
static void settle(napi_env env, napi_status status, void *data) {
  work *w = data;
  environment *owner = w->owner;
  napi_value value = NULL;
  if (status == napi_ok && w->answer >= 0) {
    value = w->settle(env, w);
  }
  if (status == napi_ok && w->answer >= 0) {
    napi_resolve_deferred(env, w->deferred, value != NULL ? value : values_undefined(env));
  } else {
    napi_reject_deferred(
        env,
        w->deferred,
        values_error(env, status == napi_ok ? -w->answer : SLIPWAY_INTERNAL_ERROR, status == napi_ok ? w->error.message : "the call was cancelled"));
  }
  napi_delete_async_work(env, w->async);
  free_work(w);
  owner->works--;
  environment_check(owner);
}

napi_value work_start(napi_env env, const work *prototype) {
  napi_value name;
  napi_value promise;
  work *w = malloc(sizeof *w);
  if (w == NULL) {
    work copy = *prototype;
    if (copy.release != NULL) {
      copy.release(&copy);
    }
    napi_throw(env, values_error(env, SLIPWAY_INTERNAL_ERROR, "memory is short"));
    return NULL;
  }
  *w = *prototype;
  w->owner = environment_of(env);
  if (napi_create_string_utf8(env, "slipway", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_promise(env, &w->deferred, &promise) != napi_ok ||
      napi_create_async_work(env, NULL, name, run, settle, w, &w->async) != napi_ok) {
    free_work(w);
    napi_throw(env, values_error(env, SLIPWAY_INTERNAL_ERROR, "Node refuses to start a call"));
    return NULL;
  }
  w->owner->works++;
  napi_queue_async_work(env, w->async);
  return promise;
}
