#include <string.h>

#include "internal.h"

/* No version of any struct will be larger; a larger size was never set. */
enum { STRUCT_BYTES_MAX = 4096 };

bool slipway_options_copy(void *own, size_t own_bytes, const void *callers) {
  memset(own, 0, own_bytes);
  if (callers == NULL) {
    return true;
  }
  size_t callers_bytes;
  memcpy(&callers_bytes, callers, sizeof callers_bytes);
  if (callers_bytes < sizeof callers_bytes || callers_bytes > STRUCT_BYTES_MAX) {
    return false;
  }
  for (size_t i = own_bytes; i < callers_bytes; i++) {
    if (((const unsigned char *)callers)[i] != 0) {
      return false;
    }
  }
  memcpy(own, callers, callers_bytes < own_bytes ? callers_bytes : own_bytes);
  return true;
}
