/* Where the fields of the public structs are: a change is a new major version of the interface. The header stands alone, so it is first. */
#include "slipway.h"

#include <string.h>

#define AT(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #type "." #field)
#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type)

AT(slipway_error, message, 8);
SIZE(slipway_error, 1032);
AT(slipway_error_traits, category, 8);
SIZE(slipway_error_traits, 24);

AT(slipway_runtime_options, abi_version, 8);
AT(slipway_runtime_options, log_fd, 12);
AT(slipway_runtime_options, log_level, 16);
AT(slipway_runtime_options, java_home, 24);
AT(slipway_runtime_options, class_path, 32);
AT(slipway_runtime_options, jvm_options, 40);
AT(slipway_runtime_options, jvm_options_count, 48);
AT(slipway_runtime_options, cache_folder, 56);

AT(slipway_setting, value, 8);
AT(slipway_client_options, config_file, 8);
AT(slipway_client_options, settings, 16);
AT(slipway_client_options, settings_count, 24);
SIZE(slipway_client_options, 32);

AT(slipway_queue_options, entries, 8);
AT(slipway_queue_options, slot_bytes, 12);
AT(slipway_queue_options, submit, 16);
SIZE(slipway_queue_options, 24);

AT(slipway_request, op, 8);
AT(slipway_request, flags, 10);
AT(slipway_request, table, 12);
AT(slipway_request, key_bytes, 16);
AT(slipway_request, payload_bytes, 20);
AT(slipway_request, timeout_us, 24);
AT(slipway_request, arg, 32);
AT(slipway_request, key, 40);
AT(slipway_request, payload, 48);
SIZE(slipway_request, 56);

AT(slipway_completion, code, 8);
AT(slipway_completion, flags, 12);
AT(slipway_completion, payload, 16);
AT(slipway_completion, payload_bytes, 24);
SIZE(slipway_completion, 32);

AT(slipway_rings, version, 8);
AT(slipway_rings, memory, 24);
AT(slipway_rings, memory_bytes, 32);
SIZE(slipway_rings, 40);

AT(slipway_counts, threads, 32);
SIZE(slipway_counts, 40);

int main(void) { return slipway_abi_version() == SLIPWAY_ABI_VERSION && strlen(slipway_version()) > 0 ? 0 : 1; }
