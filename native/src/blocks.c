/* Blocks for what does not fit into a slot. Their number is counted, because leak checkers cannot look beneath a JVM. */
#include <stdlib.h>

#include "internal.h"

static atomic_uint_fast64_t open_blocks;

void *slipway_block_allocate(size_t bytes) {
  void *block = malloc(bytes == 0 ? 1 : bytes);
  if (block != NULL) {
    atomic_fetch_add_explicit(&open_blocks, 1, memory_order_relaxed);
  }
  return block;
}

void slipway_block_free(void *block) {
  if (block != NULL) {
    atomic_fetch_sub_explicit(&open_blocks, 1, memory_order_relaxed);
    free(block);
  }
}

uint64_t slipway_blocks_open(void) { return atomic_load_explicit(&open_blocks, memory_order_relaxed); }
