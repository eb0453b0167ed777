// The header is C++ too.
#include "slipway.h"

int main() {
  slipway_runtime_options options = slipway_runtime_options();
  options.struct_size = sizeof options;
  slipway_error error = slipway_error();
  return slipway_runtime_open(&options, &error) == -SLIPWAY_ABI_MISMATCH && error.code == SLIPWAY_ABI_MISMATCH ? 0 : 1;
}
