#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

#define VERSION_STRING_(text) #text
#define VERSION_STRING(text) VERSION_STRING_(text)

uint32_t slipway_abi_version(void) { return SLIPWAY_ABI_VERSION; }

const char *slipway_version(void) { return VERSION_STRING(SLIPWAY_VERSION); }

slipway_error_traits slipway_error_describe(int32_t code) {
  switch (code) {
#define SLIPWAY_ERROR(name, number, category, retryable, maybe_applied) \
  case number:                                                          \
    return (slipway_error_traits){#name, SLIPWAY_CATEGORY_##category, retryable, maybe_applied};
    SLIPWAY_ERRORS(SLIPWAY_ERROR)
#undef SLIPWAY_ERROR
    default:
      return (slipway_error_traits){"UNKNOWN", SLIPWAY_CATEGORY_INTERNAL, 0, 0};
  }
}

void slipway_error_clear(slipway_error *error) {
  if (error != NULL) {
    error->code = 0;
    error->message[0] = '\0';
  }
}

void slipway_error_set(slipway_error *error, int32_t code, const char *utf8, size_t bytes) {
  if (error == NULL) {
    return;
  }
  memset(error, 0, sizeof *error);
  error->code = code;
  size_t kept = bytes < sizeof error->message - 1 ? bytes : sizeof error->message - 1;
  /* A byte of the form 10xxxxxx goes on with a character. */
  while (kept < bytes && kept > 0 && ((unsigned char)utf8[kept] & 0xc0) == 0x80) {
    kept--;
  }
  memcpy(error->message, utf8, kept);
}

int32_t slipway_fail(slipway_error *error, int32_t code, const char *format, ...) {
  char text[4096];
  va_list arguments;
  va_start(arguments, format);
  int bytes = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  slipway_error_set(error, code, text, bytes < 0 ? 0 : strnlen(text, sizeof text));
  return -code;
}
