#include <stdlib.h>

#include "addon.h"

void values_arguments(napi_env env, napi_callback_info info, napi_value *arguments, size_t count) {
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
}

napi_value values_undefined(napi_env env) {
  napi_value undefined;
  napi_get_undefined(env, &undefined);
  return undefined;
}

char *values_string(napi_env env, napi_value value) {
  size_t bytes;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &bytes) != napi_ok) {
    return NULL;
  }
  char *string = malloc(bytes + 1);
  if (string != NULL) {
    napi_get_value_string_utf8(env, value, string, bytes + 1, &bytes);
  }
  return string;
}

napi_value values_error(napi_env env, int32_t code, const char *message) {
  napi_value text;
  napi_value number;
  napi_value error;
  if (napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text) != napi_ok || napi_create_int32(env, code, &number) != napi_ok ||
      napi_create_error(env, NULL, text, &error) != napi_ok || napi_set_named_property(env, error, "code", number) != napi_ok) {
    return NULL;
  }
  return error;
}

int64_t values_integer(napi_env env, napi_value value) {
  int64_t number = 0;
  napi_get_value_int64(env, value, &number);
  return number;
}

uint64_t values_handle(napi_env env, napi_value value) {
  uint64_t handle = 0;
  bool lossless;
  napi_get_value_bigint_uint64(env, value, &handle, &lossless);
  return handle;
}

napi_value values_from_handle(napi_env env, uint64_t handle) {
  napi_value value = NULL;
  napi_create_bigint_uint64(env, handle, &value);
  return value;
}
